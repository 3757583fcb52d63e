import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldWithin, sample, timeWeightedMean, valueAt, type Step } from '#analytics/step-series.ts';
import type { Instant } from '#units/time.ts';

const at = (ms: number): Instant => ms as Instant;

const steps = fc
  .uniqueArray(fc.nat(1000), { maxLength: 30 })
  .chain((times) =>
    fc.tuple(
      ...times
        .toSorted((a, b) => a - b)
        .map((time) =>
          fc
            .option(fc.double({ min: 0.01, max: 1e6, noNaN: true }))
            .map((value): Step => ({ at: at(time), value })),
        ),
    ),
  );
const span = fc
  .tuple(fc.nat(1200), fc.nat(1200))
  .map(([a, b]) => ({ from: at(Math.min(a, b)), to: at(Math.max(a, b)) }));

test('the value at any instant is that of the last step at or before it', () => {
  fc.assert(
    fc.property(steps, fc.nat(1200), (steps, time) => {
      const brute = steps.findLast((step) => step.at <= time)?.value ?? null;
      expect(valueAt(steps, at(time))).toBe(brute);
    }),
  );
});

test('held stretches partition exactly the instants of the span that have a value', () => {
  fc.assert(
    fc.property(steps, span, (steps, span) => {
      const held = heldWithin(steps, span);
      for (let time: number = span.from; time < span.to; time++) {
        const covering = held.filter(({ from, to }) => from <= time && time < to);
        const value = valueAt(steps, at(time));
        expect(covering.map((stretch) => stretch.value)).toEqual(value === null ? [] : [value]);
      }
    }),
    { numRuns: 40 },
  );
});

test('the time-weighted mean lies between the least and the greatest value held', () => {
  fc.assert(
    fc.property(steps, span, (steps, span) => {
      const values = heldWithin(steps, span).map(({ value }) => value);
      const mean = timeWeightedMean(steps, span);
      expect(mean === undefined).toBe(values.length === 0);
      expect(mean ?? Infinity).toBeGreaterThanOrEqual(Math.min(...values) * (1 - 1e-12));
      expect(mean ?? -Infinity).toBeLessThanOrEqual(Math.max(...values) * (1 + 1e-12));
    }),
  );
});

test('the time-weighted mean of a span is the mean of its parts weighed by the time held', () => {
  const steps: Step[] = [
    { at: at(0), value: 0.4 },
    { at: at(10), value: 0.8 },
    { at: at(20), value: null },
    { at: at(30), value: 0.6 },
  ];
  expect(timeWeightedMean(steps, { from: at(5), to: at(40) })).toBeCloseTo(
    (5 * 0.4 + 10 * 0.8 + 10 * 0.6) / 25,
  );
});

test('samples carry the last value forward and tell gaps', () => {
  fc.assert(
    fc.property(steps, span, fc.integer({ min: 1, max: 300 }), (steps, span, everyMs) => {
      const samples = sample(steps, span, everyMs);
      expect(samples).toHaveLength(Math.ceil((span.to - span.from) / everyMs));
      for (const { at, value } of samples) expect(value).toBe(valueAt(steps, at));
    }),
  );
});
