import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  gangSurvival,
  learnGangExponent,
  usualGangExponent,
  usualGangPower,
} from '#analytics/gang-survival.ts';
import { gangPowers } from '#analytics/spot-hazard.ts';

test('eight independent nodes of MTBI 72 h outlast 12 h with 26 %, with a common shock alone 85 %', () => {
  const one = Math.exp(-12 / 72);
  const { lowest, highest } = gangSurvival(one, 8);
  expect(lowest).toBeCloseTo(0.2636, 4);
  expect(highest).toBeCloseTo(0.8465, 4);
  expect(gangSurvival(one, 8, 1).expected).toBeCloseTo(lowest, 12);
  expect(gangSurvival(one, 8, 0).expected).toBe(highest);
});

test('the usual exponent is that of the traces, unless a smaller gang would be the less safe one', () => {
  expect(usualGangExponent(4)).toBeCloseTo(0.2, 12);
  expect(usualGangExponent(2)).toBeCloseTo(0.275, 12);
  expect(usualGangExponent(512)).toBeCloseTo(0.05, 12);
  // At 5 nodes a is .2 − .15·ln(5/4) ÷ ln 4 = .1759 and 5ᵃ is 1.327, which 16^.05 = 1.149 is not.
  expect(usualGangPower(5)).toBeCloseTo(1.3271, 4);
  expect(usualGangPower(16)).toBe(usualGangPower(5));
  expect(usualGangExponent(16)).toBeCloseTo(Math.log(1.3271) / Math.log(16), 4);
});

test('no larger gang is the safer one, and the plan of spot work goes by the same power', () => {
  for (let nodes = 2; nodes <= 600; nodes++) {
    const { expected } = gangSurvival(0.9, nodes);
    expect(expected).toBeLessThanOrEqual(gangSurvival(0.9, nodes - 1).expected + 1e-15);
    expect(expected).toBeCloseTo(0.9 ** gangPowers(nodes).expected, 12);
  }
});

test('what is expected lies between the extremes, and one node is itself', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(probability, fc.integer({ min: 1, max: 512 }), (one, nodes) => {
      const { lowest, expected, highest } = gangSurvival(one, nodes);
      expect(expected).toBeGreaterThanOrEqual(lowest);
      expect(expected).toBeLessThanOrEqual(highest);
      if (nodes === 1) expect(expected).toBe(one);
    }),
  );
});

test('a market that shows its exponent many times is believed, one that shows it seldom hardly', () => {
  // 0.9^(4^0.5) = 0.81.
  const shown = (gangs: number) => ({ nodes: 4, gangs, whole: 0.81 * gangs, oneSurvives: 0.9 });
  expect(learnGangExponent([shown(20_000)], 4)).toBeCloseTo(0.5, 3);
  // Two gangs beside the prior's two: p = (0.81 + 0.9^(4^0.2)) ÷ 2 = 0.8398, a = ln(ln p ÷ ln 0.9) ÷ ln 4.
  expect(learnGangExponent([shown(2)], 4)).toBeCloseTo(0.3628, 3);
  expect(learnGangExponent([{ nodes: 4, gangs: 100, whole: 100, oneSurvives: 1 }], 4)).toBe(
    usualGangExponent(4),
  );
  expect(learnGangExponent([], 16)).toBe(usualGangExponent(16));
});

test('of many gangs none of which stayed whole, nodes are told to be independent', () => {
  const none = (gangs: number) => [{ nodes: 8, gangs, whole: 0, oneSurvives: 0.5 }];
  expect(learnGangExponent(none(1000), 8)).toBe(1);
  expect(learnGangExponent(none(1), 8)).toBeLessThan(0.4);
});
