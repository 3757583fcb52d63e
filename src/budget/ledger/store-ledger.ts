import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';

/** An owner's ledger, which nobody else writes to until the transaction ends. */
export type Ledger = { readonly owner: OwnerId; readonly seq: number; readonly turnover: number };

/**
 * Locks an owner's ledger: the first step of whatever changes its entries, its budgets or what they fired. The row
 * is touched rather than read, for nothing is there to lock before the first entry.
 */
export async function lockLedger(trx: Db, owner: OwnerId): Promise<Ledger> {
  const { rows } = await sql<{ seq: number; turnover: number }>`
    insert into ledger (owner) values (${owner})
    on conflict (owner) do update set seq = ledger.seq
    returning seq, turnover`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('a ledger was neither made nor there');
  return { owner, ...row };
}

/** Moves a locked ledger on by what was added to it. */
export async function advanceLedger(
  trx: Db,
  { owner }: Ledger,
  entries: number,
  turnover: number,
): Promise<void> {
  await sql`
    update ledger set seq = seq + ${entries}::bigint, turnover = turnover + ${turnover}::bigint
    where owner = ${owner}`.execute(trx);
}
