import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BudgetPlan } from '#budget/budget.ts';
import { createBudget, updateBudget, type BudgetChanges } from '#budget/change-budget.ts';
import { correctSpend } from '#budget/ledger/correct-spend.ts';
import { releaseReservation, settleReservation } from '#budget/ledger/end-reservation.ts';
import { recordSpend, reserveSpend } from '#budget/ledger/record-spend.ts';
import type { Written } from '#budget/ledger/write-entry.ts';
import type { Database } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, plusMs } from '#units/time.ts';
import { contextOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { NOON } from '../../support/seed-market.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const usd = (dollars: number) => microUsd(Math.round(dollars * 1e6));
const keyed = (idempotencyKey: string) => ({ idempotencyKey });

/** An owner of their own, whose clock reads `now` hours after NOON. */
function teller(name: string, hours = 0) {
  const now = plusMs(NOON, hours * HOUR_MS);
  const context = { ...contextOf(database.db), now: () => now };
  const owner = ownerId(name);
  const asking = { ...context, owner, now };
  return {
    spend: (amount: number, idempotencyKey: string, at = now) =>
      recordSpend(context, owner, { amount: usd(amount), idempotencyKey, at }),
    reserve: (amount: number, idempotencyKey: string, at = now, expiresAt: typeof now | null = null) =>
      reserveSpend(context, owner, { amount: usd(amount), idempotencyKey, at, expiresAt }),
    settle: (key: string, amount: number, at?: typeof now) =>
      settleReservation(context, owner, { reservation: keyed(key), amount: usd(amount), at }),
    release: (key: string) => releaseReservation(context, owner, { reservation: keyed(key) }),
    correct: (key: string, by: number) => correctSpend(context, owner, { entry: keyed(key), by: usd(by) }),
    budget: async (amount: number, plan: Partial<BudgetPlan> = {}) => {
      const { budget, fired } = await createBudget(asking, {
        name: 'B',
        scope: 'EVERYTHING',
        amount: usd(amount),
        period: 'MONTH',
        timeZone: 'UTC',
        thresholds: [50, 100],
        hardStop: true,
        key: null,
        ...plan,
      });
      return { id: budget!.id, fired: fired.map(({ threshold }) => threshold) };
    },
    change: async (id: string, changes: BudgetChanges) =>
      (await updateBudget(asking, { id }, changes)).fired.map(({ threshold }) => threshold),
  };
}

/** What came of it: its errors, or the sums of the first budget that counts it and the thresholds fired. */
function came({ errors, standings, fired }: Written): unknown {
  if (errors.length > 0) return errors.map(({ code }) => code).join();
  const [standing] = standings;
  const dollars = [standing!.sums.spent / 1e6, standing!.sums.reserved / 1e6];
  return [...dollars, fired.map(({ threshold }) => threshold)];
}

test('a settlement is a fact though a hard stop would refuse as much, and what is over holds no more', async () => {
  const { budget, reserve, settle, release } = teller('settles');
  await budget(10);
  expect(came(await reserve(6, 'r'))).toEqual([0, 6, []]);
  expect(came(await reserve(4.000001, 's'))).toBe('BUDGET_EXCEEDED');
  expect(came(await settle('r', 12))).toEqual([12, 0, [50, 100]]);
  expect(came(await reserve(0.000001, 's'))).toBe('BUDGET_EXCEEDED');
  for (const ended of [await settle('r', 12), await release('r')]) expect(came(ended)).toBe('ILLEGAL_MOVE');
});

test('what was refused leaves its key free, and a key is one owner’s, of one telling', async () => {
  const { budget, change, reserve, release, spend } = teller('keys');
  const { id } = await budget(10);
  expect(came(await reserve(11, 'k'))).toBe('BUDGET_EXCEEDED');
  await change(id, { amount: usd(11) });
  expect(came(await reserve(11, 'k'))).toEqual([0, 11, []]);
  expect((await reserve(11, 'k')).replayed).toBe(true);
  expect(came(await spend(11, 'k'))).toBe('IDEMPOTENCY_CONFLICT');
  expect((await teller('another').spend(1, 'k')).replayed).toBe(false);
  expect(came(await teller('another').release('k'))).toBe('NOT_FOUND');
  expect(came(await release('k'))).toEqual([0, 0, []]);
  expect(came(await release('k'))).toBe('ILLEGAL_MOVE');
});

test('money settled before the time it was held for is spent now, and let go then', async () => {
  const { budget, reserve, settle } = teller('early');
  await budget(10);
  const ahead = plusMs(NOON, 40 * DAY_MS);
  expect(came(await reserve(6, 'r', ahead))).toEqual([0, 6, []]);
  const { entry, standings } = await settle('r', 5);
  expect([entry!.at, entry!.reserved]).toEqual([NOON, 0]);
  expect(standings.map(({ sums }) => [sums.spent / 1e6, sums.reserved / 1e6])).toEqual([
    [5, 0],
    [0, 0],
  ]);
});

test('a correction counts in the past period of its entry, in which a threshold fires once', async () => {
  const { budget, spend, correct, reserve } = teller('past');
  await spend(4, 's', plusMs(NOON, -40 * DAY_MS));
  expect((await budget(10)).fired).toEqual([]);
  expect(came(await correct('s', 2))).toEqual([6, 0, [50]]);
  expect(came(await correct('s', -6))).toEqual([0, 0, []]);
  expect(came(await correct('s', 5))).toEqual([5, 0, []]);
  expect(came(await correct('s', -5.000001))).toBe('BAD_FIGURE');
  expect(came(await spend(1, 'now'))).toEqual([1, 0, []]);
  await reserve(1, 'r');
  expect(came(await correct('r', 1))).toBe('ILLEGAL_MOVE');
});

test('an end at the very instant is an expiry, which a clock that goes back does not undo', async () => {
  const { budget, reserve } = teller('clock', 2);
  await budget(10);
  await reserve(9, 'r', NOON, plusMs(NOON, 3 * HOUR_MS));
  const late = teller('clock', 3);
  expect(came(await late.release('r'))).toBe('ILLEGAL_MOVE');
  const early = teller('clock', 1);
  expect(came(await early.reserve(10, 'again'))).toEqual([0, 10, []]);
  expect(came(await early.settle('r', 1))).toEqual([1, 10, []]);
});

test('a budget fires a threshold once a period, though it is changed, archived and taken up again', async () => {
  const { budget, change, spend } = teller('changes');
  await spend(6, 'before');
  const { id, fired } = await budget(10, { hardStop: false });
  expect(fired).toEqual([50]);
  expect(came(await spend(5, 'over'))).toEqual([11, 0, [100]]);
  expect(await change(id, { amount: usd(20) })).toEqual([]);
  expect(await change(id, { amount: usd(8), thresholds: [50, 100, 120] })).toEqual([120]);
  expect(await change(id, { archived: true })).toEqual([]);
  expect((await spend(5, 'meanwhile')).standings).toEqual([]);
  expect(await change(id, { archived: false, thresholds: [50, 100, 120, 200] })).toEqual([200]);
  expect(await change(id, { period: 'DAY', thresholds: [50] })).toEqual([50]);
  expect(await change(id, { period: 'MONTH', thresholds: [50, 100] })).toEqual([]);
});

test('a hard stop lets all that is left be held and not a millionth more, and says how much is missing', async () => {
  const { budget, change, reserve, spend } = teller('edge');
  const { id } = await budget(10);
  await budget(1, { hardStop: false });
  await spend(2.5, 's');
  expect(came(await reserve(3, 'r'))).toEqual([2.5, 3, []]);
  const { errors, refusals, standings } = await reserve(4.500001, 'more');
  expect(errors.map(({ message }) => message)).toEqual([
    'The budget "B" holds this back: 4.50 USD of it remain (10.00 less 2.50 spent and 3.00 reserved), and this takes 4.500001. Reserve less, release what is held, or raise the budget by 0.000001.',
  ]);
  expect(refusals.map(({ budget: one, needed }) => [one.id, needed])).toEqual([[id, usd(4.500001)]]);
  expect(standings.find((one) => one.budget.id === id)?.sums).toEqual({ spent: usd(2.5), reserved: usd(3) });
  expect((await reserve(4.5, 'rest')).errors).toEqual([]);
  expect(came(await reserve(0.000001, 'least'))).toBe('BUDGET_EXCEEDED');
  // What is spent is spent: nothing holds it back.
  expect((await spend(1, 'over')).errors).toEqual([]);
  await change(id, { archived: true });
  expect((await reserve(100, 'freed')).errors).toEqual([]);
});

test('what is at the very instant a day ends counts in the next, added or read again', async () => {
  const { budget, change, reserve, settle, spend } = teller('midnight', 12);
  const midnight = plusMs(NOON, 12 * HOUR_MS);
  const before = plusMs(midnight, -1);
  const { id } = await budget(10, { period: 'DAY', thresholds: [50] });
  await reserve(6, 'r', before);
  const { standings, fired } = await settle('r', 5, midnight);
  expect(standings.map(({ period, sums }) => [period.startsAt, sums.spent, sums.reserved])).toEqual([
    [plusMs(midnight, -DAY_MS), 0, 0],
    [midnight, usd(5), 0],
  ]);
  expect(fired.map(({ startsAt }) => startsAt)).toEqual([midnight]);
  // A change of the budget has its sums read again.
  await change(id, { thresholds: [50, 60] });
  expect(came(await spend(1, 'last', before))).toEqual([1, 0, []]);
  expect(came(await spend(1, 'first', midnight))).toEqual([6, 0, [60]]);
});

test('a budget that is archived tells nothing, whatever else is changed of it then or later', async () => {
  const { budget, change, spend } = teller('archives');
  await spend(4, 's');
  const { id, fired } = await budget(10);
  expect(fired).toEqual([]);
  expect(await change(id, { archived: true, thresholds: [10] })).toEqual([]);
  expect(await change(id, { thresholds: [20] })).toEqual([]);
  expect(await change(id, { archived: false })).toEqual([20]);
});

test('sums are exact from a millionth of a dollar to nine billion, and no further', async () => {
  const { budget, spend, correct } = teller('bounds');
  await budget(1e9, { period: 'TOTAL', thresholds: [100] });
  expect(came(await spend(0.000001, 'least'))).toEqual([0.000001, 0, []]);
  await database.db
    .updateTable('ledger')
    .set({ turnover: 9e15 - 3 })
    .where('owner', '=', 'bounds')
    .execute();
  expect(came(await spend(0.000004, 'more'))).toBe('TOO_MANY');
  expect(came(await spend(0.000002, 'most'))).toEqual([0.000003, 0, []]);
  expect(came(await correct('most', -0.000001))).toEqual([0.000002, 0, []]);
  expect(came(await correct('most', -0.000001))).toBe('TOO_MANY');
});
