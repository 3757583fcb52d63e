import { afterAll, beforeAll, expect, test } from 'vitest';
import { burnForecast, type Burn } from '#analytics/burn-forecast.ts';
import type { Budget } from '#budget/budget.ts';
import { burnOf } from '#budget/burn-of.ts';
import { forecastOf } from '#budget/forecast-figures.ts';
import type { PeriodKind } from '#budget/period.ts';
import type { Database } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, instant, parseInstant, plusMs, type Instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { spend } from './spend.ts';

const at = (text: string): Instant => parseInstant(text)!;
/** A quarter of an hour before midnight in Berlin, on the days before and after the clock goes back. */
const LATE = Array.from({ length: 14 }, (_, day) =>
  Temporal.PlainDate.from('2026-10-18')
    .add({ days: day })
    .toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: '23:45' }),
);
const NOW = at('2026-11-01T11:00:00Z');

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  // Ten a day, at the day's end: an hour off would put two of them in one day, and none in another.
  for (const { epochMilliseconds } of LATE)
    await spend(database.db, 'late', { usd: 10, at: instant(epochMilliseconds) });
  // One an hour through the day of 25 hours.
  for (let hour = 0; hour < 24; hour += 1)
    await spend(database.db, 'hours', { usd: 1, at: plusMs(at('2026-10-24T11:30:00Z'), hour * HOUR_MS) });
});
afterAll(() => database[Symbol.asyncDispose]());

function budgetOf(owner: string, period: PeriodKind, amount: number): Budget {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    owner: ownerId(owner),
    name: 'b',
    scope: 'EVERYTHING',
    scopeName: null,
    amount: microUsd(amount * 1e6),
    period,
    timeZone: 'Europe/Berlin',
    thresholds: [50, 100],
    hardStop: false,
    createdAt: NOW,
    updatedAt: NOW,
    idempotencyKey: null,
    archivedAt: null,
  };
}

async function burnt(owner: string, period: PeriodKind, amount: number, spent: number, now: Instant) {
  const budget = budgetOf(owner, period, amount);
  const sums = { spent: microUsd(spent * 1e6), reserved: microUsd(0) };
  const [found] = await burnOf(database.db, ownerId(owner), [{ budget, sums }], now);
  return { budget, ...found! };
}

const usd = (dollars: number): number => dollars * 1e6;

function burn(
  past: readonly number[],
  round: number,
  stepsLeft: number,
  [spent, amount]: readonly [number, number],
): Burn {
  const sums = [usd(amount) / 2, usd(amount)];
  return { past: past.map(usd), round, stepsLeft, spent: usd(spent), reserved: 0, amount: usd(amount), sums };
}

const QUARTER = [...Array.from({ length: 77 }, () => 0), ...Array.from({ length: 14 }, () => 10)];

test('days are those of the zone, on both sides of a change of the clock', async () => {
  const { forecast } = await burnt('late', 'MONTH', 100, 0, NOW);
  // Thirty days of November, of which half of the first is over.
  expect(forecast).toEqual(burnForecast(burn(QUARTER, 7, 29.5, [0, 100])));
});

test('the time that is left of a month counts the hour that the clock is put back', async () => {
  const now = at('2026-10-21T22:00:00Z');
  const { forecast } = await burnt('late', 'MONTH', 100, 40, now);
  const past = [...Array.from({ length: 87 }, () => 0), ...Array.from({ length: 4 }, () => 10)];
  // Ten days from midnight, one of 25 hours.
  expect(forecast).toEqual(burnForecast(burn(past, 7, 10 + 1 / 24, [40, 100])));
});

test('a day of 25 hours has one more to be spent in', async () => {
  const now = at('2026-10-25T11:00:00Z');
  const { forecast, stepMs } = await burnt('hours', 'DAY', 30, 13, now);
  const past = [...Array.from({ length: 14 * 24 - 24 }, () => 0), ...Array.from({ length: 24 }, () => 1)];
  expect(stepMs).toBe(HOUR_MS);
  // Noon by the clock: of 25 hours 13 are over.
  expect(forecast).toEqual(burnForecast(burn(past, 24, 12, [13, 30])));
});

test('a total is looked for within a year, and has no end to tell of', async () => {
  const found = await burnt('late', 'TOTAL', 1000, 140, NOW);
  expect(found.forecast).toEqual(burnForecast(burn(QUARTER, 7, 365, [140, 1000])));
  const told = forecastOf(found.budget, found, NOW);
  expect([told.exceeded, told.end, told.reason]).toEqual([null, null, null]);
  const [half, whole] = told.thresholds;
  expect([half?.percent, whole?.percent]).toEqual([50, 100]);
  // 360 and 860 more at ten a day.
  expect((half!.middle! - NOW) / DAY_MS / 36).toBeCloseTo(1, 0);
  expect((whole!.middle! - NOW) / DAY_MS / 86).toBeCloseTo(1, 0);
  expect(whole!.low!).toBeLessThan(whole!.middle!);
});

test('a total that is not spent within a year has no date, and a chance', async () => {
  const found = await burnt('late', 'TOTAL', 1e6, 140, NOW);
  const { thresholds } = forecastOf(found.budget, found, NOW);
  expect(thresholds.map(({ middle, high }) => [middle, high])).toEqual([
    [null, null],
    [null, null],
  ]);
  for (const { chance } of thresholds) expect(chance.value).toBeLessThan(1);
});
