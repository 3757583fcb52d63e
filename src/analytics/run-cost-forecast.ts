import { normalVariate } from './normal-distribution.ts';
import { quantileOfSorted } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

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
 * mean is rare; a rental price a few weeks later is mostly within a seventh). Those spreads are themselves known to about a
 * factor of exp(0.8) = 2.2, so that a few runs that are alike, or are not, soon say more than they do.
 */
export const PRIOR = { hours: 0.25, price: 0.15, logDeviation: 0.8 } as const;

const DRAWS = 4000;

/**
 * Between which multiples of runs × mean hours × price the cost of more runs will be, with so much confidence.
 * ln hours and ln price are normal with unknown mean and spread, the spread lognormal around the prior's; durations differ
 * from run to run, the price is common to all of them. Drawn by seeded chance: first the spread, from its posterior on
 * a grid, then the mean around that of the sample, then each run.
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
  /** As likely more as less. */
  readonly spread: number;
  /** Spreads of the grid, and how likely each or a lesser one is. */
  readonly spreads: readonly number[];
  readonly reached: readonly number[];
};

/** Steps of the grid, in standard deviations of the prior: ±3 of them, that is a factor of 11. */
const GRID = Array.from({ length: 61 }, (_, step) => (step - 30) / 10);

/** Of the logarithms; without values the prior around 0. p(s | values) ∝ p(s) s^(1 − n) exp(−Σ(x − x̄)² ÷ 2s²). */
function posteriorOf(values: readonly number[], prior: number): Posterior {
  const logs = values.map(Math.log);
  const n = logs.length;
  const mean = n === 0 ? 0 : meanOf(logs);
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  const spreads = GRID.map((step) => prior * Math.exp(PRIOR.logDeviation * step));
  const logWeights = spreads.map(
    (spread, at) =>
      -(GRID[at]! ** 2) / 2 - Math.max(0, n - 1) * Math.log(spread) - squares / (2 * spread ** 2),
  );
  const most = Math.max(...logWeights);
  const weights = logWeights.map((weight) => Math.exp(weight - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const reached = weights.map((weight) => (sum += weight / total));
  const spread = spreads[reached.findIndex((share) => share >= 0.5)] ?? prior;
  return { n, mean, spread, spreads, reached };
}

function drawDistribution(
  { n, mean, spreads, reached }: Posterior,
  random: () => number,
): { readonly mean: number; readonly spread: number } {
  const level = random();
  const drawn = spreads[reached.findIndex((share) => share >= level)] ?? spreads.at(-1)!;
  return { mean: n === 0 ? mean : mean + (drawn / Math.sqrt(n)) * normalVariate(random), spread: drawn };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
