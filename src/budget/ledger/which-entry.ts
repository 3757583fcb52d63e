import type { Db } from '#db/open.ts';
import type { NodeId } from '#graph/node-id.ts';
import type { OwnerId } from '#units/owner.ts';
import { inputFault, type InputFault } from '#workload/graph-input-error.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import type { LedgerEntry } from './entry.ts';
import { entriesById, entryUnderKey } from './store-entries.ts';

/** How a caller names an entry: one of the two. */
export type AskedEntry = {
  readonly id: NodeId | null | undefined;
  /** The key it was told under. */
  readonly key: string | null | undefined;
};

/** What is wrong with how an entry is named; `field` is that of the id. */
export function entryFaults(field: string, { id, key }: AskedEntry): readonly InputFault[] {
  if ((id == null) !== (key == null)) return [];
  const message = `Say which in one way: by its id as \`${field}\`, or by the key it was told under as \`${field}Key\`.`;
  return [inputFault('NOT_FOUND', field, message)];
}

/** The entry meant; what is no id of one is answered as one that is another's. */
export async function entryMeant(
  db: Db,
  owner: OwnerId,
  { id, key }: AskedEntry,
): Promise<LedgerEntry | undefined> {
  if (key != null) return entryUnderKey(db, owner, key);
  if (id?.typename !== 'LedgerEntry' || !UUID.test(id.id)) return undefined;
  const [entry] = await entriesById(db, owner, [id.id]);
  return entry;
}

/** What names an entry, for a digest. */
export function namedBy({ id, key }: AskedEntry): readonly (string | null)[] {
  return [id?.typename ?? null, id?.id ?? null, key ?? null];
}
