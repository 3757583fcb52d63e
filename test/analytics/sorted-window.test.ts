import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile } from '#analytics/quantile.ts';
import { clearWindow, pushSorted, sortedWindow, windowQuantile } from '#analytics/sorted-window.ts';

test('a window holds the newest values in order, as sorting them again each time would', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.oneof(fc.constantFrom(0, 1, 2), fc.float({ noNaN: true, noDefaultInfinity: true }))),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(32 as const, 64 as const),
      (capacity, values, p, bits) => {
        const window = sortedWindow(capacity, bits);
        values.forEach((value, index) => {
          pushSorted(window, value);
          const newest = values.slice(Math.max(0, index + 1 - capacity), index + 1);
          const sorted = newest.toSorted((a, b) => a - b);
          expect(Array.from(window.sorted.subarray(0, window.size)).map((v) => v + 0)).toEqual(
            sorted.map((v) => v + 0),
          );
          expect(windowQuantile(window, p)).toBeCloseTo(quantile(sorted, p) ?? NaN, 6);
        });
      },
    ),
  );
});

test('an empty window has no quantile, and a cleared one begins anew', () => {
  const window = sortedWindow(3);
  expect(windowQuantile(window, 0.5)).toBeNaN();
  for (const value of [5, 1, 3, 9]) pushSorted(window, value);
  expect(windowQuantile(window, 0.5)).toBe(3);
  clearWindow(window);
  expect(windowQuantile(window, 0.5)).toBeNaN();
  pushSorted(window, 7);
  expect(windowQuantile(window, 0.5)).toBe(7);
});

test.each([0, -1, 1.5, NaN])('a window cannot hold %d values', (capacity) => {
  expect(() => sortedWindow(capacity)).toThrow(RangeError);
});
