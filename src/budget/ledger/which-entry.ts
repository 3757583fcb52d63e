import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { OwnKind, Which } from '#workload/which-own.ts';
import type { LedgerEntry } from './entry.ts';
import { entriesById, entryUnderKey } from './store-entries.ts';

/** What an entry is told under has a key of its own, so that the entry it is about is named by `entryKey`. */
export const ENTRY: OwnKind = {
  typename: 'LedgerEntry',
  noun: 'entry',
  made: 'told',
  list: 'ledger',
  fields: { id: 'entry', key: 'entryKey' },
};

export const RESERVATION: OwnKind = {
  typename: 'LedgerEntry',
  noun: 'reservation',
  made: 'made',
  list: 'ledger(filter: {kinds: [RESERVATION]})',
  fields: { id: 'reservation', key: 'reservationKey' },
};

/** The entry that is meant, where its owner has it. */
export async function entryMeant(db: Db, owner: OwnerId, which: Which): Promise<LedgerEntry | undefined> {
  if ('key' in which) return entryUnderKey(db, owner, which.key);
  const [entry] = await entriesById(db, owner, [which.id]);
  return entry;
}
