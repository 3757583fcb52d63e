import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  SIGNAL_KINDS,
  stepOf,
  strengthOf,
  type OpenEpisode,
  type PriceLevel,
  type SignalKind,
} from '#analytics/price-signals.ts';

const day = (price: number): number[] => Array.from({ length: 24 }, () => price);
const level = (price: number | undefined, hours: PriceLevel['hours'] = day(100)): PriceLevel => ({
  price,
  hours,
});

describe('by hand, against a mean of 100', () => {
  test.each([
    ['DROP', 89, 1.1],
    ['DROP', 90, 1],
    ['SURGE', 121, 1.05],
    ['SURGE', 89, -0.55],
    // The 24 hours are alike, so the scale is 1 % of the median: 3 of them are 3.
    ['ANOMALY', 103, 1],
    ['ANOMALY', 94, 2],
  ] as const)('%s at %i has the strength %f', (kind, price, strength) => {
    expect(strengthOf(kind, level(price))).toBeCloseTo(strength, 9);
  });

  test('over a threshold is not at it', () => {
    expect(stepOf('DROP', undefined, level(90))).toBeUndefined();
    expect(stepOf('DROP', undefined, level(89.9))).toMatchObject({ step: 'RAISED' });
    expect(stepOf('SURGE', undefined, level(120))).toBeUndefined();
    expect(stepOf('SURGE', undefined, level(120.1))).toMatchObject({ step: 'RAISED' });
    for (let cents = 10; cents < 1000; cents += 10) {
      expect(stepOf('DROP', undefined, level(cents * 9000, day(cents * 10_000)))).toBeUndefined();
      expect(stepOf('SURGE', undefined, level(cents * 12_000, day(cents * 10_000)))).toBeUndefined();
    }
  });

  test('an episode lasts until less than half its threshold is left', () => {
    const open: OpenEpisode = { price: 88, mean: 100 };
    expect(stepOf('DROP', open, level(94))).toBeUndefined();
    expect(stepOf('DROP', open, level(96))).toEqual({ step: 'ENDED', ending: 'RECOVERED' });
    expect(stepOf('SURGE', { price: 125, mean: 100 }, level(111))).toBeUndefined();
    expect(stepOf('SURGE', { price: 125, mean: 100 }, level(109))).toEqual({
      step: 'ENDED',
      ending: 'RECOVERED',
    });
  });

  test('a price that stays becomes the usual one', () => {
    const hours = [...day(100).slice(0, 8), ...day(88).slice(0, 16)];
    expect(stepOf('DROP', { price: 88, mean: 100 }, level(88, hours))).toEqual({
      step: 'ENDED',
      ending: 'NEW_LEVEL',
    });
  });

  test('two hours far off are an anomaly, three are a new level', () => {
    const after = (hours: number): PriceLevel =>
      level(80, [...day(100).slice(hours), ...day(80).slice(0, hours)]);
    expect(stepOf('ANOMALY', undefined, after(1))).toMatchObject({ step: 'RAISED' });
    expect(stepOf('ANOMALY', undefined, after(2))).toBeUndefined();
    expect(stepOf('ANOMALY', { price: 80, mean: 100 }, after(2))).toEqual({
      step: 'ENDED',
      ending: 'NEW_LEVEL',
    });
  });

  test('too few hours say nothing; without any the episode is over', () => {
    const five = [...Array.from({ length: 19 }, () => undefined), 100, 100, 100, 100, 100];
    expect(stepOf('DROP', undefined, level(50, five))).toBeUndefined();
    expect(stepOf('DROP', { price: 50, mean: 100 }, level(100, five))).toBeUndefined();
    expect(stepOf('DROP', { price: 50, mean: 100 }, level(undefined))).toBeUndefined();
    const none = five.map(() => undefined);
    expect(stepOf('DROP', { price: 50, mean: 100 }, level(undefined, none))).toEqual({
      step: 'ENDED',
      ending: 'UNOBSERVED',
    });
  });
});

/** Open at i: over the threshold at some s ≤ i, and never under half of it from s to i. */
function isOpenBruteForce(strengths: readonly (number | undefined)[], i: number): boolean {
  for (let s = 0; s <= i; s++) {
    if (!((strengths[s] ?? 0) > 1 + 1e-9)) continue;
    if (strengths.slice(s, i + 1).every((strength) => strength === undefined || strength >= 0.5)) return true;
  }
  return false;
}

/** The strength from the definition, written anew. */
function bruteStrength(
  kind: SignalKind,
  path: readonly (number | undefined)[],
  i: number,
): number | undefined {
  const now = path[i];
  const before = path.slice(Math.max(i - 24, 0), i).filter((price) => price !== undefined);
  if (now === undefined || before.length < 6) return undefined;
  const mean = before.reduce((sum, price) => sum + price, 0) / before.length;
  return kind === 'DROP' ? (mean - now) / mean / 0.1 : (now - mean) / mean / 0.2;
}

test('on any path of prices, an episode is raised once and ends once', () => {
  const move = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -60, max: 60 }) },
    { weight: 1, arbitrary: fc.constantFrom(-300, 300) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  let raised = 0;
  fc.assert(
    fc.property(fc.array(move, { minLength: 30, maxLength: 120 }), (moves) => {
      let last = 1000;
      const path = moves.map((step) => {
        if (step === null) return undefined;
        return (last = Math.max(50, Math.round(last * (1 + step / 1000))));
      });
      for (const kind of ['DROP', 'SURGE'] as const) {
        const strengths = path.map((_, i) => bruteStrength(kind, path, i));
        let open: OpenEpisode | undefined;
        for (const [i, price] of path.entries()) {
          const hours = path.slice(Math.max(i - 24, 0), i);
          // A path of which nothing is left ends the episode for want of a price, which the model does not know.
          if (hours.every((hour) => hour === undefined)) continue;
          const step = stepOf(kind, open, { price, hours });
          if (step?.step === 'RAISED') {
            expect(open).toBeUndefined();
            raised++;
            open = { price: price ?? NaN, mean: 1000 };
          } else if (step?.step === 'ENDED') {
            expect(open).toBeDefined();
            open = undefined;
          }
          expect(open !== undefined).toBe(isOpenBruteForce(strengths, i));
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(raised).toBeGreaterThan(100);
});

test('what is judged anew at the same level raises and ends nothing more', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SIGNAL_KINDS),
      fc.integer({ min: 1, max: 400 }),
      fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 6, maxLength: 24 }),
      (kind, price, hours) => {
        const first = stepOf(kind, undefined, { price, hours });
        if (first?.step !== 'RAISED') return;
        expect(stepOf(kind, { price, mean: 100 }, { price, hours })).toBeUndefined();
      },
    ),
  );
});
