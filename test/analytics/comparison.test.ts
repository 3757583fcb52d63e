import { breadthOf } from '#analytics/breadth.ts';
import { rentalCost, savedBy } from '#analytics/rental-cost.ts';
import { ranksOf, spotSavingPercent } from '#analytics/spot-saving.ts';
import { middleSpread, spreadOf } from '#analytics/spread.ts';
import { microUsd } from '#units/money.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test.each([
  [0.18, 0.44, 59],
  [0.76, 1.89, 60],
  [1.88, 4.69, 60],
  [0.44, 0.44, 0],
  [0.5, 0.4, -25],
])('spot at %d saves against %d: %i %%', (spot, onDemand, percent) => {
  expect(spotSavingPercent(spot, onDemand)).toBe(percent);
});

test('nothing is saved against no price', () => {
  expect(spotSavingPercent(0.2, 0)).toBeUndefined();
});

test('equal prices share a place, and what has no price takes none', () => {
  expect(ranksOf([3, null, 1, 2, 2, 9])).toEqual([4, null, 1, 2, 2, 5]);
});

test('breadth is the share of groups with stock among those that list something', () => {
  const groups = [
    { rentable: 3, listed: 5 },
    { rentable: 0, listed: 2 },
    { rentable: 0, listed: 0 },
    { rentable: 1, listed: 1 },
  ];
  expect(breadthOf(groups)).toEqual({ listed: 3, withStock: 2, share: 2 / 3 });
  expect(breadthOf([])).toEqual({ listed: 0, withStock: 0, share: null });
});

test('a share of an instance costs its share: 8 of 8 GPUs at 98.32, and 2 of them', () => {
  const p5 = { rate: microUsd(98_320_000), rateGpus: 8, hours: 100 };
  expect(rentalCost({ ...p5, gpuCount: 8 })).toBe(9_832_000_000);
  expect(rentalCost({ ...p5, gpuCount: 2 })).toBe(2_458_000_000);
});

test('cost there − saving is cost here, exactly, and every cost is whole micro-dollars', () => {
  const rental = fc.record({
    rate: fc.integer({ min: 1, max: 1_000_000_000 }).map(microUsd),
    rateGpus: fc.integer({ min: 1, max: 16 }),
    gpuCount: fc.integer({ min: 1, max: 1024 }),
    hours: fc.double({ min: 1e-6, max: 8784, noNaN: true }),
  });
  fc.assert(
    fc.property(rental, rental, (a, b) => {
      const here = rentalCost(a);
      const there = rentalCost(b);
      const { saving, percent } = savedBy(here, there);
      expect(there - saving).toBe(here);
      expect(Number.isSafeInteger(saving)).toBe(true);
      if (percent !== null && percent !== 0) expect(Math.sign(percent)).toBe(Math.sign(saving));
    }),
  );
});

test('a saving that is none is negative, to the tenth of a percent', () => {
  expect(savedBy(microUsd(1_500_000), microUsd(1_000_000))).toEqual({ saving: -500_000, percent: -50 });
  expect(savedBy(microUsd(1), microUsd(0))).toEqual({ saving: -1, percent: null });
});

test('the spread is (p90 − p10) ÷ p50, and of several times the middle one', () => {
  expect(spreadOf({ p10: 0.3, p50: 0.4, p90: 0.5 })).toBeCloseTo(0.5, 12);
  expect(spreadOf({ p10: 0, p50: 0, p90: 1 })).toBeUndefined();
  const times = [0.1, 0.9, 0.2].map((width) => ({ p10: 1 - width, p50: 1, p90: 1 }));
  expect(middleSpread(times)).toBeCloseTo(0.2, 12);
  expect(middleSpread([])).toBeUndefined();
});
