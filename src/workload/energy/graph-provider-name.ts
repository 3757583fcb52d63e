import { knownProviders, resolveProvider } from '#catalog/providers.ts';
import type { Db } from '#db/open.ts';
import { badInput } from '#graph/errors.ts';
import { shown } from '#market/graph-filter.ts';
import { providerIds } from '#market/store-providers.ts';

/** The id of a provider by id or name, whether its offers are held or not. Throws BAD_USER_INPUT for one nobody is called. */
export async function providerNamed(db: Db, name: string): Promise<string> {
  const known = resolveProvider(name);
  if (known && knownProviders.some(({ id }) => id === known.id)) return known.id;
  const id = name.trim().toLowerCase();
  if ((await providerIds(db)).includes(id)) return id;
  throw badInput(
    'provider',
    `No provider known here is called "${shown(name)}": give one such as "aws", "gcp", "azure", "runpod" or "vastai", or leave \`provider\` out.`,
  );
}
