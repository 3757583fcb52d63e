import { isDeepStrictEqual } from 'node:util';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { HOUR_MS, instant, MINUTE_MS, plusMs, type Clock, type Instant } from '#units/time.ts';
import type { BudgetAlert, Sums } from './budget-alert.ts';
import type { Telling } from './budget-job.ts';
import { likelyExceeding } from './burn-of.ts';
import { nextHour } from './due.ts';
import { lockLedger } from './ledger/store-ledger.ts';
import { sumsOf } from './ledger/store-sums.ts';
import { periodAt, type Period } from './period.ts';
import { budgetsById, type KeptBudget } from './store-budgets.ts';
import { dueForecasts, forecastsDue } from './store-due.ts';
import { tellInTime } from './tell-in-time.ts';

/** A forecast is told where it gives at least this chance that the amount will not do: of five told, four come true. */
export const TOLD_CHANCE = 0.8;

/** Budgets judged together: with their pasts in memory, nobody else waits long while they are read. */
const BATCH = 25;

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

/** A forecast worth telling, and the sums it was made of. */
type Judged = {
  readonly budget: KeptBudget;
  readonly period: Period;
  readonly sums: Sums;
  readonly chance: number;
};

/** Forecasts are computed while others write; the ledger is locked only to tell them. */
async function judgeForecasts(
  { db, outbox }: Telling,
  due: readonly KeptBudget[],
  now: Instant,
): Promise<void> {
  const [first] = due;
  if (!first) return;
  const { owner } = first;
  const judged = await likelyExceeded(db, owner, due, now);
  await db.transaction().execute(async (trx) => {
    await lockLedger(trx, owner);
    const held = await stillHeld(trx, owner, judged);
    const scheduled = instant(Math.floor(now / HOUR_MS) * HOUR_MS);
    const alerts = held.map(({ chance, ...one }): BudgetAlert => {
      const at = instant(Math.max(scheduled, one.period.startsAt));
      return { ...one, kind: 'FORECAST', threshold: null, entry: null, at, chance };
    });
    const isHeld = new Set(held.map(({ budget }) => budget.id));
    const again = judged.flatMap(({ budget }) => (isHeld.has(budget.id) ? [] : [budget.id]));
    const done = due.flatMap(({ id }) => (again.includes(id) ? [] : [id]));
    await forecastsDue(trx, done, nextHour(now));
    if (again.length > 0) await forecastsDue(trx, again, plusMs(now, MINUTE_MS));
    await tellInTime(trx, alerts, { now, outbox });
  });
}

async function likelyExceeded(
  db: Db,
  owner: OwnerId,
  budgets: readonly KeptBudget[],
  now: Instant,
): Promise<readonly Judged[]> {
  const asked = budgets.map((budget) => ({ budget, period: periodAt(budget.period, budget.timeZone, now) }));
  const sums = await sumsOf(db, owner, asked);
  const open = asked.flatMap((one, place) => {
    const sum = sums[place];
    // What is spent already needs no forecast.
    return sum && sum.spent > 0 && sum.spent < one.budget.amount ? [{ ...one, sums: sum }] : [];
  });
  const chances = await likelyExceeding(db, owner, open, { now, least: TOLD_CHANCE });
  return open.flatMap((one, place) => {
    const chance = chances[place] ?? null;
    return chance === null ? [] : [{ ...one, chance }];
  });
}

/**
 * The forecasts that hold with the ledger locked, with the sums of now: the budget is as it was, and no less is spent
 * or held, so that the chance is no less either. The others are made anew a minute later.
 */
async function stillHeld(trx: Db, owner: OwnerId, judged: readonly Judged[]): Promise<readonly Judged[]> {
  if (judged.length === 0) return [];
  const kept = await budgetsById(
    trx,
    owner,
    judged.map(({ budget }) => budget.id),
  );
  const sums = await sumsOf(trx, owner, judged);
  return judged.flatMap((one, place) => {
    const budget = kept.find(({ id }) => id === one.budget.id);
    const sum = sums[place];
    if (!budget || !sum || !isDeepStrictEqual(budget, one.budget)) return [];
    const holds =
      sum.spent >= one.sums.spent &&
      sum.spent < budget.amount &&
      sum.spent + sum.reserved >= one.sums.spent + one.sums.reserved;
    return holds ? [{ ...one, sums: sum }] : [];
  });
}
