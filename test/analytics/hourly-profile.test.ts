import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeProfile } from '#analytics/hourly-profile-backtest.ts';
import { fitProfile, type HourValue } from '#analytics/hourly-profile-fit.ts';
import { correlationAt, covariancesWith, dot, spreadOf } from '#analytics/hourly-spread.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { carbonHours } from '#catalog/carbon-hours.ts';
import { electricityHoursEurope } from '#catalog/electricity-hours-europe.ts';
import { electricityHoursOthers } from '#catalog/electricity-hours-others.ts';
import { hourlyGridOf, regionsWithCarbonHours } from '#catalog/hourly-grids.ts';
import { regions } from '#catalog/regions.ts';
import { cellOf, factorAt, SPREAD_LAGS, type HourlySpread } from '#units/hourly-profile.ts';
import { HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';

const NEW_YEAR = instant(Date.UTC(2024, 0, 1));
const YEAR = Array.from({ length: 8784 }, (_, hour) => plusMs(NEW_YEAR, hour * HOUR_MS));

function yearOf(value: (at: Instant) => number): HourValue[] {
  return YEAR.map((at) => ({ at, value: value(at) }));
}

test('a grid that goes by the hour and the weekend is told exactly, and never off', () => {
  const value = (at: Instant) => {
    const { hour, isWeekend } = cellOf(at);
    return 300 + 5 * hour - (isWeekend ? 40 : 0);
  };
  const profile = fitProfile(yearOf(value));
  const saturday = instant(Date.UTC(2026, 5, 13, 3, 59));
  const monday = instant(Date.UTC(2026, 5, 15, 14));
  // Months differ by how many weekends they have: a few thousandths.
  expect(profile.level * factorAt(profile, saturday)).toBeCloseTo(275, -0.7);
  expect(profile.level * factorAt(profile, monday)).toBeCloseTo(370, -0.7);
  expect(profile.spread.deviation).toBeLessThan(0.01);
});

test('a month is its own mean and half of each neighbour’s', () => {
  const value = (at: Instant) => (cellOf(at).month === 5 ? 200 : 100);
  const { level, months } = fitProfile(yearOf(value));
  // June has 30 days between 31 of May and of July: (30 × 200 + ½ × 62 × 100) ÷ (30 + 31).
  expect(level * months[5]![0]!).toBeCloseTo((30 * 200 + 31 * 100) / 61, 0);
  // April: ½ × 31 March, 30, ½ × 31 May: none of it June.
  expect(level * months[3]![0]!).toBeCloseTo(100, -0.5);
});

test('weather that lasts is told as correlation, and what a mean over it errs follows', () => {
  const random = seededRandom(7);
  let weather = 0;
  const residuals = new Map(
    YEAR.map((at) => {
      weather = 0.9 * weather + Math.sqrt(1 - 0.81) * (random() + random() + random() + random() - 2);
      return [at, weather];
    }),
  );
  const spread = spreadOf((at) => residuals.get(at), YEAR);
  // The sum of four uniform chances has a variance of a third.
  expect(spread.deviation).toBeCloseTo(Math.sqrt(1 / 3), 1);
  expect(correlationAt(spread, 1)).toBeCloseTo(0.9, 1);
  expect(correlationAt(spread, 12)).toBeCloseTo(0.9 ** 12, 1);
  const six = Float64Array.from({ length: 6 }, () => 1 / 6);
  const said = Math.sqrt(dot(six, covariancesWith(spread, six)));
  const means = YEAR.slice(0, -6).map((_, from) => {
    let sum = 0;
    for (let hour = from; hour < from + 6; hour++) sum += residuals.get(YEAR[hour]!)!;
    return sum / 6;
  });
  const seen = Math.sqrt(means.reduce((sum, mean) => sum + mean ** 2, 0) / means.length);
  expect(said / seen).toBeCloseTo(1, 1);
});

test('the variance of a difference is that of the sum written out', () => {
  const spread: HourlySpread = { deviation: 0.3, correlations: SPREAD_LAGS.map((lag) => 0.95 ** lag) };
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (given) => {
        const weights = Float64Array.from(given);
        let sum = 0;
        given.forEach((a, i) =>
          given.forEach((b, j) => (sum += a * b * correlationAt(spread, Math.abs(i - j)))),
        );
        expect(dot(weights, covariancesWith(spread, weights))).toBeCloseTo(0.09 * sum, 9);
      },
    ),
    { numRuns: 200 },
  );
});

test('a grid with a clean night and weather is judged as it is: picking the night saves', () => {
  const random = seededRandom(3);
  const value = (at: Instant) => (cellOf(at).hour < 6 ? 100 : 300) * (0.9 + 0.2 * random());
  const { hours, choices } = judgeProfile(yearOf(value), [{ hours: 3, within: 24 }]);
  const [choice] = choices;
  expect(hours.mae).toBeLessThan(0.06);
  expect(hours.maeOfMean).toBeGreaterThan(0.25);
  expect(choice!.savedByRule).toBeGreaterThan(0.95 * choice!.oracleSaved);
  expect(choice!.worseShareByRule).toBeLessThan(0.01);
});

test('and where hours are chance alone nothing is waited for', () => {
  const random = seededRandom(5);
  const { choices } = judgeProfile(
    yearOf(() => 300 * (0.5 + random())),
    [{ hours: 3, within: 24 }],
  );
  expect(choices[0]!.waitShareByRule).toBeLessThan(0.02);
});

test('every profile of the catalog is whole, goes around 1, and its zone is some region’s', () => {
  const all = { ...carbonHours, ...electricityHoursEurope, ...electricityHoursOthers };
  expect(Object.keys(carbonHours)).toHaveLength(16);
  expect(Object.keys({ ...electricityHoursEurope, ...electricityHoursOthers })).toHaveLength(22);
  for (const [zone, profile] of Object.entries(all)) {
    const factors = YEAR.map((at) => factorAt(profile, at));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    expect([zone, Math.abs(mean - 1) < 0.01]).toEqual([zone, true]);
    expect([zone, profile.spread.correlations.length]).toEqual([zone, SPREAD_LAGS.length]);
    expect([zone, profile.spread.correlations[0]]).toEqual([zone, 1]);
  }
  for (const [zone, profile] of Object.entries(carbonHours))
    expect([zone, Math.min(...YEAR.map((at) => factorAt(profile, at))) > 0]).toEqual([zone, true]);
});

test('regions have the grid they stand on, and countries with many have none', () => {
  const codes = new Map(regions.map(({ code }) => [String(code), code]));
  const zone = (code: string) => hourlyGridOf(codes.get(code)!)?.zone;
  expect(['DE', 'US-CA', 'US-VA', 'AU', 'US', 'FR'].map(zone)).toEqual([
    'DE-LU',
    'US-CAL-CISO',
    'US-MIDA-PJM',
    'AU-NSW',
    undefined,
    'FR',
  ]);
  expect(regionsWithCarbonHours.every((code) => codes.has(code))).toBe(true);
  expect(hourlyGridOf(codes.get('FR')!)).toMatchObject({ carbon: null, electricity: { level: 62.52 } });
});
