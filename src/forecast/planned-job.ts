import { gangPowers, survivalOf, type GangPowers } from '#analytics/spot-hazard.ts';
import {
  canSaveOnWarning,
  planSpot,
  warnedHours,
  type Bounded,
  type SpotJob,
  type SpotPlan,
} from '#analytics/spot-plan.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import { rounded } from '#units/rounding.ts';
import type { PlannedHazard } from './planned-hazard.ts';

/** Work as it was asked for, in hours. */
export type AskedJob = SpotJob & {
  readonly gpuCount: number;
  readonly nodes: number;
  /** Null where no warning is known. */
  readonly warningHours: number | null;
};

/** Dollars with their interval, each null where hours are, or where the sum is beyond what money holds. */
export type BoundedUsd = {
  readonly low: MicroUsd | null;
  readonly expected: MicroUsd | null;
  readonly high: MicroUsd | null;
};

export type Verdict = 'SPOT' | 'ON_DEMAND' | 'TOO_CLOSE';

export type PlannedJob = {
  readonly job: AskedJob;
  readonly hazard: PlannedHazard;
  readonly plan: SpotPlan;
  readonly powers: GangPowers;
  /** The chance that no node is interrupted in as many hours as the work has. */
  readonly survival: Bounded;
  readonly warned: { readonly possible: boolean; readonly machineHours: number | null } | null;
};

const roundedAll = ({ low, expected, high }: Bounded): Bounded => ({
  low: low === null ? null : rounded(low, 6),
  expected: rounded(expected, 6),
  high: high === null ? null : rounded(high, 6),
});

/** Undefined where the work is not to be expected to end on machines that are interrupted so often. */
export function planJob(job: AskedJob, hazard: PlannedHazard): PlannedJob | undefined {
  const powers = gangPowers(job.nodes);
  const plan = planSpot(job, hazard.hazard, powers);
  if (!plan) return undefined;
  const one = survivalOf(hazard.hazard, job.workHours) ?? 0;
  const { warningHours } = job;
  const possible = warningHours !== null && canSaveOnWarning(job.checkpointHours, warningHours);
  return {
    job,
    hazard,
    powers,
    plan: {
      ...plan,
      machineHours: roundedAll(plan.machineHours),
      wallHours: roundedAll(plan.wallHours),
      interruptions: roundedAll(plan.interruptions),
      overhead: roundedAll(plan.overhead),
      breakEvenDiscount: roundedAll(plan.breakEvenDiscount),
    },
    survival: roundedAll({
      low: one ** powers.high,
      expected: one ** powers.expected,
      high: one ** powers.low,
    }),
    warned:
      warningHours === null
        ? null
        : {
            possible,
            machineHours: possible ? (warnedHours(job, hazard.hazard, powers.expected) ?? null) : null,
          },
  };
}

/** What machine hours of all the GPUs cost. Null beyond what money holds. */
export function costOf(price: number, { gpuCount, nodes }: AskedJob, hours: number | null): MicroUsd | null {
  if (hours === null) return null;
  const micros = Math.round(price * gpuCount * nodes * hours);
  return Number.isSafeInteger(micros) ? microUsd(micros) : null;
}

export function spotCost(price: number, { job, plan: { machineHours } }: PlannedJob): BoundedUsd {
  return {
    low: costOf(price, job, machineHours.low),
    expected: costOf(price, job, machineHours.expected),
    high: costOf(price, job, machineHours.high),
  };
}

/** 1 − spot ÷ on-demand: negative where spot is dearer. */
export function discountOf(spot: number, onDemand: number): number {
  return 1 - spot / onDemand;
}

/**
 * Spot where the discount is above all of the break-even's interval, on-demand where it is below, too close
 * within it. What has no upper bound may take any discount, and what has no lower bound none.
 */
export function verdictOf(discount: number, { plan }: PlannedJob): Verdict {
  const { low, high } = plan.breakEvenDiscount;
  if (discount > (high ?? 1)) return 'SPOT';
  return discount < (low ?? 0) ? 'ON_DEMAND' : 'TOO_CLOSE';
}
