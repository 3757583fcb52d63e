import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import { tell } from '#notice/tell.ts';
import type { Instant } from '#units/time.ts';
import { noticeOf } from '../budget-alert.ts';
import { passedThresholds, type Budget } from '../budget.ts';
import { firstDateOf, periodAt } from '../period.ts';
import type { Standing } from './standing.ts';
import { firedIn, keepFired, type FiredThreshold } from './store-fired.ts';
import type { Ledger } from './store-ledger.ts';
import { forgetSums, keepSums, sumsOf } from './store-sums.ts';

export type Told = { readonly now: Instant; readonly outbox: Outbox };

/**
 * Fires every threshold that was reached and has not fired in its period yet, and tells it: the last step of a
 * transaction that holds the ledger. A threshold that was reached, was corrected away and is reached again has fired.
 */
export async function judge(
  trx: Db,
  { owner }: Pick<Ledger, 'owner'>,
  standings: readonly Standing[],
  { entry, now, outbox }: Told & { readonly entry: number | null },
): Promise<readonly FiredThreshold[]> {
  const reached = standings.flatMap((standing) =>
    passedThresholds(standing.budget, standing.sums.spent).map((threshold) => ({
      ...standing,
      threshold,
      firstDate: firstDateOf(standing.budget.period, standing.budget.timeZone, standing.period),
    })),
  );
  if (reached.length === 0) return [];
  const before = await firedIn(trx, owner, reached);
  const fresh = reached.filter(
    ({ budget, firstDate, threshold }) =>
      !before.some(
        (one) => one.budget === budget.id && one.firstDate === firstDate && one.threshold === threshold,
      ),
  );
  if (fresh.length === 0) return [];
  const notices = fresh.map((one) => noticeOf({ ...one, kind: 'THRESHOLD', at: now, entry }));
  const told = await tell(trx, notices, { at: now, outbox });
  const fired = fresh.map(({ budget, period, firstDate, threshold }): FiredThreshold => {
    const { startsAt } = period;
    return { budget: budget.id, period: budget.period, startsAt, firstDate, threshold, entry };
  });
  await keepFired(
    trx,
    owner,
    fired.map((one, place) => ({ ...one, notice: told[place]?.seq ?? 0 })),
  );
  return fired;
}

/**
 * Judges budgets that were made, changed or archived: what was kept of their sums is forgotten, and the thresholds
 * that the period of now has reached fire. The last step of a transaction that holds the owner's ledger.
 */
export async function judgeBudgets(
  trx: Db,
  ledger: Pick<Ledger, 'owner'>,
  budgets: readonly Budget[],
  told: Told,
): Promise<readonly FiredThreshold[]> {
  await forgetSums(trx, budgets);
  const asked = budgets
    .filter(({ archivedAt }) => archivedAt === null)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((budget) => ({ budget, period: periodAt(budget.period, budget.timeZone, told.now) }));
  const sums = await sumsOf(trx, ledger.owner, asked);
  const standings = asked.flatMap((one, place): Standing[] => {
    const found = sums[place];
    return found ? [{ ...one, sums: found }] : [];
  });
  await keepSums(trx, standings);
  return judge(trx, ledger, standings, { ...told, entry: null });
}
