import type { Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import { post, standingsOf } from './post.ts';
import { overdueHolds, overdueOwners } from './store-holds.ts';
import { lockLedger, type Ledger } from './store-ledger.ts';

/** Reservations let go by one statement. */
const BATCH = 500;

/** An entry that lets go what a reservation holds. */
export function letGo(held: LedgerEntry, kind: 'RELEASE' | 'EXPIRY' | 'SETTLEMENT'): NewEntry {
  return {
    kind,
    spent: microUsd(0),
    reserved: microUsd(0 - held.reserved),
    model: held.model,
    project: held.project,
    at: held.at,
    refersTo: held.seq,
    expiresAt: null,
    description: null,
    rate: null,
    idempotencyKey: null,
    digest: null,
  };
}

/** Lets go what is held though its time is over; the ledger is locked. */
export async function expireHolds(trx: Db, ledger: Ledger, now: Instant): Promise<Ledger> {
  const overdue = await overdueHolds(trx, ledger.owner, now, BATCH);
  if (overdue.length === 0) return ledger;
  const entries = overdue.map((held) => letGo(held, 'EXPIRY'));
  const before = await standingsOf(trx, ledger.owner, entries);
  const { ledger: after } = await post(trx, ledger, entries, before, now);
  return overdue.length < BATCH ? after : expireHolds(trx, after, now);
}

/** Lets go what an owner holds though its time is over: before whatever tells what is held. */
export async function expireOverdue(db: Db, owner: OwnerId, now: Instant): Promise<void> {
  const [some] = await overdueHolds(db, owner, now, 1);
  if (!some) return;
  await db.transaction().execute(async (trx) => expireHolds(trx, await lockLedger(trx, owner), now));
}

/** The same for every owner: a job, so that nothing stays held because nobody looks. */
export async function expireAll(db: Db, now: Instant, signal?: AbortSignal): Promise<void> {
  for (const owner of await overdueOwners(db, now)) {
    if (signal?.aborted) return;
    await expireOverdue(db, owner, now);
  }
}
