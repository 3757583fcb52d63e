import { normalVariate } from './normal-distribution.ts';
import { quantileOfSorted } from './quantile.ts';
import { gammaVariate, seededRandom } from './seeded-random.ts';

/** What is known of how long runs take and what they cost an hour, for a forecast of more of them. */
export type RunHistory = {
  /** Hours of past runs, at least one. */
  readonly hours: readonly number[];
  /** Price per GPU-hour of past runs, as many or fewer. */
  readonly prices: readonly number[];
  /** Of ln price, where the market's forecast says; else the prior's. */
  readonly priceSpread?: number | undefined;
};

export type SpreadForecast = {
  /** Of the cost of all runs together, as multiples of runs × mean hours × price. */
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the logarithm, of one run's hours and of the price, as it is expected. */
  readonly hoursSpread: number;
  readonly priceSpread: number;
};

/**
 * How far runs of one model differ where little is known: ln hours by 0.25, ln price by 0.15 (a run of twice the
 * mean is rare; a rental price a few weeks later is mostly within a seventh). Each counts as one observation.
 */
export const PRIOR = { hours: 0.25, price: 0.15, weight: 1 } as const;

const DRAWS = 4000;

/**
 * Between which multiples of runs × mean hours × price the cost of more runs will be, with so much confidence.
 * ln hours and ln price are normal with unknown mean and variance, under a prior of the spreads above that weighs as
 * much as one past run; durations differ from run to run, the price is common to all of them. Drawn by seeded chance:
 * first the variance (scaled inverse χ²), then the mean around that of the sample, then each run.
 */
export function runCostSpread(
  { hours, prices, priceSpread = PRIOR.price }: RunHistory,
  runs: number,
  confidence: number,
  seed = 1,
  draws = DRAWS,
): SpreadForecast {
  const random = seededRandom(seed);
  const time = posteriorOf(hours, PRIOR.hours);
  const price = posteriorOf(prices, priceSpread);
  const meanHours = meanOf(hours);
  const center = prices.length === 0 ? 1 : meanOf(prices);
  const drawn = Array.from({ length: draws }, () => {
    const oneTime = drawDistribution(time, random);
    const onePrice = drawDistribution(price, random);
    let total = 0;
    for (let run = 0; run < runs; run++)
      total += Math.exp(oneTime.mean + oneTime.spread * normalVariate(random));
    const paid = Math.exp(onePrice.mean + onePrice.spread * normalVariate(random));
    return (total * paid) / (runs * meanHours * center);
  });
  const sorted = drawn.toSorted((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return {
    low: quantileOfSorted(sorted, tail) ?? NaN,
    high: quantileOfSorted(sorted, 1 - tail) ?? NaN,
    hoursSpread: time.spread,
    priceSpread: price.spread,
  };
}

type Posterior = {
  readonly n: number;
  readonly mean: number;
  readonly spread: number;
  readonly freedom: number;
};

/** Of the logarithms; without values the prior around 0. */
function posteriorOf(values: readonly number[], prior: number): Posterior {
  const logs = values.map(Math.log);
  const n = logs.length;
  const mean = n === 0 ? 0 : meanOf(logs);
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  const freedom = PRIOR.weight + Math.max(0, n - 1);
  const spread = Math.sqrt((PRIOR.weight * prior ** 2 + squares) / freedom);
  return { n, mean, spread, freedom };
}

/** The prior's own uncertainty is not drawn: with one degree of freedom its tails would be all that is seen. */
const LEAST_FREEDOM = 4;

function drawDistribution(
  { n, mean, spread, freedom }: Posterior,
  random: () => number,
): { readonly mean: number; readonly spread: number } {
  const known = Math.max(freedom, LEAST_FREEDOM);
  const chiSquared = gammaVariate(random, known, 2 / known);
  const drawn = spread * Math.sqrt(known / chiSquared);
  return { mean: n === 0 ? mean : mean + (drawn / Math.sqrt(n)) * normalVariate(random), spread: drawn };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
