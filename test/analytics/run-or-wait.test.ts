import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meansAhead, priceOutlook, type Outlook } from '#analytics/price-outlook.ts';
import { meanOfWeighted } from '#analytics/quantile.ts';
import {
  decideFloating,
  decideLocked,
  meanOfRun,
  waitOutcomes,
  type LockedInput,
} from '#analytics/run-or-wait.ts';

const outlookOf = (
  ...forecasts: readonly (readonly [hours: number, prices: readonly number[]])[]
): Outlook => {
  const outlook = priceOutlook(
    forecasts.map(([hours, prices]) => ({ hours, quantiles: prices.map((price) => Math.log(price)) })),
  );
  if (!outlook) throw new Error('an outlook has forecasts');
  return outlook;
};

/** Every hour ahead the price is 1, 2, 3 or 4, each as likely. */
const dice = outlookOf([1, [1, 2, 3, 4]], [24, [1, 2, 3, 4]]);

const reservationPrice = (outlook: LockedInput['outlook'], hoursLeft: number): number | undefined =>
  decideLocked({ price: 1, weekLow: 0, outlook, hoursLeft }).reservation;

describe('the reservation price', () => {
  test('is the mean where one draw is left, and falls with each more', () => {
    // E min(X, 2.5) = (1 + 2 + 2.5 + 2.5) / 4 = 2, E min(X, 2) = 7/4, E min(X, 7/4) = (1 + 3 × 7/4) / 4.
    const at = (hoursLeft: number) => reservationPrice(dice, hoursLeft);
    expect(at(1)).toBeCloseTo(2.5, 12);
    expect(at(4)).toBeCloseTo(2.5, 12);
    expect(at(5)).toBeCloseTo(2, 12);
    expect(at(9)).toBeCloseTo(1.75, 12);
    expect(at(16)).toBeCloseTo(1.5625, 12);
    expect(at(0.9)).toBeUndefined();
  });

  test('interpolates between the hours forecast, in log price by the square root of the hours', () => {
    const rising = outlookOf([1, [1]], [25, [16]]);
    // √9 lies halfway between √1 and √25, √16 three quarters of it.
    expect(reservationPrice(rising, 9)).toBeCloseTo(1, 12);
    expect(rising.pricesAt(9)[0]).toBeCloseTo(4, 12);
    expect(rising.pricesAt(16)[0]).toBeCloseTo(8, 12);
    // Made eight hours ago: √(1 + 8) = 3 to √(41 + 8) = 7, and √(17 + 8) = 5 halfway.
    const older = priceOutlook(
      [1, 41].map((hours) => ({ hours, quantiles: [Math.log(hours)] })),
      8,
    );
    expect(older?.pricesAt(17)[0]).toBeCloseTo(Math.sqrt(41), 12);
  });

  test('draws from the forecast of each hour', () => {
    const outlook = outlookOf([1, [2, 4]], [5, [1, 9]]);
    // At hour 5 the mean is 5, at hour 1 both draws lie under it.
    expect(reservationPrice(outlook, 5)).toBeCloseTo(3, 12);
  });
});

describe('a price locked at the start', () => {
  const decide = (price: number, weekLow: number, hoursLeft: number) =>
    decideLocked({ price, weekLow, outlook: dice, hoursLeft });

  test('is taken where it is low for the week, near its reservation price, or at the deadline', () => {
    expect(decide(3, 3, 5)).toMatchObject({
      begin: true,
      reason: 'LOW_FOR_THE_WEEK',
      takeAt: 3 * (1 + 1e-9),
    });
    expect(decide(2.01, 1, 5)).toMatchObject({ begin: true, reason: 'UNDER_RESERVATION' });
    expect(decide(2.02, 1, 5)).toMatchObject({ begin: false, reason: 'WORTH_WAITING' });
    expect(decide(9, 1, 0.5)).toMatchObject({ begin: true, reason: 'DEADLINE', takeAt: Infinity });
  });

  test('leads, when waited with, to these prices', () => {
    // At hour 1 a price up to 2.5 × 1.005 is taken: 1 and 2; the other half ends at hour 5.
    const outcomes = waitOutcomes({ weekLow: 0, outlook: dice, hoursLeft: 5 });
    const told = outcomes.map(({ hours, value, weight }) => [hours, Math.round(value), weight]);
    expect(told).toEqual([
      [1, 1, 0.25],
      [1, 2, 0.25],
      [5, 1, 0.125],
      [5, 2, 0.125],
      [5, 3, 0.125],
      [5, 4, 0.125],
    ]);
    expect(meanOfWeighted(outcomes)).toBeCloseTo(2, 12);
  });
});

describe('a price that floats', () => {
  test('is waited for where the run is expected to be more than 1 % cheaper', () => {
    const means = [10, 10, 8, 8, 10];
    expect(meanOfRun(means, 2, 0)).toBe(10);
    expect(meanOfRun(means, 2, 2)).toBe(8);
    expect(meanOfRun(means, 3, 3)).toBeCloseTo((8 + 10 + 10) / 3, 12);
    expect(meanOfRun(means, 0.5, 1)).toBe(10);
    expect(meanOfRun(means, 1.5, 1)).toBeCloseTo((10 + 4) / 1.5, 12);
    expect(meanOfRun(means, 2, 9)).toBe(10);
    expect(decideFloating({ means, runHours: 2, hoursLeft: 4 })).toEqual({
      begin: false,
      startHours: 2,
      now: 10,
      later: 8,
    });
    expect(decideFloating({ means, runHours: 2, hoursLeft: 1 })).toMatchObject({
      begin: false,
      startHours: 1,
    });
    expect(decideFloating({ means: [10, 9.95], runHours: 1, hoursLeft: 9 }).begin).toBe(true);
    expect(decideFloating({ means, runHours: 2, hoursLeft: 0.5 }).begin).toBe(true);
  });
});

const price = fc.double({ min: 0.01, max: 100, noNaN: true });
const outlooks = fc
  .record({
    first: fc.array(price, { minLength: 5, maxLength: 5 }),
    last: fc.array(price, { minLength: 5, maxLength: 5 }),
  })
  .map(({ first, last }) =>
    outlookOf([1, first.toSorted((a, b) => a - b)], [24, last.toSorted((a, b) => a - b)]),
  );

test('whatever the forecast: no figure is missing, weights sum to 1, and no wait outlasts it', () => {
  fc.assert(
    fc.property(
      outlooks,
      price,
      price,
      fc.double({ min: -5, max: 200, noNaN: true }),
      (outlook, now, weekLow, hoursLeft) => {
        const input = { price: now, weekLow, outlook, hoursLeft };
        const decision = decideLocked(input);
        const outcomes = waitOutcomes(input);
        if (hoursLeft < 1) {
          expect(decision).toMatchObject({ begin: true, reason: 'DEADLINE' });
          expect(outcomes).toEqual([]);
        } else {
          expect(decision.begin).toBe(now <= decision.takeAt);
          expect(decision.reservation).toBeGreaterThan(0);
          expect(outcomes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
          for (const { hours, value } of outcomes) {
            expect(hours).toBeLessThanOrEqual(hoursLeft);
            expect(value).toBeGreaterThan(0);
          }
        }
        const means = meansAhead(outlook, now, 40);
        const floating = decideFloating({ means, runHours: 6, hoursLeft });
        expect(floating.startHours).toBeLessThanOrEqual(Math.max(hoursLeft, 0));
        expect(floating.later).toBeLessThanOrEqual(floating.now);
        expect(floating.begin).toBe(floating.startHours === 0);
      },
    ),
  );
});
