import { expect, test } from 'vitest';
import { wilsonInterval } from '#analytics/wilson-interval.ts';

test('the interval is that of the textbook, and never closes on certainty', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I: 81/263 and 15/148, method 3.
  const within = (wins: number, n: number) => wilsonInterval(wins / n, n);
  expect(within(81, 263).low).toBeCloseTo(0.2553, 4);
  expect(within(81, 263).high).toBeCloseTo(0.3662, 4);
  expect(within(15, 148).low).toBeCloseTo(0.0624, 4);
  expect(within(15, 148).high).toBeCloseTo(0.1605, 4);
  expect(within(0, 20).low).toBe(0);
  expect(within(0, 20).high).toBeCloseTo(0.1611, 4);
  expect(within(29, 29)).toMatchObject({ high: 1 });
  expect(wilsonInterval(0.5, 0)).toEqual({ low: 0, high: 1 });
});
