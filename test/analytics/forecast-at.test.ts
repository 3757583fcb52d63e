import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { confidenceOf, forecastAt, meanOf } from '#analytics/forecast-at.ts';
import { forecastScore } from '#analytics/forecast-score.ts';
import { advance, seriesState, snapshot, STEPS, type SeriesForecast } from '#analytics/series-forecast.ts';
import { learnLevel, weekLevel } from '#analytics/week-level.ts';
import { HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { jitter } from '../support/price-series.ts';

const START = instant(Date.UTC(2026, 0, 1));

function hour(index: number): Instant {
  return plusMs(START, index * HOUR_MS);
}

function replay(usd: readonly (number | undefined)[], hours = usd.length) {
  const state = seriesState();
  const rows = usd.map((price, index) => ({
    start: hour(index),
    price: price === undefined ? null : Math.round(price * 1e6),
    isObserved: price !== undefined,
  }));
  Array.from(advance(state, rows, hour(hours)));
  return state;
}

/** A series whose quantiles grow with the square root of the hours. */
function series(fields: Partial<SeriesForecast> = {}): SeriesForecast {
  const score = {
    ...forecastScore(),
    n: 100,
    absolute: 8,
    baselineAbsolute: 10,
    pinball: 4,
    baselinePinball: 5,
  };
  return {
    from: START,
    through: hour(1000),
    observedTo: hour(1000),
    price: 1_000_000,
    hours: 1000,
    observedHours: 1000,
    observedSinceGap: 1000,
    gapEnd: null,
    isConstant: false,
    isUnprecedented: false,
    horizons: STEPS.map((steps) => {
      const at = (level: number) => 1_000_000 + Math.sqrt(steps) * 10_000 * (level - 10);
      const quantiles = Array.from({ length: 19 }, (_, index) => at(index + 1));
      return {
        steps,
        quantiles,
        baseline: quantiles.map((value) => value + 5000),
        low: at(2),
        high: at(18),
        score,
        baselineInside: 90,
      };
    }),
    ...fields,
  };
}

test('between two horizons quantiles grow with the square root of the hours', () => {
  const made = forecastAt(series(), 4);
  if (made.kind !== 'FORECAST') expect.fail('there is a forecast');
  // √4 × 10,000 × 9 above, as at the horizons themselves.
  expect(made.quantiles[18]).toBeCloseTo(1_180_000, -1);
  expect(made.high).toBeCloseTo(1_160_000, -1);
  // 4 lies nearer to 7 than to 2 by their ratio: 4 ÷ 2 against 7 ÷ 4.
  expect(made.accuracy.steps).toBe(7);
  expect(made.accuracy.skill).toBeCloseTo(0.2);
  // Beyond the last they stay.
  expect(forecastAt(series(), 400)).toEqual(forecastAt(series(), 169));
});

test('without skill the newest price is in the middle, and its own errors around', () => {
  for (const fields of [
    { isConstant: true },
    { isUnprecedented: true },
    {
      horizons: series().horizons.map((horizon) => ({
        ...horizon,
        score: { ...horizon.score, absolute: 9.95 },
      })),
    },
  ]) {
    const made = forecastAt(series(fields), 1);
    if (made.kind !== 'FORECAST') expect.fail('there is a forecast');
    expect(made.noSkill).not.toBeNull();
    expect(made.quantiles[9]).toBe(1_000_000);
    expect(made.quantiles[10]).toBe(1_015_000);
    // Quantiles below the middle do not pass it, though the errors' own median lies above.
    expect(made.quantiles[8]).toBe(995_000);
    expect(made.accuracy.coverage).toBe(0.9);
  }
});

test('quantiles are in order at any horizon, for any series', () => {
  const prices = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), {
    minLength: 150,
    maxLength: 300,
  });
  fc.assert(
    fc.property(prices, fc.integer({ min: 1, max: 200 }), (steps, ahead) => {
      let price = 1;
      const made = snapshot(replay(steps.map((step) => (price *= Math.exp(step)))));
      const forecast = forecastAt(made!, ahead);
      if (forecast.kind !== 'FORECAST') return;
      const { quantiles, low, high } = forecast;
      expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
      expect(low).toBeLessThanOrEqual(high);
    }),
    { numRuns: 25 },
  );
});

test('the forecasts of an hour are the same whatever comes after it', () => {
  const usd = jitter(1, 200, 0.1);
  const before = snapshot(replay(usd.slice(0, 150)));
  const state = replay(usd.slice(0, 150));
  const later = replay([...usd.slice(0, 150), ...jitter(9, 50)]);
  expect(snapshot(state)).toEqual(before);
  expect(snapshot(later)?.horizons[0]?.quantiles).not.toEqual(before?.horizons[0]?.quantiles);
  // Judged are those whose hour had come, by what came then: the sum of 150 hours is that of any longer replay's.
  expect(snapshot(replay(usd, 150))).toEqual(before);
});

test('hours that nobody observed carry the price on, and judge nothing', () => {
  const usd: (number | undefined)[] = jitter(1, 100);
  const gap = Array.from({ length: 80 }, () => undefined);
  const before = replay(usd);
  const made = replay([...usd, ...gap]);
  expect(snapshot(made)).toMatchObject({
    hours: 180,
    observedHours: 100,
    observedTo: hour(100),
    through: hour(180),
    price: snapshot(before)?.price,
  });
  expect(made.scores.map(({ n }) => n)).toEqual(before.scores.map(({ n }) => n));
  expect(snapshot(replay([...usd, ...gap, 1]))).toMatchObject({ gapEnd: hour(180), observedSinceGap: 1 });
});

test('a move out of all that was seen is unprecedented until the week has followed, and never again', () => {
  const level = weekLevel();
  const seen: boolean[] = [];
  const run = (prices: readonly number[]) => {
    for (const price of prices) {
      learnLevel(level, Math.log(price));
      seen.push(level.isUnprecedented);
    }
  };
  run(jitter(1, 300));
  expect(seen).not.toContain(true);
  seen.length = 0;
  run(jitter(0.5, 168));
  // The median of a week follows once half of the week is new: after 84 hours.
  expect(seen.indexOf(false)).toBeGreaterThan(80);
  expect(seen.indexOf(false)).toBeLessThan(90);
  seen.length = 0;
  run([...jitter(0.5, 168), ...jitter(1, 50)]);
  expect(seen).not.toContain(true);
});

test('mean and confidence of quantiles worked by hand', () => {
  const quantiles = Array.from({ length: 19 }, (_, index) => 91 + index);
  expect(meanOf(quantiles)).toBe(100);
  // 95 to 105 are within 5 % of 100: 11 of 19.
  expect(confidenceOf(quantiles)).toBeCloseTo(11 / 19);
  expect(confidenceOf(Array.from({ length: 19 }, () => 7))).toBe(1);
});

test('an outcome on a bound of “the price stays” is inside it, whatever the rounding of logarithms', () => {
  for (const other of [0.41, 0.42, 0.43, 0.44, 0.45, 0.46]) {
    // One hour in five is at the other price, and never two of them in a row: a fifth of all steps go up, a fifth down.
    const usd = Array.from({ length: 600 }, (_, index) => ((index * 618) % 1000 < 200 ? other : 0.4));
    const [hourAhead] = snapshot(replay(usd))!.horizons;
    expect(hourAhead!.score.n).toBeGreaterThan(500);
    expect(hourAhead!.baselineInside).toBe(hourAhead!.score.n);
  }
});
