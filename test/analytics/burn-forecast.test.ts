import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burnForecast, chanceOfExceeding, type Burn } from '#analytics/burn-forecast.ts';
import { levelsOf, patternOf } from '#analytics/burn-level.ts';
import { gammaVariate, seededRandom } from '#analytics/seeded-random.ts';

const days = (count: number, of: (day: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, day) => of(day));

/** Ten a day for a quarter, ten days into a month of 30 of which 300 are the amount. */
const STEADY: Burn = {
  past: days(91, () => 10),
  round: 7,
  stepsLeft: 20,
  spent: 100,
  reserved: 0,
  amount: 300,
  sums: [150, 225, 270],
};

test('what is spent evenly reaches sums on the day that division gives', () => {
  const forecast = burnForecast(STEADY);
  // 50, 125 and 170 more at ten a day.
  const wanted = [5, 12.5, 17];
  forecast!.reached.forEach(({ low, middle, high }, place) => {
    expect(middle! / wanted[place]!).toBeCloseTo(1, 1);
    expect(low!).toBeLessThan(wanted[place]!);
    expect(high ?? 20).toBeGreaterThan(wanted[place]!);
  });
  expect(forecast!.end.middle / 300).toBeCloseTo(1, 1);
  expect(burnForecast({ ...STEADY, amount: 400 })!.exceeded).toBeLessThan(0.02);
  expect(burnForecast({ ...STEADY, amount: 220 })!.exceeded).toBeGreaterThan(0.98);
});

test('the chance alone is that of the forecast, where it is enough', () => {
  const money = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 40 }),
      fc.record({ spent: money, reserved: money, amount: money }),
      fc.constantFrom(0, 0.2, 0.8, 1),
      (past, sums, least) => {
        const burn = { past, round: 7, stepsLeft: 9.5, ...sums };
        const chance = burnForecast({ ...burn, sums: [] })?.exceeded ?? null;
        expect(chanceOfExceeding(burn, least)).toBe(chance === null || chance < least ? null : chance);
      },
    ),
    { numRuns: 60 },
  );
});

test('the same is forecast each time, in whatever unit money is', () => {
  expect(burnForecast(STEADY)).toEqual(burnForecast(STEADY));
  const scaled = burnForecast({
    ...STEADY,
    past: STEADY.past.map((value) => value * 1e13),
    spent: 1e15,
    amount: 3e15,
    sums: STEADY.sums.map((sum) => sum * 1e13),
  });
  scaled!.reached.forEach(({ middle }, place) => {
    expect(middle).toBeCloseTo(burnForecast(STEADY)!.reached[place]!.middle!, 6);
  });
});

test('nothing is said of fewer than seven steps, or of fewer than three with spending', () => {
  expect(burnForecast({ ...STEADY, past: days(91, () => 0) })).toBeNull();
  expect(burnForecast({ ...STEADY, past: days(91, (day) => (day >= 85 ? 10 : 0)) })).toBeNull();
  expect(burnForecast({ ...STEADY, past: days(91, (day) => (day >= 84 ? 10 : 0)) })).not.toBeNull();
  expect(burnForecast({ ...STEADY, past: days(91, (day) => (day % 50 === 0 ? 10 : 0)) })).toBeNull();
});

test('a sum that is passed already is reached now, and an amount that is spent is exceeded for certain', () => {
  const forecast = burnForecast({ ...STEADY, spent: 310, sums: [150, 400] });
  expect(forecast!.reached[0]).toEqual({ low: 0, middle: 0, high: 0, chance: 1 });
  expect(forecast!.exceeded).toBe(1);
  expect(forecast!.reached[1]!.middle! / 9).toBeCloseTo(1, 1);
});

test('what is reserved is spent at least, and reaches sums now', () => {
  const idle = { ...STEADY, past: days(91, () => 0.001), reserved: 180, sums: [280, 290] };
  const forecast = burnForecast(idle);
  expect(forecast!.end).toEqual({ low: 280, middle: 280, high: 280 });
  expect(forecast!.reached.map(({ chance }) => chance > 0.99)).toEqual([true, false]);
  expect(burnForecast({ ...idle, reserved: 200 })!.exceeded).toBe(1);
});

test('workdays are told from weekends', () => {
  // 100 a workday; the period ends after the weekend that follows now.
  const past = days(91, (day) => (day % 7 < 5 ? 100 : 0));
  const upTo = (day: number) =>
    burnForecast({ ...STEADY, past: past.slice(0, day), spent: 0, stepsLeft: 2, amount: 50, sums: [] });
  expect(upTo(75)!.end.middle).toBeLessThan(5);
  expect(upTo(77)!.end.middle).toBeGreaterThan(180);
});

test('growth goes on, and a level that has changed is believed after some weeks', () => {
  const growing = burnForecast({
    ...STEADY,
    past: days(91, (day) => Math.exp(0.02 * day)),
    spent: 0,
    sums: [],
  });
  // sum of exp(0.02 d) for d = 91 … 110
  const wanted = days(20, (day) => Math.exp(0.02 * (91 + day))).reduce((a, b) => a + b, 0);
  expect(growing!.end.middle / wanted).toBeGreaterThan(0.9);
  expect(growing!.end.middle / wanted).toBeLessThan(1.1);
  const random = seededRandom(1);
  const jumped = days(91, (day) => gammaVariate(random, day < 70 ? 10 : 30, 0.1));
  const after = burnForecast({ ...STEADY, past: jumped, spent: 0, sums: [] });
  expect(after!.end.middle / 600).toBeGreaterThan(0.8);
  expect(after!.end.middle / 600).toBeLessThan(1.3);
});

test('a long silence lowers the level', () => {
  const silent = burnForecast({
    ...STEADY,
    past: days(91, (day) => (day < 40 ? 10 : 0)),
    spent: 0,
    sums: [],
  });
  expect(silent!.end.middle).toBeLessThan(20);
  expect(Number.isFinite(silent!.end.high)).toBe(true);
});

test('a pattern is kept where rounds agree on it, and shrunk away where they do not', () => {
  const strict = patternOf(
    days(91, (day) => (day % 7 < 5 ? 7 : 0)),
    7,
  );
  expect(strict.slice(0, 7).map((value) => Number(value.toFixed(2)))).toEqual([
    1.4, 1.4, 1.4, 1.4, 1.4, 0.02, 0.02,
  ]);
  const random = seededRandom(3);
  const chance = patternOf(
    days(91, () => gammaVariate(random, 10, 1)),
    7,
  );
  expect(Math.max(...chance.map((value) => Math.abs(value - 1)))).toBeLessThan(0.25);
});

test('steady money is read by long half-lives without growth, growing money by growth', () => {
  const random = seededRandom(5);
  const best = (steps: readonly number[]) =>
    levelsOf({ steps, pattern: patternOf(steps, 7), round: 7 }).find(({ weight }) => weight === 1)!;
  expect(best(days(91, () => gammaVariate(random, 10, 0.3))).halfLife).toBeGreaterThanOrEqual(4);
  const growing = best(days(91, (day) => gammaVariate(random, Math.exp(0.03 * day), 0.1)));
  expect(growing.grows).toBe(true);
  expect(growing.growth).toBeCloseTo(0.21, 1);
});
