import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { Sums } from './budget-alert.ts';
import type { Budget } from './budget.ts';
import { sumsOf } from './ledger/store-sums.ts';
import { periodAt, periodBefore, type Period } from './period.ts';
import { firedWhen, type Fired } from './store-told.ts';

/** A budget's period, what the ledger says of it, and what fired in it. */
export type BudgetPeriod = {
  readonly budget: Budget;
  readonly period: Period;
  readonly sums: Sums;
  readonly fired: readonly Fired[];
};

/** What is known of periods of an owner's budgets, in two statements. */
export async function knownPeriods(
  db: Db,
  owner: OwnerId,
  asked: readonly { readonly budget: Budget; readonly period: Period }[],
): Promise<readonly BudgetPeriod[]> {
  const sums = await sumsOf(db, owner, asked);
  const fired = await firedWhen(db, owner, asked);
  return asked.flatMap((one, place) => {
    const sum = sums[place];
    return sum ? [{ ...one, sums: sum, fired: fired[place] ?? [] }] : [];
  });
}

/** Periods from that of now back to the one that holds an instant, the newest first, at most `most`. */
export function periodsBackTo(
  { period: kind, timeZone }: Pick<Budget, 'period' | 'timeZone'>,
  oldest: Instant,
  now: Instant,
  most: number,
): readonly Period[] {
  const periods: Period[] = [];
  let next: Period | null = periodAt(kind, timeZone, now);
  while (next && periods.length < most) {
    periods.push(next);
    next = next.startsAt <= oldest ? null : periodBefore(kind, timeZone, next);
  }
  return periods;
}
