import { expect, test } from 'vitest';
import { brierScore, calibration } from '#analytics/brier.ts';
import { learnOutcome, logistic, onlineLogistic } from '#analytics/online-logistic.ts';

test('the Brier score is the mean squared distance from what came', () => {
  expect(
    brierScore([
      { probability: 0.9, came: true },
      { probability: 0.4, came: false },
      { probability: 0.5, came: true },
    ]),
  ).toBeCloseTo((0.01 + 0.16 + 0.25) / 3, 12);
  expect(brierScore([])).toBeUndefined();
});

test('calibration is how far each tenth lies from what came of it', () => {
  // Ten bins of ten: what is said of bin k is k ÷ 10, and it comes so often but for the last, of which half comes.
  const chances = Array.from({ length: 100 }, (_, index) => {
    const bin = Math.floor(index / 10);
    return { probability: bin / 10, came: index % 10 < (bin === 9 ? 5 : bin) };
  });
  expect(calibration(chances)!.worst).toBeCloseTo(0.4, 12);
  expect(calibration(chances)!.mean).toBeCloseTo(0.04, 12);
  expect(calibration(chances.slice(1))).toBeUndefined();
});

test('a logistic that learns one outcome at a time finds the coefficients outcomes were drawn with', () => {
  const regression = onlineLogistic([0, 0], 4);
  let seed = 7;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let n = 0; n < 20_000; n++) {
    const x = 4 * uniform() - 2;
    learnOutcome(regression, [1, x], uniform() < logistic(-0.5 + 1.2 * x), 1);
  }
  expect(regression.coefficients[0]).toBeCloseTo(-0.5, 1);
  expect(regression.coefficients[1]).toBeCloseTo(1.2, 1);
});

test('believed coefficients move little, and as little as an outcome weighs', () => {
  const moved = (variance: number, weight: number) => {
    const regression = onlineLogistic([1], variance);
    learnOutcome(regression, [1], false, weight);
    return 1 - regression.coefficients[0]!;
  };
  // A step of Newton: variance × error ÷ (1 + curvature × variance), the error being logistic(1) = .7311.
  expect(moved(0.01, 1)).toBeCloseTo((0.01 * 0.7311) / (1 + 0.01 * 0.7311 * 0.2689), 5);
  expect(moved(0.01, 0.25)).toBeCloseTo(moved(0.01, 1) / 4, 4);
  expect(moved(1, 1)).toBeGreaterThan(50 * moved(0.01, 1));
});
