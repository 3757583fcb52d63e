import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  breakEvenDiscount,
  checkpointInterval,
  mtbiOfMonthlyShare,
  spotTimeFactor,
} from '#analytics/spot-overhead.ts';

/** Checkpoints of 2 minutes and restarts of 5, machines kept for `mtbiHours` on average. */
const risk = (mtbiHours: number) => ({ mtbiHours, checkpointHours: 2 / 60, restartHours: 5 / 60 });

test.each([
  [1, 29.8],
  [3, 16.5],
  [6, 11.4],
  [24, 5.5],
  [72, 3.1],
])('with an interruption every %d h spot pays from a discount of %d %%', (mtbiHours, percent) => {
  expect(Math.round(breakEvenDiscount(risk(mtbiHours)) * 1000) / 10).toBe(percent);
});

test('an interruption every 6 h makes work 12.9 % longer', () => {
  expect(spotTimeFactor(risk(6))).toBeCloseTo(1.129, 3);
});

test('Daly’s interval is within 0.1 minutes of the one that numbers find', () => {
  for (const mtbiHours of [1, 2, 6, 24, 72]) {
    const checkpointHours = 2 / 60;
    // Without the factors that do not depend on τ.
    const cost = (tau: number) => Math.expm1((tau + checkpointHours) / mtbiHours) / tau;
    let [low, high] = [1e-4, 2 * mtbiHours];
    for (let step = 0; step < 200; step++) {
      const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
      if (cost(left) < cost(right)) high = right;
      else low = left;
    }
    const found = checkpointInterval({ mtbiHours, checkpointHours, restartHours: 0 });
    expect(Math.abs(found - low) * 60).toBeLessThan(0.1);
  }
});

test('the expected time is what a simulation of interruptions takes on average', () => {
  const { mtbiHours, checkpointHours, restartHours } = risk(3);
  const interval = checkpointInterval(risk(3));
  let seed = 1;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const segments = 100_000;
  let taken = 0;
  for (let segment = 0; segment < segments; segment++) {
    for (let attempt = 0, done = false; !done; attempt++) {
      const needed = (attempt === 0 ? 0 : restartHours) + interval + checkpointHours;
      const lasts = -mtbiHours * Math.log(uniform());
      taken += Math.min(lasts, needed);
      done = lasts >= needed;
    }
  }
  expect(Math.abs(taken / (segments * interval) / spotTimeFactor(risk(3)) - 1)).toBeLessThan(0.005);
});

test('free checkpoints leave the restarts, and no cost at all leaves the work', () => {
  expect(spotTimeFactor({ mtbiHours: 6, checkpointHours: 0, restartHours: 1 })).toBe(Math.exp(1 / 6));
  expect(spotTimeFactor({ mtbiHours: 6, checkpointHours: 0, restartHours: 0 })).toBe(1);
  expect(spotTimeFactor({ mtbiHours: 6, checkpointHours: 1e-9, restartHours: 1 })).toBeCloseTo(
    Math.exp(1 / 6),
    4,
  );
});

test('work never takes less than itself, and longer the dearer or more frequent interruptions are', () => {
  const hours = (max: number) => fc.double({ min: 0, max, noNaN: true });
  const any = fc.record({
    mtbiHours: fc.double({ min: 1, max: 30_000, noNaN: true }),
    checkpointHours: hours(0.5),
    restartHours: hours(1),
  });
  fc.assert(
    fc.property(any, fc.double({ min: 1.01, max: 3, noNaN: true }), (one, times) => {
      const factor = spotTimeFactor(one);
      expect(factor).toBeGreaterThanOrEqual(1);
      // Daly's interval is the best but for a hair, so that the order holds but for as much.
      const least = factor * (1 - 1e-3);
      expect(spotTimeFactor({ ...one, restartHours: one.restartHours * times })).toBeGreaterThanOrEqual(
        least,
      );
      expect(spotTimeFactor({ ...one, checkpointHours: one.checkpointHours * times })).toBeGreaterThanOrEqual(
        least,
      );
      expect(spotTimeFactor({ ...one, mtbiHours: one.mtbiHours * times })).toBeLessThanOrEqual(
        factor * (1 + 1e-3),
      );
    }),
  );
});

test('a monthly share of interrupted machines stands for the hours that lose as many', () => {
  // e^(−730/M) = 0.5 at M = 730/ln 2 = 1053.2 h.
  expect(mtbiOfMonthlyShare(0.5)).toBeCloseTo(1053.2, 1);
  expect(Math.exp(-730 / mtbiOfMonthlyShare(0.025))).toBeCloseTo(0.975, 12);
});
