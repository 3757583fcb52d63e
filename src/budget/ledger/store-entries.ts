import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import type { Ledger } from './store-ledger.ts';

export const ENTRY_COLUMNS = sql`id, owner, seq, kind, spent, reserved, model, project, at, recorded_at as "recordedAt",
  refers_to as "refersTo", expires_at as "expiresAt", description, rate, idempotency_key as "idempotencyKey", digest`;

/** Adds entries to a locked ledger, numbered in the order given. */
export async function addEntries(
  trx: Db,
  { owner, seq }: Ledger,
  entries: readonly NewEntry[],
  recordedAt: Instant,
): Promise<LedgerEntry[]> {
  if (entries.length === 0) return [];
  const rows = entries.map((entry, place) => ({
    ...entry,
    seq: seq + place + 1,
    at: formatInstant(entry.at),
    expiresAt: entry.expiresAt === null ? null : formatInstant(entry.expiresAt),
  }));
  const added = await sql<LedgerEntry>`
    insert into ledger_entry (owner, seq, kind, spent, reserved, model, project, at, recorded_at, refers_to, expires_at,
      description, rate, idempotency_key, digest)
    select ${owner}, seq, kind, spent, reserved, model, project, at, ${formatInstant(recordedAt)}::timestamptz, "refersTo",
      "expiresAt", description, rate, "idempotencyKey", digest
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (seq bigint, kind text, spent bigint,
      reserved bigint, model text, project text, at timestamptz, "refersTo" bigint, "expiresAt" timestamptz,
      description text, rate jsonb, "idempotencyKey" text, digest text)
    order by seq
    returning ${ENTRY_COLUMNS}`.execute(trx);
  return added.rows.map(entryOf).toSorted((a, b) => a.seq - b.seq);
}

export function entryOf(row: LedgerEntry): LedgerEntry {
  return { ...row, spent: microUsd(row.spent), reserved: microUsd(row.reserved) };
}

export async function entryUnderKey(db: Db, owner: OwnerId, key: string): Promise<LedgerEntry | undefined> {
  const { rows } = await sql<LedgerEntry>`
    select ${ENTRY_COLUMNS} from ledger_entry where owner = ${owner} and idempotency_key = ${key}`.execute(
    db,
  );
  return rows[0] && entryOf(rows[0]);
}

/** An owner's entries of these ids; what is not the owner's is not among them. */
export async function entriesById(db: Db, owner: OwnerId, ids: readonly string[]): Promise<LedgerEntry[]> {
  const { rows } = await sql<LedgerEntry>`
    select ${ENTRY_COLUMNS} from ledger_entry where owner = ${owner} and id = any(${[...ids]}::uuid[])`.execute(
    db,
  );
  return rows.map(entryOf);
}

/** An owner's entries of these numbers. */
export async function entriesBySeq(db: Db, owner: OwnerId, seqs: readonly number[]): Promise<LedgerEntry[]> {
  const { rows } = await sql<LedgerEntry>`
    select ${ENTRY_COLUMNS} from ledger_entry where owner = ${owner} and seq = any(${[...seqs]}::bigint[])`.execute(
    db,
  );
  return rows.map(entryOf);
}

/** The entries about some of an owner's, in their order: settlements, releases, expiries, corrections. */
export async function entriesAbout(db: Db, owner: OwnerId, seqs: readonly number[]): Promise<LedgerEntry[]> {
  const { rows } = await sql<LedgerEntry>`
    select ${ENTRY_COLUMNS} from ledger_entry where owner = ${owner} and refers_to = any(${[...seqs]}::bigint[])
    order by seq`.execute(db);
  return rows.map(entryOf);
}

/** What was spent by an entry with all its corrections, micro-dollars. */
export async function netSpent(db: Db, { owner, seq }: Pick<LedgerEntry, 'owner' | 'seq'>): Promise<number> {
  const { rows } = await sql<{ spent: number }>`
    select sum(spent)::bigint as spent from ledger_entry
    where owner = ${owner} and (seq = ${seq} or (refers_to = ${seq} and kind = 'CORRECTION'))`.execute(db);
  return rows[0]?.spent ?? 0;
}
