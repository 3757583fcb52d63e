import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rentAhead, SAME_RENT } from '#analytics/rent-ahead.ts';
import { chanceOfSaving, isWorthTelling } from '#analytics/start-certainty.ts';
import { chooseStart, valueOf, type JudgedStart } from '#analytics/start-choice.ts';
import { startsBetween, windowMean, windowWeights } from '#analytics/window-mean.ts';

test('the mean over a run counts the last part of an hour by its share', () => {
  // From 0:30 for 2 h over 100, 200, 400: half, one, half.
  expect(windowMean([100, 200, 400], 0.5, 2)).toBeCloseTo((50 + 200 + 200) / 2);
  expect([...windowWeights(0.5, 2, 4)]).toEqual([0.25, 0.5, 0.25, 0]);
  // 20 minutes within one hour are that hour.
  expect(windowMean([100, 200], 1.1, 1 / 3)).toBeCloseTo(200);
});

const values = fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { minLength: 30, maxLength: 60 });

test('means are those of minutes counted one by one, and weights give the same', () => {
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 1, max: 1000 }),
      (hours, start, minutes) => {
        let sum = 0;
        for (let minute = start; minute < start + minutes; minute++) sum += hours[Math.floor(minute / 60)]!;
        const mean = windowMean(hours, start / 60, minutes / 60);
        expect(mean).toBeCloseTo(sum / minutes, 6);
        const weights = windowWeights(start / 60, minutes / 60, hours.length);
        expect(weights.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 9);
        expect(weights.reduce((total, weight, hour) => total + weight * hours[hour]!, 0)).toBeCloseTo(
          mean,
          6,
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('starts are now, each whole hour, and the last moment left', () => {
  expect(startsBetween(0.25, 3.5)).toEqual([0.25, 1, 2, 3, 3.5]);
  expect(startsBetween(0, 2)).toEqual([0, 1, 2]);
  expect(startsBetween(0.4, 0.4)).toEqual([0.4]);
});

test('where hours are certain the least of all starts is chosen, as looked for one by one', () => {
  const prices = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(prices, fc.constantFrom(0, 0.2, 1, 5), (pairs, usdPerKg) => {
      const [[cost0, carbon0]] = pairs as [[number, number]];
      const starts = pairs.map(([cost, carbon]): JudgedStart => ({
        cost,
        carbon,
        saved: { cost: cost0 - cost, carbon: carbon0 - carbon, costDeviation: 0, carbonDeviation: 0 },
      }));
      const weights = { usd: 1, kg: usdPerKg };
      const { chosen, verdicts, dominators } = chooseStart(starts, weights);
      const worth = starts.map((start) => valueOf(start, weights)!);
      const least = Math.min(...worth);
      // Below one in a hundred nothing is gained.
      const slack = 0.01 * (cost0 + usdPerKg * carbon0);
      expect(worth[chosen]! <= worth[0]!).toBe(true);
      expect(chosen === 0 ? worth[0]! - least <= slack + 1e-9 : worth[chosen] === least).toBe(true);
      verdicts.forEach((verdict, place) => {
        if (verdict !== 'DOMINATED') return;
        const better = starts[dominators[place]!]!;
        expect(better.cost! <= starts[place]!.cost! && better.carbon! <= starts[place]!.carbon!).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test('a saving smaller than it errs is no reason to wait', () => {
  const start = (carbon: number, deviation: number): JudgedStart => ({
    cost: 10,
    carbon,
    saved: { cost: 0, carbon: 100 - carbon, costDeviation: 0, carbonDeviation: deviation },
  });
  const byCarbon = { usd: 0, kg: 1 };
  // 20 kg less, give or take 30: nobody knows. 10 kg less, give or take 5, is less and surer.
  expect(chooseStart([start(100, 0), start(80, 30)], byCarbon)).toMatchObject({
    chosen: 0,
    verdicts: ['CHOSEN', 'UNCERTAIN'],
  });
  expect(chooseStart([start(100, 0), start(80, 30), start(90, 5)], byCarbon)).toMatchObject({
    chosen: 2,
    verdicts: ['DOMINATED', 'UNCERTAIN', 'CHOSEN'],
  });
  // A mean absolute error of √(2 ÷ π) × 10 = 7.98.
  expect([isWorthTelling(7.9, 10, 100), isWorthTelling(8, 10, 100)]).toEqual([false, true]);
  expect(isWorthTelling(0.9, 0, 100)).toBe(false);
});

test('the chance of a saving is that of a normal one', () => {
  expect(chanceOfSaving(0, 1)).toBeCloseTo(0.5, 6);
  expect(chanceOfSaving(1.6449, 1)).toBeCloseTo(0.95, 4);
  expect(chanceOfSaving(-1.2816, 1)).toBeCloseTo(0.1, 4);
  expect([chanceOfSaving(1, 0), chanceOfSaving(0, 0)]).toEqual([1, 0]);
});

const ahead = [1, 2, 3].map((hours) => ({
  quantiles: Array.from({ length: 19 }, (_, level) => 1 - 0.1 * hours + 0.01 * (level - 9)),
  hasSkill: true,
}));

test('a locked run pays the price of its start, a floating one that of each hour', () => {
  const [now, one, three] = rentAhead(ahead, [0, 1, 3], { hours: 2, isLocked: true });
  expect(now).toEqual(SAME_RENT);
  expect(one!.factor).toBeCloseTo(0.9);
  expect(one).toMatchObject({ cheaperShare: 1, hasSkill: true });
  expect([three!.factor, three!.p05, three!.p95].map((factor) => factor.toFixed(2))).toEqual([
    '0.70',
    '0.61',
    '0.79',
  ]);
  const [floatingNow, floatingOne] = rentAhead(ahead, [0, 1], { hours: 2, isLocked: false });
  // The price of now and of the hour after; then those of the next two.
  expect(floatingNow!.factor).toBeCloseTo((1 + 0.9) / 2);
  expect(floatingOne!.factor).toBeCloseTo((0.9 + 0.8) / 2);
});

test('a price nobody can forecast is taken to stay, and its spread is told', () => {
  const drifting = ahead.map((hour) => ({ ...hour, hasSkill: false }));
  const [, one] = rentAhead(drifting, [0, 1], { hours: 5, isLocked: true });
  expect(one).toMatchObject({ factor: 1, hasSkill: false });
  expect(one!.p05).toBeLessThan(0.9);
  expect(rentAhead([], [0, 4], { hours: 5, isLocked: false })).toEqual([SAME_RENT, SAME_RENT]);
});
