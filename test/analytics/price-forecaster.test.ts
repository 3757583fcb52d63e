import { expect, test } from 'vitest';
import {
  forecastHour,
  LEVELS,
  observeHour,
  priceForecaster,
  shareLessons,
  type HorizonForecast,
  type PriceForecaster,
} from '#analytics/price-forecaster.ts';

const HORIZONS = [1, 6, 24];

type Forecasts = (HorizonForecast | undefined)[];

/** Forecasts after the last of these prices, dollars an hour; null where nothing was observed. */
function after(
  prices: readonly (number | null)[],
  forecaster: PriceForecaster = priceForecaster(HORIZONS),
): Forecasts {
  let { last } = forecaster.experts;
  let forecasts: Forecasts = [];
  for (const price of prices) {
    last = price === null ? last : Math.log(price);
    observeHour(forecaster, last, price !== null);
    forecasts = forecastHour(forecaster);
  }
  return forecasts;
}

/** A price that wanders around a level and comes back: always the same numbers. */
function wandering(hours: number, level = 2, from = 0): number[] {
  let seed = 42 + from;
  let away = 0;
  return Array.from({ length: hours }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    away = 0.6 * away + 0.1 * (seed / 2_147_483_648 - 0.5);
    return level * Math.exp(away);
  });
}

function whole(forecasts: Forecasts): HorizonForecast[] {
  return forecasts.map((forecast) => {
    if (!forecast) throw new Error('there is no forecast');
    const numbers = [...forecast.quantiles, ...forecast.baseline, forecast.low, forecast.high];
    for (const value of numbers) expect(value).toSatisfy(Number.isFinite);
    expect(Array.from(forecast.quantiles)).toEqual(Array.from(forecast.quantiles).toSorted((a, b) => a - b));
    expect(forecast.low).toBeLessThanOrEqual(forecast.high);
    return forecast;
  });
}

const median = (forecast: HorizonForecast): number => Math.exp(forecast.quantiles[9] ?? NaN);

test('the levels are 5 %, 10 % … 95 %', () => {
  expect(LEVELS).toHaveLength(19);
  expect([LEVELS[0], LEVELS[9], LEVELS[18]]).toEqual([0.05, 0.5, 0.95]);
});

test('a constant price is forecast to stay, with an interval of no width', () => {
  for (const forecast of whole(after(Array.from({ length: 400 }, () => 1.99)))) {
    const stays = Math.log(1.99);
    expect(forecast).toMatchObject({ last: stays, low: stays, high: stays, trust: 0 });
    for (const value of forecast.quantiles) expect(value).toBe(stays);
  }
});

test('too little makes no forecast: a horizon needs 24 errors of its own', () => {
  expect(after([])).toEqual([]);
  expect(after(wandering(20))).toEqual([undefined, undefined, undefined]);
  // After 25 hours there are 24 errors of one hour, 19 of six.
  expect(after(wandering(25)).map((forecast) => forecast !== undefined)).toEqual([true, false, false]);
  expect(after(wandering(48)).map((forecast) => forecast !== undefined)).toEqual([true, true, true]);
});

test('where a price comes back to its level, that is what is forecast', () => {
  const [, six, day] = whole(after([...wandering(600), 2.2]));
  for (const forecast of [six, day]) {
    expect(median(forecast!)).toBeLessThan(2.1);
    expect(forecast!.trust).toBeGreaterThan(0.5);
  }
});

test('a week without an observation is no evidence that the price held', () => {
  const forecaster = priceForecaster(HORIZONS);
  const before = whole(after(wandering(500), forecaster));
  const outcomes = forecaster.horizons.map(({ guard }) => guard.outcomes);
  const later = whole(
    after(
      Array.from({ length: 168 }, () => null),
      forecaster,
    ),
  );
  expect(forecaster.horizons.map(({ guard }) => guard.outcomes)).toEqual(outcomes);
  // What is not known to have stood still keeps its interval.
  later.forEach((forecast, index) => {
    const width = (of: HorizonForecast | undefined) => (of ? of.high - of.low : NaN);
    expect(width(forecast)).toBeGreaterThan(0.4 * width(before[index]));
  });
  whole(after(wandering(30, 2, 7), forecaster));
});

test('a price that halves overnight is at its new level within a day', () => {
  const forecaster = priceForecaster(HORIZONS);
  after(wandering(500, 2), forecaster);
  for (const forecast of whole(after(wandering(24, 1, 3), forecaster))) {
    expect(median(forecast)).toBeGreaterThan(0.9);
    expect(median(forecast)).toBeLessThan(1.1);
    expect(forecast.low).toBeLessThan(0);
  }
});

test('a price 1000 times too high for an hour does not carry forecasts away', () => {
  const forecaster = priceForecaster(HORIZONS);
  after([...wandering(400), 2000], forecaster);
  for (const forecast of whole(after(wandering(12, 2, 5), forecaster))) {
    expect(median(forecast)).toBeGreaterThan(1.8);
    expect(median(forecast)).toBeLessThan(2.2);
    expect(Math.exp(forecast.high)).toBeLessThan(4);
  }
});

test('the state is plain data: a copy goes on as the original does', () => {
  const forecaster = priceForecaster(HORIZONS);
  after(wandering(300), forecaster);
  const copy = structuredClone(forecaster);
  expect(after(wandering(30, 2, 9), copy)).toEqual(after(wandering(30, 2, 9), forecaster));
});

test('siblings learn half of what the others learnt, and not of themselves', () => {
  const [alone, one, two] = [1, 2, 3].map(() => priceForecaster([1]));
  if (!alone || !one || !two) throw new Error('no forecasters');
  const hours = wandering(60);
  hours.forEach((price) => {
    const x = Math.log(price);
    observeHour(alone, x, true);
    const lessons = observeHour(one, x, true);
    shareLessons([
      { forecaster: one, lessons },
      { forecaster: two, lessons: observeHour(two, x, true) },
    ]);
    for (const forecaster of [alone, one, two]) forecastHour(forecaster);
  });
  const regretOf = (forecaster: PriceForecaster) => forecaster.horizons[0]!.bands[2]!.regret;
  expect(regretOf(two)).toEqual(regretOf(one));
  expect(Math.abs(regretOf(one)[2]!)).toBeGreaterThan(Math.abs(regretOf(alone)[2]!));
  const before = regretOf(alone).slice();
  const lessons = observeHour(alone, 0.7, true);
  const learnt = regretOf(alone).slice();
  shareLessons([{ forecaster: alone, lessons }]);
  expect(regretOf(alone)).toEqual(learnt);
  expect(learnt).not.toEqual(before);
});
