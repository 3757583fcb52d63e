import { alwaysOnDelay, offeredLoad, stoppingWorker, type SteadyLoad } from '#analytics/queue-delay.ts';
import { simulateScaling, type ScalingLoad, type ScalingRun } from '#analytics/scaling-run.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';

/** How many workers run, and when they stop. Seconds. */
export type ScalingPolicy = {
  readonly min: number;
  readonly max: number;
  readonly idleTimeout: number;
};

export type ScalingQuestion = {
  readonly load: ScalingLoad;
  readonly coldSeconds: number;
  readonly scaleUpAfter: number;
};

/** What a policy comes to. */
export type ScalingOption = {
  readonly policy: ScalingPolicy;
  /** The share of requests that start a worker. */
  readonly coldProbability: Figure;
  /** Seconds waited until a worker begins. */
  readonly meanDelay: Figure;
  readonly p95Delay: Figure;
  /** Workers billed on average. */
  readonly running: Figure;
};

const RATE = formula('requestsPerDay / day');

/** Where a formula is exact it is used; percentiles, and workers that start for waiting requests, are simulated. */
export function scalingOption(question: ScalingQuestion, policy: ScalingPolicy): ScalingOption {
  const { load, coldSeconds, scaleUpAfter } = question;
  const run = simulateScaling(load, { ...policy, coldSeconds, scaleUpAfter });
  const simulated = (value: number, unit: string): Figure =>
    fact(value, unit, 'ESTIMATED', simulationSource(run, load));
  const isAlwaysOn = policy.min === policy.max;
  const common = { policy, p95Delay: simulated(run.p95Delay, 's') };
  const always = {
    coldProbability: fact(0, '1', 'ASSUMED', 'workers that never stop'),
    running: given(policy.max, '1'),
  };
  if (load.hourlyShares === null && isAlwaysOn)
    return { ...common, ...always, meanDelay: alwaysOnDelay(steadyOf(question), policy.max) };
  if (load.hourlyShares === null && policy.max === 1) {
    const exact = stoppingWorker(steadyOf(question), given(policy.idleTimeout, 's'));
    return {
      ...common,
      coldProbability: exact.coldProbability,
      running: exact.running,
      meanDelay: exact.delay,
    };
  }
  const meanDelay = simulated(run.delay.mean, 's');
  if (isAlwaysOn) return { ...common, ...always, meanDelay };
  return {
    ...common,
    meanDelay,
    coldProbability: simulated(run.coldProbability, '1'),
    running: simulated(run.running, '1'),
  };
}

function simulationSource({ requests, delay, coldError }: ScalingRun, { hourlyShares }: ScalingLoad): string {
  const how = hourlyShares === null ? 'at a steady rate' : 'by the hours of the day';
  return `simulation of ${requests} Poisson arrivals ${how}; mean delay ${delay.mean.toPrecision(3)} s with a standard error of ${delay.error.toPrecision(2)} s, that of the cold probability ${coldError.toPrecision(2)}`;
}

function steadyOf({ load, coldSeconds }: ScalingQuestion): SteadyLoad {
  const day = fact(86_400, 's', 'ASSUMED', 'a day of 24 hours');
  return {
    rate: derived(RATE, { requestsPerDay: given(load.requestsPerDay, '1'), day }, '1/s'),
    requestSeconds: given(load.requestSeconds, 's'),
    variation: given(load.variation, '1'),
    coldSeconds: given(coldSeconds, 's'),
  };
}

/** Workers that are busy on average. */
export function loadOf(question: ScalingQuestion): Figure {
  return offeredLoad(steadyOf(question));
}
