import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentWeights, expertWeights, learnRegrets } from '#analytics/expert-weights.ts';

test('before anything is known the weights are the prior', () => {
  const weights = Array.from(currentWeights(expertWeights([0.5, 0.3, 0.2])));
  [0.5, 0.3, 0.2].forEach((weight, k) => expect(weights[k]).toBeCloseTo(weight, 12));
});

test('one outcome by hand: two experts of equal prior, one of which would have lessened the loss by 1', () => {
  const weights = expertWeights([0.5, 0.5]);
  learnRegrets(weights, [1, -1], { fade: 1 });
  // Both have v = 1 and largest 1: rate = min(0.5, sqrt(ln 2)) = 0.5. Logs: ±0.5 − 0.25, so the odds are e.
  const [better, worse] = currentWeights(weights);
  expect(better).toBeCloseTo(Math.E / (1 + Math.E), 12);
  expect(worse).toBeCloseTo(1 / (1 + Math.E), 12);
});

test('weights are shares whatever was learnt, and do not hang on the unit of the loss', () => {
  const gain = fc.integer({ min: -1000, max: 1000 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(gain, gain, gain), { maxLength: 60 }),
      fc.constantFrom(1e-6, 1, 1e6),
      (rounds, unit) => {
        const [small, large] = [expertWeights([0.5, 0.25, 0.25]), expertWeights([0.5, 0.25, 0.25])];
        for (const gains of rounds) {
          learnRegrets(small, gains, { fade: 0.99 });
          learnRegrets(
            large,
            gains.map((value) => value * unit),
            { fade: 0.99 },
          );
        }
        const weights = currentWeights(small);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0);
        const scaled = currentWeights(large);
        weights.forEach((weight, k) => expect(scaled[k]).toBeCloseTo(weight, 6));
      },
    ),
  );
});

test('the better expert wins, and with fading regrets a new one takes over', () => {
  const weights = expertWeights([0.5, 0.25, 0.25]);
  const fade = 2 ** (-1 / 168);
  for (let round = 0; round < 300; round++) learnRegrets(weights, [-0.1, 0.1, -0.1], { fade });
  expect(currentWeights(weights)[1]).toBeGreaterThan(0.9);
  for (let round = 0; round < 600; round++) learnRegrets(weights, [-0.1, -0.1, 0.1], { fade });
  expect(currentWeights(weights)[2]).toBeGreaterThan(0.9);
});
