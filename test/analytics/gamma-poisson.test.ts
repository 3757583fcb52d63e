import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Exposure } from '#analytics/event-rate.ts';
import { gammaQuantile } from '#analytics/gamma-distribution.ts';
import { priorOf, shrunkRate } from '#analytics/gamma-poisson.ts';

const cell = (events: number, exposureHours: number): Exposure => ({ events, exposureHours });

test('a cell is drawn towards its parent by the parent’s weight', () => {
  // (3 + 2)/(168 + 200).
  const shrunk = shrunkRate(cell(3, 168), { shape: 2, hours: 200 });
  expect(shrunk?.perHour).toBeCloseTo(5 / 368, 12);
  expect(shrunk?.ownWeight).toBeCloseTo(168 / 368, 12);
  // χ²(.025, 10) = 3.247 and χ²(.975, 10) = 20.483, halved, over 368 h.
  expect(shrunk?.interval.low).toBeCloseTo(3.247 / 2 / 368, 6);
  expect(shrunk?.interval.high).toBeCloseTo(20.483 / 2 / 368, 6);
});

test('siblings that agree make a stronger prior than those that differ, about their common rate', () => {
  const agreeing = priorOf(Array.from({ length: 30 }, () => cell(10, 1000)));
  const differing = priorOf(Array.from({ length: 30 }, (_, index) => cell(index % 2 === 0 ? 19 : 1, 1000)));
  expect(agreeing.shape / agreeing.hours).toBeCloseTo(0.01, 3);
  expect(differing.shape / differing.hours).toBeCloseTo(0.01, 3);
  expect(agreeing.hours).toBeGreaterThan(4 * differing.hours);
});

test('a prior never weighs more than its siblings have seen', () => {
  const anyCell = fc.record({
    events: fc.nat(30),
    exposureHours: fc.double({ min: 0, max: 1e5, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(anyCell, { minLength: 1, maxLength: 8 }), (siblings) => {
      const exposure = siblings.reduce((sum, { exposureHours }) => sum + exposureHours, 0);
      fc.pre(exposure > 1);
      const { shape, hours } = priorOf(siblings);
      expect(hours).toBeLessThanOrEqual(exposure);
      expect(shape).toBeGreaterThan(0);
    }),
  );
});

test('a cell without siblings is left to itself, and one without exposure to its siblings', () => {
  expect(priorOf([])).toEqual({ shape: 0.5, hours: 0 });
  expect(shrunkRate(cell(0, 168), priorOf([]))?.perHour).toBeCloseTo(0.5 / 168, 12);
  expect(shrunkRate(cell(0, 0), priorOf([]))).toBeUndefined();
  const parent = [cell(4, 100), cell(4, 100), cell(4, 100)];
  expect(shrunkRate(cell(0, 0), priorOf(parent))).toMatchObject({ ownWeight: 0 });
  expect(shrunkRate(cell(0, 0), priorOf(parent))?.perHour).toBeCloseTo(0.04, 9);
  // None among them is no proof that none can be: half an event stands for it.
  expect(shrunkRate(cell(0, 0), priorOf([cell(0, 50), cell(0, 50)]))?.perHour).toBeCloseTo(0.005, 9);
});

test('over many markets shrunk rates err less than raw and than pooled ones, and their intervals hold', () => {
  let seed = 7;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const poisson = (mean: number) => {
    let [count, left] = [0, Math.exp(-mean)];
    for (let product = uniform(); product > left; product *= uniform()) count++;
    return count;
  };
  const errors = { raw: 0, pooled: 0, shrunk: 0 };
  let [held, cells] = [0, 0];
  for (let market = 0; market < 200; market++) {
    const rates = Array.from({ length: 12 }, () => gammaQuantile(2, uniform()) / 100);
    const seen = rates.map((rate) => {
      const exposureHours = 10 + 190 * uniform() ** 2;
      return { rate, ...cell(poisson(rate * exposureHours), exposureHours) };
    });
    const pooled =
      seen.reduce((sum, { events }) => sum + events, 0) /
      seen.reduce((sum, { exposureHours }) => sum + exposureHours, 0);
    for (const own of seen) {
      const shrunk = shrunkRate(own, priorOf(seen.filter((other) => other !== own)), 0.9)!;
      errors.raw += (own.events / own.exposureHours - own.rate) ** 2;
      errors.pooled += (pooled - own.rate) ** 2;
      errors.shrunk += (shrunk.perHour - own.rate) ** 2;
      if (own.rate >= shrunk.interval.low && own.rate <= shrunk.interval.high) held++;
      cells++;
    }
  }
  expect(errors.shrunk).toBeLessThan(0.7 * errors.raw);
  expect(errors.shrunk).toBeLessThan(0.9 * errors.pooled);
  expect(held / cells).toBeGreaterThan(0.84);
  expect(held / cells).toBeLessThan(0.95);
});
