import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { LedgerEntry } from './entry.ts';
import { ENTRY_COLUMNS, entryOf } from './store-entries.ts';

/** Keeps in mind which reservations of a locked ledger are open, after entries were added to it. */
export async function keepHolds(trx: Db, owner: OwnerId, entries: readonly LedgerEntry[]): Promise<void> {
  const opened = entries.filter(({ kind }) => kind === 'RESERVATION').map(({ seq }) => seq);
  const closed = entries.flatMap(({ reserved, refersTo }) =>
    reserved < 0 && refersTo !== null ? refersTo : [],
  );
  if (opened.length > 0)
    await sql`
      insert into ledger_hold (owner, seq, expires_at)
      select owner, seq, expires_at from ledger_entry
      where owner = ${owner} and seq = any(${opened}::bigint[])`.execute(trx);
  if (closed.length > 0)
    await sql`delete from ledger_hold where owner = ${owner} and seq = any(${closed}::bigint[])`.execute(trx);
}

/** Reservations of an owner that are open though their time is over, in the order they were made. */
export async function overdueHolds(
  db: Db,
  owner: OwnerId,
  now: Instant,
  most: number,
): Promise<LedgerEntry[]> {
  const { rows } = await sql<LedgerEntry>`
    select ${ENTRY_COLUMNS} from ledger_entry
    where owner = ${owner} and seq in (
      select seq from ledger_hold where owner = ${owner} and expires_at <= ${timestamp(now)}
      order by seq limit ${most})
    order by seq`.execute(db);
  return rows.map(entryOf);
}

/** Of some of an owner's entries those that are reservations still open. */
export async function openHolds(db: Db, owner: OwnerId, seqs: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ seq: number }>`
    select seq from ledger_hold where owner = ${owner} and seq = any(${[...seqs]}::bigint[])`.execute(db);
  return new Set(rows.map(({ seq }) => seq));
}

/** Owners who hold something whose time is over. */
export async function overdueOwners(db: Db, now: Instant): Promise<OwnerId[]> {
  const { rows } = await sql<{ owner: OwnerId }>`
    select distinct owner from ledger_hold where expires_at <= ${timestamp(now)} order by owner`.execute(db);
  return rows.map(({ owner }) => owner);
}
