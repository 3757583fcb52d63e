import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { instant, type Instant } from '#units/time.ts';
import type { BudgetAlert } from './budget-alert.ts';
import { periodAt, type Period } from './period.ts';
import type { KeptBudget } from './store-budgets.ts';
import { sumsOf } from './ledger/store-sums.ts';

/** Of the periods a budget ended while nobody looked, so many are told each, the last ones; the rest as a number. */
export const MOST_TOLD = 31;

/** The ends of periods that came since they were last told, in order of time, with what the ledger says of each now. */
export async function endedPeriods(
  trx: Db,
  owner: OwnerId,
  budgets: readonly KeptBudget[],
  now: Instant,
): Promise<readonly BudgetAlert[]> {
  const ended = budgets.flatMap((budget) => {
    const periods = budget.archivedAt === null ? untold(budget, now) : [];
    const told = periods.slice(-MOST_TOLD);
    return told.map((period, place) => ({
      budget,
      period,
      untold: place === 0 ? periods.length - told.length : 0,
    }));
  });
  const sums = await sumsOf(trx, owner, ended);
  return ended
    .flatMap(({ budget, period, untold: more }, place): BudgetAlert[] => {
      const sum = sums[place];
      if (!sum || period.endsAt === null) return [];
      const when = { period, sums: sum, at: period.endsAt, untold: more };
      return [{ budget, kind: 'PERIOD_ENDED', threshold: null, entry: null, ...when }];
    })
    .toSorted((a, b) => a.at - b.at);
}

/**
 * Periods from the one whose end is told next to the last that has ended. Where a zone's midnight was another when that
 * end was written down, for its rules have changed since, the period it lies in now is told once it ends by them.
 */
function untold({ period, timeZone, periodEndsAt }: KeptBudget, now: Instant): readonly Period[] {
  if (periodEndsAt === null) return [];
  const periods: Period[] = [];
  let next = periodAt(period, timeZone, instant(periodEndsAt - 1));
  while (next.endsAt !== null && next.endsAt <= now) {
    periods.push(next);
    next = periodAt(period, timeZone, next.endsAt);
  }
  return periods;
}
