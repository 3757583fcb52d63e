import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  conditionalSurvival,
  kaplanMeier,
  medianLife,
  restrictedMean,
  survivalAt,
  type Life,
} from '#analytics/kaplan-meier.ts';

const livesOf = (text: string): Life[] =>
  text.split(' ').map((word) => ({ hours: parseFloat(word), ended: !word.endsWith('+') }));

/**
 * Weeks of remission under 6-MP: Freireich et al., Blood 21 (1963), as in Kalbfleisch & Prentice, "The
 * Statistical Analysis of Failure Time Data", and in every textbook since.
 */
const REMISSION = livesOf('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+');

test('the remissions of the textbook have the textbook’s curve', () => {
  const { n, events, censored, points, longestHours } = kaplanMeier(REMISSION);
  expect({ n, events, censored, longestHours }).toEqual({ n: 21, events: 9, censored: 12, longestHours: 35 });
  expect(
    points.map(({ hours, atRisk, events, survival }) => [hours, atRisk, events, survival.toFixed(3)]),
  ).toEqual([
    [6, 21, 3, '0.857'],
    [7, 17, 1, '0.807'],
    [10, 15, 1, '0.753'],
    [13, 12, 1, '0.690'],
    [16, 11, 1, '0.627'],
    [22, 7, 1, '0.538'],
    [23, 6, 1, '0.448'],
  ]);
  // S(10) by hand: Greenwood 3/(21·18) + 1/(17·16) + 1/(15·14) = 0.016375; ln(−ln S) = −1.2597,
  // deviation √0.016375 ÷ 0.28370 = 0.45105; low .7529^e^(.88404), high .7529^e^(−.88404).
  expect(points[2]?.low).toBeCloseTo(0.5032, 4);
  expect(points[2]?.high).toBeCloseTo(0.8894, 4);
  expect(points[1]?.cumulativeHazard).toBeCloseTo(3 / 21 + 1 / 17, 12);
});

test('figures read off the curve are those of the curve', () => {
  const curve = kaplanMeier(REMISSION);
  expect(medianLife(curve)).toBe(23);
  expect(survivalAt(curve, 5.9)).toEqual({ survival: 1, low: 1, high: 1 });
  expect(survivalAt(curve, 35)?.survival.toFixed(3)).toBe('0.448');
  expect(survivalAt(curve, 35.1)).toBeUndefined();
  // .6275 ÷ .7529.
  expect(conditionalSurvival(curve, 10, 8)).toBeCloseTo(0.8333, 4);
  expect(conditionalSurvival(curve, 30, 8)).toBeUndefined();
  // 6 + 1 × .85714 + 3 × .80672.
  expect(restrictedMean(curve, 10)).toBeCloseTo(9.2773, 4);
  expect(restrictedMean(curve, 36)).toBeUndefined();
});

test('where all have ended nothing outlasts the last, and where none has nothing is known beyond it', () => {
  const gone = kaplanMeier(livesOf('1 2'));
  expect(survivalAt(gone, 100)).toMatchObject({ survival: 0, low: 0 });
  expect(restrictedMean(gone, 100)).toBeCloseTo(1.5, 12);
  expect(conditionalSurvival(gone, 5, 1)).toBeUndefined();
  const running = kaplanMeier(livesOf('1+ 2+'));
  expect(running.points).toEqual([]);
  expect(survivalAt(running, 2)?.survival).toBe(1);
  expect(survivalAt(running, 2.1)).toBeUndefined();
  expect(medianLife(running)).toBeUndefined();
  const none = kaplanMeier([]);
  expect(none).toEqual({ n: 0, events: 0, censored: 0, points: [], longestHours: 0 });
  expect(survivalAt(none, 0)).toBeUndefined();
  // Three of three within the hour: of any share above 1 − .025^(1/3), so many would hardly be seen.
  const [all] = kaplanMeier(livesOf('1 1 1')).points;
  expect(all).toMatchObject({ survival: 0, low: 0 });
  expect(all?.high).toBeCloseTo(1 - 0.025 ** (1 / 3), 12);
});

const anyLives = fc.array(
  fc.record({ hours: fc.integer({ min: 0, max: 12 }).map((half) => half / 2), ended: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
);

test('the curve is what redistributing the censored to those after them comes to', () => {
  fc.assert(
    fc.property(anyLives, (lives) => {
      // Efron, "The two sample problem with censored data" (1967): each life weighs 1/n; a censored one leaves
      // its weight to those that outlast it, in equal parts. What weight lies beyond t is S(t).
      const sorted = lives.toSorted((a, b) => a.hours - b.hours || Number(b.ended) - Number(a.ended));
      const weights = sorted.map(() => 1 / sorted.length);
      sorted.forEach((life, index) => {
        if (life.ended || index === sorted.length - 1) return;
        const share = weights[index]! / (sorted.length - 1 - index);
        for (let later = index + 1; later < sorted.length; later++) weights[later]! += share;
        weights[index] = 0;
      });
      for (const { hours, survival } of kaplanMeier(lives).points) {
        // The last keeps its weight beyond t where it is censored.
        const beyond = sorted.reduce(
          (sum, life, index) =>
            sum + (life.hours > hours || (life.hours === hours && !life.ended) ? weights[index]! : 0),
          0,
        );
        expect(survival).toBeCloseTo(beyond, 10);
      }
    }),
  );
});

test('without censoring the curve is the share that lives on', () => {
  fc.assert(
    fc.property(anyLives, (lives) => {
      const ended = lives.map(({ hours }) => ({ hours, ended: true }));
      for (const { hours, survival } of kaplanMeier(ended).points)
        expect(survival).toBeCloseTo(ended.filter((life) => life.hours > hours).length / ended.length, 10);
    }),
  );
});

test('curves fall, within their intervals, and count every life once', () => {
  fc.assert(
    fc.property(anyLives, (lives) => {
      const { n, events, censored, points } = kaplanMeier(lives);
      expect([n, events]).toEqual([lives.length, lives.filter(({ ended }) => ended).length]);
      expect(censored).toBe(n - events);
      points.forEach(({ survival, low, high }, index) => {
        expect(survival).toBeLessThan(points[index - 1]?.survival ?? 1);
        expect(low).toBeLessThanOrEqual(survival);
        expect(high).toBeGreaterThanOrEqual(survival);
      });
    }),
  );
});

test('a life without an end is no life of infinite hours', () => {
  expect(() => kaplanMeier([{ hours: Infinity, ended: false }])).toThrow(RangeError);
  expect(() => kaplanMeier([{ hours: NaN, ended: false }])).toThrow(RangeError);
});

test('half of an even number of lives is half, whatever their product comes to', () => {
  for (let n = 2; n <= 200; n += 2) {
    const lives = Array.from({ length: n }, (_, index) => ({ hours: index + 1, ended: true }));
    expect(medianLife(kaplanMeier(lives))).toBe(n / 2);
  }
});
