import type { Clock, Instant } from '#units/time.ts';
import { HOUR_MS, instant } from '#units/time.ts';
import type { BudgetAlert } from './budget-alert.ts';
import type { Telling } from './budget-job.ts';
import { burnOf } from './burn-of.ts';
import { nextHour } from './due.ts';
import { lockLedger } from './ledger/store-ledger.ts';
import { sumsOf } from './ledger/store-sums.ts';
import { periodAt } from './period.ts';
import { budgetsById, type KeptBudget } from './store-budgets.ts';
import { dueForecasts, forecastsDue } from './store-due.ts';
import { tellInTime } from './tell-in-time.ts';

/** A forecast is told where it gives at least this chance that the amount will not do: of five told, four come true. */
export const TOLD_CHANCE = 0.8;

const BATCH = 100;

/** Judges every budget's burn forecast once an hour, and tells those that say the amount will be exceeded. */
export async function tellForecasts(telling: Telling, now: Clock, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const at = now();
    const due = await dueForecasts(telling.db, at, BATCH);
    for (const budgets of Map.groupBy(due, ({ owner }) => owner).values()) {
      signal?.throwIfAborted();
      await judgeForecasts(telling, budgets, at);
    }
    if (due.length < BATCH) return;
  }
}

async function judgeForecasts(
  { db, outbox }: Telling,
  due: readonly KeptBudget[],
  now: Instant,
): Promise<void> {
  const [first] = due;
  if (!first) return;
  const { owner } = first;
  const ids = due.map(({ id }) => id);
  await db.transaction().execute(async (trx) => {
    await lockLedger(trx, owner);
    const budgets = await budgetsById(trx, owner, ids);
    const asked = budgets.map((budget) => ({
      budget,
      period: periodAt(budget.period, budget.timeZone, now),
    }));
    const sums = await sumsOf(trx, owner, asked);
    const open = asked.flatMap((one, place) => {
      const sum = sums[place];
      // What is spent already needs no forecast.
      const isOpen = one.budget.archivedAt === null && sum && sum.spent > 0 && sum.spent < one.budget.amount;
      return isOpen ? [{ ...one, sums: sum }] : [];
    });
    const burnt = await burnOf(trx, owner, open, now);
    const scheduled = instant(Math.floor(now / HOUR_MS) * HOUR_MS);
    const alerts = open.flatMap((one, place): BudgetAlert[] => {
      const chance = burnt[place]?.forecast?.exceeded ?? 0;
      if (chance < TOLD_CHANCE) return [];
      const at = instant(Math.max(scheduled, one.period.startsAt));
      return [{ ...one, kind: 'FORECAST', threshold: null, entry: null, at, chance }];
    });
    await forecastsDue(trx, ids, nextHour(now));
    await tellInTime(trx, alerts, { now, outbox });
  });
}
