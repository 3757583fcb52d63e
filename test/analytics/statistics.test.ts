import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketLengthFor, bucketsOf } from '#analytics/buckets.ts';
import { directionOf, relativeChange } from '#analytics/direction.ts';
import { hampel } from '#analytics/hampel.ts';
import { roundTripMs } from '#analytics/latency.ts';
import { median, quantile, weightedQuantile } from '#analytics/quantile.ts';
import { medianInPlace } from '#analytics/select.ts';
import { theilSenSlope } from '#analytics/slope.ts';
import { volatility } from '#analytics/volatility.ts';
import { DAY_MS, HOUR_MS, type Instant } from '#units/time.ts';

const values = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), { minLength: 1, maxLength: 60 });

test('a median found by selection is the one found by sorting', () => {
  const few = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 });
  const any = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 200 });
  const property = fc.property(fc.oneof(few, any), (numbers) => {
    const found = medianInPlace(Float64Array.from(numbers));
    const sorted = median(numbers);
    expect(found === undefined).toBe(sorted === undefined);
    if (found !== undefined && sorted !== undefined) expect(found).toBeCloseTo(sorted, 6);
  });
  expect(fc.assert(property, { numRuns: 500 })).toBeUndefined();
});

test('quantiles of type 7 are those NumPy gives', () => {
  expect(quantile([1, 2, 3, 4], 0.1)).toBeCloseTo(1.3);
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([0.44], 0.9)).toBe(0.44);
  expect(quantile([], 0.5)).toBeUndefined();
  expect(() => quantile([1], 1.1)).toThrow(RangeError);
});

test('quantiles grow with p and stay within the values', () => {
  fc.assert(
    fc.property(
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, a, b) => {
        const low = quantile(values, Math.min(a, b)) ?? NaN;
        const high = quantile(values, Math.max(a, b)) ?? NaN;
        expect(low).toBeLessThanOrEqual(high + 1e-9);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      },
    ),
  );
});

test('a weight of n counts as n equal values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ value: fc.integer({ min: 1, max: 50 }), weight: fc.nat(5) }), { maxLength: 20 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      (weighted, p) => {
        const spread = weighted
          .flatMap(({ value, weight }) => Array<number>(weight).fill(value))
          .toSorted((a, b) => a - b);
        expect(weightedQuantile(weighted, p)).toBe(spread[Math.ceil(p * spread.length) - 1]);
      },
    ),
  );
});

test('Hampel flags a bad day and nothing of a price that trends', () => {
  const flat = Array.from({ length: 30 }, (_, day) => 2 + 0.05 * (day % 3));
  expect(hampel(flat.with(11, 0.01)).flatMap((bad, index) => (bad ? [index] : []))).toEqual([11]);
  const rising = Array.from({ length: 60 }, (_, day) => 1 + day / 30);
  expect(hampel(rising)).not.toContain(true);
});

test('Hampel takes a price that stays for a new level, and a brief one for an anomaly', () => {
  const cut = [...Array<number>(20).fill(2), ...Array<number>(5).fill(1.5)];
  expect(hampel(cut)).not.toContain(true);
  expect(hampel(cut.slice(0, 22)).slice(20)).toEqual([true, true]);
  expect(hampel([2, 2, 2, 2, undefined, 9, undefined, 2, 2, 2]).indexOf(true)).toBe(5);
});

test('Hampel finds a spike on a level that is new itself, and spares the level', () => {
  const level = [
    ...Array<number>(20).fill(1.4),
    ...Array<number>(6).fill(1.48),
    ...Array<number>(20).fill(1.4),
  ];
  for (const place of [19, 20, 22, 25, 26]) {
    const odd = hampel(level.with(place, 3.7));
    expect(odd.flatMap((bad, index) => (bad ? [index] : []))).toEqual([place]);
  }
});

test('Hampel spares small moves of a price that hardly ever changes, and short or empty series', () => {
  expect(hampel([1, 1, 1, 1, 1.02, 1, 1])).not.toContain(true);
  expect(hampel([1, 1, 1, 1, 1.05, 1, 1])).toEqual([false, false, false, false, true, false, false]);
  expect(hampel([1, 100, 1, 1])).not.toContain(true);
  expect(hampel([undefined, undefined])).toEqual([false, false]);
});

test('the Theil–Sen slope is exact on a line and ignores wild points', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -9, max: 9 }), (a, b) => {
      const line = Array.from({ length: 12 }, (_, x) => ({ x, y: a + b * x }));
      expect(theilSenSlope(line)).toBeCloseTo(b);
      expect(theilSenSlope(line.with(3, { x: 3, y: 1e6 }).with(8, { x: 8, y: -1e6 }))).toBeCloseTo(b, 0);
    }),
  );
  expect(theilSenSlope([{ x: 1, y: 1 }])).toBeUndefined();
});

test('volatility is the deviation of log returns, scale-free, and spans no gap', () => {
  expect(volatility([1, 1, 1])).toBe(0);
  const prices = [1, 1.1, 1.05, 1.2];
  expect(volatility(prices.map((price) => price * 7))).toBeCloseTo(volatility(prices) ?? NaN);
  expect(volatility([1, 2, undefined, 50, 100])).toBeCloseTo(0);
  expect(volatility([1, 2])).toBeUndefined();
});

test('a price of 0.40 against a mean of 0.42 has fallen 4.8 %', () => {
  expect(Math.round(relativeChange(0.4, 0.42) * 1000) / 10).toBe(-4.8);
  expect(directionOf(-0.048)).toBe('FALLING');
  expect(directionOf(0.01)).toBe('STEADY');
  expect(directionOf(0.0101)).toBe('RISING');
  expect(() => relativeChange(1, 0)).toThrow(RangeError);
});

test('buckets cover the window with whole buckets that do not move with the clock', () => {
  fc.assert(
    fc.property(
      fc.nat(10 * DAY_MS),
      fc.integer({ min: 1, max: 10 * DAY_MS }),
      fc.constantFrom(HOUR_MS, DAY_MS),
      (from, length, bucket) => {
        const span = { from: from as Instant, to: (from + length) as Instant };
        const { start, count } = bucketsOf(span, bucket);
        expect(start % bucket).toBe(0);
        expect(start).toBeLessThanOrEqual(span.from);
        expect(start + bucket).toBeGreaterThan(span.from);
        expect(start + count * bucket).toBeGreaterThanOrEqual(span.to);
        expect(start + (count - 1) * bucket).toBeLessThan(span.to);
      },
    ),
  );
  expect(bucketLengthFor(DAY_MS)).toBe(HOUR_MS);
  expect(bucketLengthFor(7 * DAY_MS)).toBe(6 * HOUR_MS);
  expect(bucketLengthFor(30 * DAY_MS)).toBe(DAY_MS);
  expect(bucketLengthFor(65 * DAY_MS)).toBe(DAY_MS);
  expect(bucketLengthFor(365 * DAY_MS)).toBe(DAY_MS);
  expect(bucketLengthFor(1000 * DAY_MS)).toBe(30 * DAY_MS);
  expect(() => bucketLengthFor(0)).toThrow(RangeError);
});

test('6,500 km of fibre take about 100 ms there and back', () => {
  expect(roundTripMs(6500)).toBeCloseTo(101.9, 1);
  expect(roundTripMs(0)).toBe(0);
});

test('the median of an even number of values lies halfway', () => {
  expect(median([1, 2, 4, 9])).toBe(3);
});
