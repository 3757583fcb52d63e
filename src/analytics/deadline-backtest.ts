import type { AvailabilityTrace } from './availability-trace.ts';
import { oracleCost } from './deadline-oracle.ts';
import { eagerReturn, greedy, paperRule, type DeadlineJob } from './deadline-policy.ts';
import { runDeadlineJob } from './deadline-run.ts';

/** The served policy, the rules it is held against, and who knows the future. */
export const DEADLINE_RULES = ['policy', 'paperRule', 'greedy', 'oracle'] as const;

export type DeadlineRule = (typeof DEADLINE_RULES)[number];

const POLICIES = { policy: eagerReturn, paperRule, greedy } as const;

/** Jobs start this many hours apart, so that each sees another part of the trace. */
const START_EVERY_HOURS = 6;

export type DeadlineScore = {
  n: number;
  /** What all runs cost; a job that runs on demand from its start, without a restart, costs 1. */
  readonly costs: Record<DeadlineRule, number>;
  readonly met: Record<Exclude<DeadlineRule, 'oracle'>, number>;
  /** Runs of the policy that cost more than on demand from the start, which takes one restart as well. */
  dearer: number;
};

export type DeadlineOptions = Omit<DeadlineJob, 'tickHours'> & {
  /** An hour on spot, where one on demand costs 1. */
  readonly spotPrice: number;
};

export type DeadlineBacktest = {
  readonly pooled: DeadlineScore;
  readonly units: readonly { readonly unit: string; readonly score: DeadlineScore }[];
};

/** Runs a job from many moments of each trace; those whose deadline lies beyond its end are left out. */
export function backtestDeadlines(
  traces: readonly AvailabilityTrace[],
  options: DeadlineOptions,
): DeadlineBacktest {
  const byUnit = Map.groupBy(traces, ({ unit }) => unit);
  const units = Array.from(byUnit, ([unit, own]) => {
    const score = deadlineScore();
    for (const trace of own) scoreTrace(score, trace, options);
    return { unit, score };
  });
  const pooled = deadlineScore();
  for (const { score } of units) add(pooled, score);
  return { pooled, units };
}

function deadlineScore(): DeadlineScore {
  return {
    n: 0,
    costs: { policy: 0, paperRule: 0, greedy: 0, oracle: 0 },
    met: { policy: 0, paperRule: 0, greedy: 0 },
    dearer: 0,
  };
}

function scoreTrace(
  score: DeadlineScore,
  { tickHours, up }: AvailabilityTrace,
  options: DeadlineOptions,
): void {
  const { spotPrice, workHours, deadlineHours, restartHours } = options;
  const job = { workHours, deadlineHours, restartHours, tickHours };
  const ticks = Math.ceil(deadlineHours / tickHours);
  const stride = Math.max(Math.round(START_EVERY_HOURS / tickHours), 1);
  for (let start = 0; start + ticks <= up.length; start += stride) {
    const isUp = (tick: number): boolean => up[start + tick] === 1;
    score.n++;
    for (const rule of ['policy', 'paperRule', 'greedy'] as const) {
      const run = runDeadlineJob(POLICIES[rule], job, isUp);
      const cost = (spotPrice * run.spotHours + run.onDemandHours) / workHours;
      score.costs[rule] += cost;
      if (run.met) score.met[rule]++;
      if (rule === 'policy' && cost > 1 + restartHours / workHours + 1e-9) score.dearer++;
    }
    score.costs.oracle += oracleCost(job, spotPrice, isUp) / workHours;
  }
}

function add(sum: DeadlineScore, { n, costs, met, dearer }: DeadlineScore): void {
  sum.n += n;
  sum.dearer += dearer;
  for (const rule of DEADLINE_RULES) sum.costs[rule] += costs[rule];
  for (const rule of ['policy', 'paperRule', 'greedy'] as const) sum.met[rule] += met[rule];
}

/** What a score says; null where no job ran. */
export type DeadlineFigures = {
  readonly n: number;
  /** 1 − cost ÷ the cost on demand from the start; the oracle's; the share of runs dearer than that. */
  readonly saving: number | null;
  readonly oracleSaving: number | null;
  readonly worseShare: number | null;
  readonly metShare: number | null;
  /** Cost ÷ the cost on demand from the start, by rule. */
  readonly costShare: Readonly<Record<DeadlineRule, number>> | null;
};

export function deadlineFigures({ n, costs, met, dearer }: DeadlineScore): DeadlineFigures {
  if (n === 0) {
    return { n, saving: null, oracleSaving: null, worseShare: null, metShare: null, costShare: null };
  }
  return {
    n,
    saving: 1 - costs.policy / n,
    oracleSaving: 1 - costs.oracle / n,
    worseShare: dearer / n,
    metShare: met.policy / n,
    costShare: {
      policy: costs.policy / n,
      paperRule: costs.paperRule / n,
      greedy: costs.greedy / n,
      oracle: costs.oracle / n,
    },
  };
}
