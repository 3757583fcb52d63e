import { knownProviders, resolveProvider } from '#catalog/providers.ts';
import type { Db } from '#db/open.ts';
import { providersNamed } from '#market/graph-filter.ts';

/** The id of a provider by id or name. Throws BAD_USER_INPUT, with the ids that are known, for one nobody is called. */
export async function providerNamed(db: Db, name: string): Promise<string> {
  const known = resolveProvider(name);
  if (known && knownProviders.some(({ id }) => id === known.id)) return known.id;
  const found = await providersNamed(db, [name], 'provider');
  return found?.[0] ?? name;
}
