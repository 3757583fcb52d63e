import { nearestNamed } from '#catalog/nearest-names.ts';
import { knownProviders, resolveProvider } from '#catalog/providers.ts';
import type { Db } from '#db/open.ts';
import { shown } from '#market/graph-unknown-name.ts';
import { unknownName } from '#market/graph-unknown-name.ts';
import { providerIds } from '#market/store-providers.ts';

/** The id of a provider by id or name, whether its offers are held or not; null for one nobody is called. */
export async function providerCalled(db: Db, name: string): Promise<string | null> {
  const known = resolveProvider(name);
  if (known && knownProviders.some(({ id }) => id === known.id)) return known.id;
  const id = name.trim().toLowerCase();
  return (await providerIds(db)).includes(id) ? id : null;
}

/** The same. Throws BAD_USER_INPUT for one nobody is called. */
export async function providerNamed(db: Db, name: string): Promise<string> {
  const found = await providerCalled(db, name);
  if (found !== null) return found;
  const ids = new Set([...(await providerIds(db)), ...knownProviders.map(({ id }) => id)]);
  const named = [...ids].map((id) => ({ item: id, names: [id] }));
  const nearest = nearestNamed(name.trim().toLowerCase(), named, 3);
  throw unknownName(
    'provider',
    `No provider here is called "${shown(name)}". Leave \`provider\` out for any, and for a machine of your own.`,
    nearest,
    { rules: 'Ids are such as "aws", "gcp" or "runpod".' },
  );
}
