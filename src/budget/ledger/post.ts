import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { budgetsMatching } from '../store-budgets.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import { periodsOf, withEntries, type Standing } from './standing.ts';
import { addEntries } from './store-entries.ts';
import { keepHolds } from './store-holds.ts';
import { advanceLedger, type Ledger } from './store-ledger.ts';
import { addToQuarters } from './store-quarters.ts';
import { keepSums, sumsOf } from './store-sums.ts';

/** Where every budget stands in the periods that entries count in. */
export async function standingsOf(
  db: Db,
  owner: OwnerId,
  entries: readonly Pick<NewEntry, 'project' | 'model' | 'at'>[],
): Promise<readonly Standing[]> {
  const asked = periodsOf(await budgetsMatching(db, owner, entries), entries);
  const sums = await sumsOf(db, owner, asked);
  return asked.flatMap((one, place) => {
    const found = sums[place];
    return found ? [{ ...one, sums: found }] : [];
  });
}

export type Posted = {
  readonly ledger: Ledger;
  readonly entries: readonly LedgerEntry[];
  /** With the entries. */
  readonly standings: readonly Standing[];
};

/** Adds entries to a locked ledger and to the sums of every budget they count in, as they stood before. */
export async function post(
  trx: Db,
  ledger: Ledger,
  entries: readonly NewEntry[],
  before: readonly Standing[],
  now: Instant,
): Promise<Posted> {
  const added = await addEntries(trx, ledger, entries, now);
  await keepHolds(trx, ledger.owner, added);
  await addToQuarters(trx, ledger.owner, added);
  const standings = before.map((standing) => withEntries(standing, added));
  await keepSums(trx, standings);
  const turnover = turnoverOf(entries);
  await advanceLedger(trx, ledger, entries.length, turnover);
  const { owner, seq } = ledger;
  return {
    ledger: { owner, seq: seq + entries.length, turnover: ledger.turnover + turnover },
    entries: added,
    standings,
  };
}

/** What entries move, micro-dollars. What is let go was counted when it was reserved. */
export function turnoverOf(entries: readonly NewEntry[]): number {
  return entries.reduce((sum, { spent, reserved }) => sum + Math.abs(spent) + Math.max(reserved, 0), 0);
}
