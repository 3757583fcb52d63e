import { arrivalsOf, arrivalsOfDays, arrivalsUpTo } from './daily-arrivals.ts';
import { quantile } from './quantile.ts';
import { gammaVariate, seededRandom } from './seeded-random.ts';
import { simulateWorkers, type WorkerPolicy } from './worker-simulation.ts';

/** Requests to workers that start and stop, to be simulated. */
export type ScalingLoad = {
  readonly requestsPerDay: number;
  /** 24 weights of the hours of a day; null where the rate is steady. */
  readonly hourlyShares: readonly number[] | null;
  readonly requestSeconds: number;
  /** The squared coefficient of variation of how long requests take. */
  readonly variation: number;
};

/** A mean over a simulation, and the standard error of it. */
export type Simulated = { readonly mean: number; readonly error: number };

export type ScalingRun = {
  readonly requests: number;
  /** The share of requests that start a worker. */
  readonly coldProbability: number;
  /** Standard error of it, as if one request's start were independent of another's. */
  readonly coldError: number;
  /** Workers that run on average. */
  readonly running: number;
  /** Seconds waited; the error by the means of batches (Law & Kelton, "Simulation Modeling and Analysis"). */
  readonly delay: Simulated;
  readonly p95Delay: number;
};

const REQUESTS = 20_000;
const BATCHES = 20;

/** The same load and policy give the same run. With hours of a day whole days are run. */
export function simulateScaling(load: ScalingLoad, policy: WorkerPolicy): ScalingRun {
  const { requestsPerDay, hourlyShares, requestSeconds, variation } = load;
  const random = seededRandom(1);
  const next = arrivalsOf(requestsPerDay, hourlyShares, random);
  const days = Math.ceil(REQUESTS / requestsPerDay);
  const arrivals = hourlyShares ? arrivalsOfDays(days, next) : arrivalsUpTo(REQUESTS, next);
  const service = (): number => gammaVariate(random, requestSeconds, variation);
  const run = simulateWorkers(policy, arrivals, service, hourlyShares ? days * 86_400 : 0);
  const requests = arrivals.length;
  const coldProbability = Math.min(1, run.coldStarts / Math.max(1, requests));
  return {
    requests,
    coldProbability,
    coldError: Math.sqrt((coldProbability * (1 - coldProbability)) / Math.max(1, requests)),
    running: run.billedSeconds / run.seconds,
    delay: batchMean(run.delays),
    p95Delay: quantile(Array.from(run.delays), 0.95) ?? 0,
  };
}

function batchMean(values: Float64Array): Simulated {
  const size = Math.floor(values.length / BATCHES);
  const means = Array.from({ length: BATCHES }, (_, batch) => {
    const part = values.subarray(batch * size, (batch + 1) * size);
    return part.reduce((sum, value) => sum + value, 0) / size;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (BATCHES - 1) / BATCHES) };
}
