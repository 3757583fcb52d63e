import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresOf } from '#analytics/forecast-score.ts';
import { backtestPrices, type BacktestSeries } from '#analytics/price-backtest.ts';
import { priceGrid, type PriceGrid, type PricePoint } from '#analytics/price-grid.ts';
import { HOUR_MS, instant, MINUTE_MS } from '#units/time.ts';
import { lookAhead, type Replay } from '../support/look-ahead.ts';

const START = Date.UTC(2026, 0, 1);

function gridOf(points: readonly PricePoint[]): PriceGrid {
  const grid = priceGrid(points);
  if (!grid) throw new Error('no points');
  return grid;
}

/** One point an hour, at half past. */
function hourly(prices: readonly number[]): PricePoint[] {
  return prices.map((price, hour) => ({ at: instant(START + hour * HOUR_MS + 30 * MINUTE_MS), price }));
}

function seriesOf(points: readonly PricePoint[], id = 'a'): BacktestSeries {
  return { id, market: 'm', grid: gridOf(points) };
}

const replay: Replay = (series, onForecast) => void backtestPrices(series, [1, 6], onForecast);

/** The same harness, but every hour is handed over an hour too early. */
const leaking: Replay = (series, onForecast) =>
  void backtestPrices(
    series.map((one) => ({ ...one, grid: { ...one.grid, firstHour: one.grid.firstHour - 1 } })),
    [1, 6],
    onForecast,
  );

const price = fc.integer({ min: 50, max: 500 }).map((cents) => cents / 100);
const history = fc.record({
  a: fc.array(price, { minLength: 60, maxLength: 90 }),
  b: fc.array(price, { minLength: 60, maxLength: 90 }),
  gaps: fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 20 }),
  cut: fc.integer({ min: 30, max: 59 }),
  factor: fc.constantFrom(0.001, 0.5, 2, 1000),
});

test('no future price changes a forecast that was made before it', () => {
  fc.assert(
    fc.property(history, ({ a, b, gaps, cut, factor }) => {
      const points = (prices: number[]) => hourly(prices).filter((_, hour) => !gaps.includes(hour));
      const series = [seriesOf(points(a)), seriesOf(points(b), 'b')];
      expect(lookAhead(replay, series, START / HOUR_MS + cut, factor)).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test('a replay that hands over one hour too early is caught', () => {
  fc.assert(
    fc.property(history, ({ a, cut, factor }) => {
      const found = lookAhead(leaking, [seriesOf(hourly(a))], START / HOUR_MS + cut, factor);
      expect(found).toEqual({ id: 'a', hour: START / HOUR_MS + cut });
    }),
    { numRuns: 20 },
  );
});

test('an hour holds the last price seen when it ends, in whatever order points come', () => {
  const at = (hour: number, minute: number) => instant(START + hour * HOUR_MS + minute * MINUTE_MS);
  const points = [
    { at: at(0, 10), price: 1 },
    { at: at(0, 50), price: 2 },
    { at: at(3, 0), price: 3 },
    { at: at(3, 1), price: 4 },
  ];
  const grid = gridOf(points);
  expect(grid.firstHour).toBe(START / HOUR_MS + 1);
  expect(Array.from(grid.logPrices, (x) => Math.round(Math.exp(x)))).toEqual([2, 2, 3, 4]);
  expect(Array.from(grid.observed)).toEqual([1, 0, 1, 1]);
  fc.assert(
    fc.property(fc.shuffledSubarray(points, { minLength: 4 }), (shuffled) => {
      expect(priceGrid(shuffled)).toEqual(grid);
    }),
  );
  expect(priceGrid([])).toBeUndefined();
});

test('an outcome counts where the price was newly observed, after the first week', () => {
  const week = 168;
  const prices = Array.from({ length: 400 }, (_, hour) => 2 + (hour % 7) / 10);
  const every = backtestPrices([seriesOf(hourly(prices))], [1, 24]);
  // Forecasts of hours 168 to 399 − h, each with an outcome.
  expect(every.pooled.map(({ n }) => n)).toEqual([400 - week - 1, 400 - week - 24]);
  const second = hourly(prices).filter((_, hour) => hour % 2 === 1);
  const half = backtestPrices([seriesOf(second)], [1]);
  expect(half.pooled[0]?.n).toBe(115);
});

test('a short series counts from its middle on, and one with too few points not at all', () => {
  const prices = Array.from({ length: 120 }, (_, hour) => 2 + (hour % 5) / 10);
  expect(backtestPrices([seriesOf(hourly(prices))], [1]).pooled[0]?.n).toBe(59);
  const few = backtestPrices([seriesOf(hourly(prices.slice(0, 19)))], [1]);
  expect(few).toMatchObject({ series: [], pooled: [{ n: 0 }] });
});

test('series are judged each by itself, and pooled by the sum of their losses', () => {
  const still = hourly(Array.from({ length: 400 }, () => 3));
  const back = hourly(Array.from({ length: 400 }, (_, hour) => (hour % 10 === 0 ? 2.5 : 2)));
  const result = backtestPrices([seriesOf(still, 'still'), seriesOf(back, 'back')], [6]);
  const [first, second] = result.series.map(({ scores }) => figuresOf(scores[0]!));
  expect(first).toMatchObject({ mae: 0, skill: 0, pinballSkill: 0, coverage80: 1 });
  expect(second?.skill).toBeGreaterThan(0.3);
  expect(figuresOf(result.pooled[0]!).skill).toBeCloseTo(second?.skill ?? NaN, 12);
  expect(result.pooled[0]?.n).toBe((first?.n ?? 0) + (second?.n ?? 0));
});

test('a price that doubles and halves every other hour breaks nothing', () => {
  const wild = hourly(Array.from({ length: 500 }, (_, hour) => (hour % 2 === 0 ? 1e-6 : 1000)));
  for (const score of backtestPrices([seriesOf(wild)], [1, 6, 24]).pooled) {
    for (const value of Object.values(score)) expect(value).toSatisfy(Number.isFinite);
  }
});
