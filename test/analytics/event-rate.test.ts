import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventRate } from '#analytics/event-rate.ts';

const rate = (events: number, exposureHours: number) => {
  const found = eventRate({ events, exposureHours });
  if (!found) throw new Error('no exposure');
  return found;
};

test.each([
  [3, 168, 56, 19, 272],
  [30, 1680, 56, 39, 83],
])('%d interruptions in %d h are one every %d h, between %d and %d', (events, hours, mtbi, low, high) => {
  const { mtbiHours, mtbiHoursInterval } = rate(events, hours);
  expect(mtbiHours).toBe(mtbi);
  expect(Math.round(mtbiHoursInterval.low)).toBe(low);
  expect(Math.round(mtbiHoursInterval.high)).toBe(high);
});

test('3 in 7 days are 0.43 a day', () => {
  expect((rate(3, 7 * 24).perHour * 24).toFixed(2)).toBe('0.43');
});

test('none in 168 h is an MTBI of more than 46 h, and no figure of one', () => {
  const { perHour, perHourInterval, mtbiHours, mtbiHoursInterval } = rate(0, 168);
  expect([perHour, perHourInterval.low, mtbiHours]).toEqual([0, 0, undefined]);
  // −ln 0.025 ÷ 168: the rate at which none in 168 h has a chance of 2.5 %.
  expect(perHourInterval.high).toBeCloseTo(-Math.log(0.025) / 168, 12);
  expect(Math.round(mtbiHoursInterval.low)).toBe(46);
  expect(mtbiHoursInterval.high).toBe(Infinity);
});

test('nothing is said without exposure, and half an event is a mistake', () => {
  expect(eventRate({ events: 0, exposureHours: 0 })).toBeUndefined();
  expect(() => eventRate({ events: 0.5, exposureHours: 1 })).toThrow(RangeError);
  expect(() => eventRate({ events: 1, exposureHours: 1 }, 1)).toThrow(RangeError);
});

test('at the ends of the interval what was counted, or more, or less, has the chance of a tail', () => {
  const poissonAtMost = (count: number, mean: number) => {
    let term = Math.exp(-mean);
    let sum = term;
    for (let k = 1; k <= count; k++) sum += term *= mean / k;
    return sum;
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.double({ min: 0.5, max: 1e6, noNaN: true }),
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      (events, exposureHours, confidence) => {
        const tail = (1 - confidence) / 2;
        const { low, high } = eventRate({ events, exposureHours }, confidence)!.perHourInterval;
        expect(poissonAtMost(events, high * exposureHours)).toBeCloseTo(tail, 9);
        if (events > 0) expect(1 - poissonAtMost(events - 1, low * exposureHours)).toBeCloseTo(tail, 9);
      },
    ),
  );
});
