import fc from 'fast-check';
import { expect, test } from 'vitest';
import { credible, CREDIBILITY, wordsOfPrior } from '#analytics/report-credibility.ts';

const sd = fc.double({ min: 0.02, max: 1, noNaN: true });
const word = fc.double({ min: -5, max: 5, noNaN: true });

test('without words the prior stands', () => {
  expect(credible(0.2, [])).toMatchObject({ deviation: 0, credibility: 0, sd: 0.2 });
});

test('three who agree 10 % above a batched estimate, by hand', () => {
  // k = (0.35 ÷ 0.311)² = 1.2665; all within 20 %: W = 3, credibility 3 ÷ 4.2665 = 0.70315.
  const { deviation, credibility, weights } = credible(0.311, [Math.log(1.1), Math.log(1.1), Math.log(1.1)]);
  expect(weights).toEqual([1, 1, 1]);
  expect(credibility).toBeCloseTo(0.70315, 4);
  expect(Math.exp(deviation)).toBeCloseTo(1.1 ** 0.70315, 4);
});

test('a lone liar moves it by no more than 20 % to the power of σ² over the reporters’', () => {
  fc.assert(
    fc.property(sd, word, (prior, lie) => {
      const { deviation, credibility } = credible(prior, [lie]);
      expect(Math.abs(deviation)).toBeLessThanOrEqual(CREDIBILITY.fullWithin / wordsOfPrior(prior) + 1e-9);
      expect(credibility).toBeLessThanOrEqual(0.5);
    }),
  );
  // Ten times as fast, of one stream (σ .104): 1.6 %; of a batch (σ .311): 15 %.
  expect(Math.exp(credible(0.104, [Math.log(10)]).deviation)).toBeLessThan(1.017);
  expect(Math.exp(credible(0.311, [Math.log(10)]).deviation)).toBeLessThan(1.16);
});

test('the answer lies between the prior and what is said, and is the weighted mean it says it is', () => {
  fc.assert(
    fc.property(sd, fc.array(word, { minLength: 1, maxLength: 30 }), (prior, words) => {
      const { deviation, weights, credibility } = credible(prior, words);
      expect(deviation).toBeGreaterThanOrEqual(Math.min(0, ...words) - 1e-9);
      expect(deviation).toBeLessThanOrEqual(Math.max(0, ...words) + 1e-9);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const mean = words.reduce((sum, one, at) => sum + one * (weights[at] ?? NaN), 0) / total;
      expect(deviation).toBeCloseTo(credibility * mean, 9);
      // Weights are those of the answer.
      words.forEach((one, at) => {
        const weight = Math.min(1, CREDIBILITY.fullWithin / Math.abs(one - deviation));
        expect(weights[at]).toBeCloseTo(weight, 6);
      });
    }),
  );
});

test('more who agree move it further, and make it surer', () => {
  fc.assert(
    fc.property(sd, word, fc.integer({ min: 1, max: 40 }), (prior, said, reporters) => {
      fc.pre(Math.abs(said) > 0.01);
      const fewer = credible(
        prior,
        Array.from({ length: reporters }, () => said),
      );
      const more = credible(
        prior,
        Array.from({ length: reporters + 1 }, () => said),
      );
      expect(Math.abs(more.deviation)).toBeGreaterThan(Math.abs(fewer.deviation));
      expect(more.sd).toBeLessThan(fewer.sd);
    }),
  );
});

test('forty who agree outvote one who does not', () => {
  const { deviation } = credible(0.311, [...Array.from({ length: 40 }, () => Math.log(1.5)), Math.log(0.01)]);
  expect(Math.exp(deviation)).toBeGreaterThan(1.45);
});
