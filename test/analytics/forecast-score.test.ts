import { expect, test } from 'vitest';
import { addScores, figuresOf, forecastScore, scoreForecast } from '#analytics/forecast-score.ts';
import { pinballLoss } from '#analytics/pinball-loss.ts';

test.each([
  // Outcome above the quantile: level × error; below it: (1 − level) × error.
  [2, 0.9, 1.8],
  [-2, 0.9, 0.2],
  [2, 0.1, 0.2],
  [-2, 0.1, 1.8],
  [-3, 0.5, 1.5],
  [0, 0.3, 0],
])('pinball loss of an error of %d at level %d is %d', (error, level, loss) => {
  expect(pinballLoss(error, level)).toBeCloseTo(loss, 12);
});

/** All 19 levels on one price. */
const point = (price: number) => Array.from({ length: 19 }, () => Math.log(price));
/** 0.5 $ at 5 %, 0.6 $ at 10 % … 2.3 $ at 95 %, when scaled by 1. */
const spread = (from: number) => Array.from({ length: 19 }, (_, q) => Math.log(from + q / 10));

test('a forecast is judged in dollars, beside the price that stays', () => {
  const score = forecastScore();
  const forecast = { last: Math.log(2), quantiles: point(3), baseline: point(2) };
  scoreForecast(score, { ...forecast, low: Math.log(2.5), high: Math.log(3.5) }, Math.log(4));
  const figures = figuresOf(score);
  expect(figures.n).toBe(1);
  expect(figures.mae).toBeCloseTo(1, 9);
  expect(figures.baselineMae).toBeCloseTo(2, 9);
  expect(figures.skill).toBeCloseTo(0.5, 9);
  // The mean of the levels is 0.5: 0.5 × 1 against 0.5 × 2.
  expect(figures.pinball).toBeCloseTo(0.5, 9);
  expect(figures.pinballSkill).toBeCloseTo(0.5, 9);
  expect(figures.coverage80).toBe(0);
  expect(figures.directionHitRate).toBe(1);
});

test('the interval is compared with that of the price that stays: from 10 % to 90 % of its quantiles', () => {
  const score = forecastScore();
  const forecast = { last: Math.log(1.4), quantiles: spread(0.5), baseline: spread(0.5) };
  for (const outcome of [1.1, 1.5]) {
    scoreForecast(score, { ...forecast, low: Math.log(1.2), high: Math.log(2) }, Math.log(outcome));
  }
  // 0.8 $ wide against 0.6 $ … 2.2 $.
  expect(figuresOf(score)).toMatchObject({ n: 2, coverage80: 0.5, directionHitRate: null });
  expect(figuresOf(score).width80).toBeCloseTo(0.5, 9);
});

test('a direction counts where it was called and the price moved', () => {
  const score = forecastScore();
  const judge = (median: number, outcome: number): void => {
    const forecast = { last: 0, quantiles: point(median), baseline: point(1), low: 0, high: 0 };
    scoreForecast(score, forecast, Math.log(outcome));
  };
  judge(1.002, 1.01);
  judge(0.998, 1.01);
  judge(1.0005, 1.01);
  judge(1.002, 1.004);
  expect(figuresOf(score)).toMatchObject({ n: 4, directionCalls: 2, directionHitRate: 0.5 });
});

test('nothing judged is no figure, and nothing lost by either is no skill', () => {
  expect(figuresOf(forecastScore())).toMatchObject({ n: 0, mae: null, skill: null, coverage80: null });
  const still = forecastScore();
  scoreForecast(still, { last: 0, quantiles: point(1), baseline: point(1), low: 0, high: 0 }, 0);
  expect(figuresOf(still)).toMatchObject({ mae: 0, skill: 0, pinballSkill: 0, coverage80: 1, width80: 1 });
  const worse = forecastScore();
  scoreForecast(worse, { last: 0, quantiles: point(2), baseline: point(1), low: 0, high: 0 }, 0);
  expect(figuresOf(worse)).toMatchObject({ skill: null, pinballSkill: null });
  expect(JSON.stringify(figuresOf(worse))).not.toContain('NaN');
});

test('scores of series add up', () => {
  const [one, two] = [forecastScore(), forecastScore()];
  scoreForecast(one, { last: 0, quantiles: point(2), baseline: point(1), low: 0, high: 1 }, Math.log(2));
  scoreForecast(two, { last: 0, quantiles: point(1), baseline: point(1), low: 0, high: 1 }, Math.log(4));
  const sum = figuresOf(addScores([one, two]));
  // Losses 0 and 3 against 1 and 3.
  expect(sum.n).toBe(2);
  expect(sum.skill).toBeCloseTo(1 - 3 / 4, 9);
});
