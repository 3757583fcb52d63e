import type { LifeCurve } from './life-curve.ts';
import { renewalTime, type RenewalTime } from './renewal-time.ts';
import {
  exponentialOf,
  isPlannedByLives,
  livesAs,
  type ExponentialHazard,
  type GangPowers,
  type LivesHazard,
  type SpotHazard,
} from './spot-hazard.ts';
import { checkpointInterval, timeFactorAt } from './spot-overhead.ts';

/** Work that is to be done on spot machines, all in hours. */
export type SpotJob = {
  readonly workHours: number;
  /** What writing one checkpoint takes. */
  readonly checkpointHours: number;
  /** On a new machine until the work goes on. */
  readonly restartHours: number;
  /** Until a new machine is had after an interruption, unpaid. */
  readonly resumeWaitHours: number;
};

/** A figure with its interval; null where the hazard has no such bound, or work would not end within it. */
export type Bounded = {
  readonly low: number | null;
  readonly expected: number;
  readonly high: number | null;
};

export type SpotPlan = {
  readonly method: 'EXPONENTIAL' | 'REAL_LIVES';
  /** Hours of work between checkpoints; the work itself where one at its end is best. */
  readonly intervalHours: number;
  /** Hours on machines: what is paid. */
  readonly machineHours: Bounded;
  /** Hours from start to end, waits for new machines among them. */
  readonly wallHours: Bounded;
  readonly interruptions: Bounded;
  /** Machine hours beyond the work, as a share of the work. */
  readonly overhead: Bounded;
  /** The discount, 0 to 1, below which spot is the dearer one. */
  readonly breakEvenDiscount: Bounded;
  readonly exponential: ExponentialCheck | null;
};

/** What the exponential formula says of lives that are not exponential, from their mean. */
export type ExponentialCheck = {
  readonly mtbiHours: number;
  readonly intervalHours: number;
  readonly wallHours: number;
  /** What its interval takes on the lives observed. Null where the work does not end so. */
  readonly trueWallHours: number | null;
  /** Its wall hours ÷ those of the plan − 1: below 0 where it promises too much. */
  readonly offShare: number;
};

/** No checkpoint is planned more often than each minute. */
const SHORTEST_INTERVAL_HOURS = 1 / 60;

/** Work that takes so many times itself is not to be expected to end: restarts and checkpoints outlast machines. */
const MOST_TIME_FACTOR = 100;

/**
 * How to do the work on spot machines, and what to expect of it. A gang of machines that stops when one of
 * them does has a survival of S(t)^power; `powers` are the least, the likely and the greatest, 1 for one
 * machine. Undefined where the work is not to be expected to end.
 */
export function planSpot(
  job: SpotJob,
  hazard: SpotHazard,
  powers: GangPowers = { low: 1, expected: 1, high: 1 },
): SpotPlan | undefined {
  if (isPlannedByLives(hazard)) return planByLives(job, hazard, powers);
  const rate = exponentialOf(hazard);
  return rate && planByRate(job, rate, powers);
}

/** By Daly's formulas. Interruptions are machine hours ÷ MTBI: they come at that rate while a machine is had. */
function planByRate(job: SpotJob, hazard: ExponentialHazard, powers: GangPowers): SpotPlan | undefined {
  const mtbiHours = hazard.mtbiHours / powers.expected;
  const intervalHours = dalyInterval(job, mtbiHours);
  const timeAt = (mtbi: number | null, power: number): RenewalTime | undefined => {
    if (mtbi === null || !(mtbi > 0)) return undefined;
    const machineHours = exponentialHours(job, mtbi / power, intervalHours);
    return { machineHours, interruptions: (machineHours * power) / mtbi };
  };
  const expected = timeAt(hazard.mtbiHours, powers.expected);
  if (!isEnding(job, expected)) return undefined;
  const best = timeAt(hazard.highMtbiHours, powers.low);
  const worst = timeAt(hazard.lowMtbiHours, powers.high);
  return { method: 'EXPONENTIAL', intervalHours, ...figures(job, best, expected, worst), exponential: null };
}

/** By renewal over the curve, the number of checkpoints tried until the machine hours are least. */
function planByLives(job: SpotJob, hazard: LivesHazard, powers: GangPowers): SpotPlan | undefined {
  const lives = livesAs(hazard, 'survival', powers.expected);
  const segments = bestSegments(job, lives);
  const expected = timeOf(job, lives, segments);
  if (!isEnding(job, expected)) return undefined;
  const best = timeOf(job, livesAs(hazard, 'high', powers.low), segments);
  const worst = timeOf(job, livesAs(hazard, 'low', powers.high), segments);
  const mtbiHours = hazard.exposureHours / hazard.curve.events / powers.expected;
  return {
    method: 'REAL_LIVES',
    intervalHours: job.workHours / segments,
    ...figures(job, best, expected, worst),
    exponential: checkOf(job, lives, mtbiHours, expected),
  };
}

function checkOf(job: SpotJob, lives: LifeCurve, mtbiHours: number, expected: RenewalTime): ExponentialCheck {
  const intervalHours = dalyInterval(job, mtbiHours);
  const machineHours = exponentialHours(job, mtbiHours, intervalHours);
  const wallHours = wallOf(job, { machineHours, interruptions: machineHours / mtbiHours });
  const there = timeOf(job, lives, Math.max(1, Math.round(job.workHours / intervalHours)));
  return {
    mtbiHours,
    intervalHours,
    wallHours,
    trueWallHours: isEnding(job, there) ? wallOf(job, there) : null,
    offShare: wallHours / wallOf(job, expected) - 1,
  };
}

function dalyInterval({ workHours, checkpointHours, restartHours }: SpotJob, mtbiHours: number): number {
  const interval = checkpointInterval({ mtbiHours, checkpointHours, restartHours });
  return Math.min(Math.max(interval, SHORTEST_INTERVAL_HOURS), workHours);
}

function exponentialHours(job: SpotJob, mtbiHours: number, intervalHours: number): number {
  return job.workHours * timeFactorAt({ ...job, mtbiHours }, intervalHours);
}

function timeOf(job: SpotJob, lives: LifeCurve, segments: number): RenewalTime | undefined {
  const segmentHours = job.workHours / segments + job.checkpointHours;
  return renewalTime(lives, { segments, segmentHours, restartHours: job.restartHours });
}

/** The number of segments that takes least time: a grid of ratios, then what lies between its best ones. */
function bestSegments(job: SpotJob, lives: LifeCurve): number {
  const most = Math.max(1, Math.floor(job.workHours / SHORTEST_INTERVAL_HOURS));
  const tried = new Map<number, number>();
  const hoursOf = (segments: number): number => {
    const known = tried.get(segments);
    if (known !== undefined) return known;
    const hours = timeOf(job, lives, segments)?.machineHours ?? Infinity;
    tried.set(segments, hours);
    return hours;
  };
  const among = (from: number, to: number, steps: number): number => {
    const ratio = Math.max(to / from, 1) ** (1 / steps);
    const grid = Array.from({ length: steps + 1 }, (_, step) => Math.round(from * ratio ** step));
    return grid.reduce((best, one) => (hoursOf(one) < hoursOf(best) ? one : best), grid[0] ?? 1);
  };
  const coarse = among(1, most, 32);
  const width = most ** (1 / 32);
  return among(Math.max(1, coarse / width), Math.min(most, coarse * width), 16);
}

function isEnding({ workHours }: SpotJob, time: RenewalTime | undefined): time is RenewalTime {
  // Also false of what doubles cannot hold.
  return time !== undefined && time.machineHours <= workHours * MOST_TIME_FACTOR;
}

function wallOf({ resumeWaitHours }: SpotJob, { machineHours, interruptions }: RenewalTime): number {
  return machineHours + interruptions * resumeWaitHours;
}

function figures(
  job: SpotJob,
  best: RenewalTime | undefined,
  expected: RenewalTime,
  worst: RenewalTime | undefined,
) {
  const { workHours } = job;
  const bounded = (pick: (time: RenewalTime) => number): Bounded => ({
    low: isEnding(job, best) ? pick(best) : null,
    expected: pick(expected),
    high: isEnding(job, worst) ? pick(worst) : null,
  });
  return {
    machineHours: bounded(({ machineHours }) => machineHours),
    wallHours: bounded((time) => wallOf(job, time)),
    interruptions: bounded(({ interruptions }) => interruptions),
    overhead: bounded(({ machineHours }) => machineHours / workHours - 1),
    breakEvenDiscount: bounded(({ machineHours }) => 1 - workHours / machineHours),
  };
}

/** Whether a checkpoint can be written between the warning of an interruption and the interruption. */
export function canSaveOnWarning(checkpointHours: number, warningHours: number): boolean {
  return checkpointHours <= warningHours;
}

/**
 * Hours on machines where every interruption is warned of in time and work is saved just before it, with no
 * other checkpoint: each costs a checkpoint and a restart alone. The time factor with τ → 0 and the restart
 * longer by a checkpoint, e^((R + C)/M); lives as observed are cut into ever finer parts.
 */
export function warnedHours(job: SpotJob, hazard: SpotHazard, power = 1): number | undefined {
  const restartHours = job.restartHours + job.checkpointHours;
  if (!isPlannedByLives(hazard)) {
    const rate = exponentialOf(hazard);
    const factor = rate ? Math.exp((restartHours * power) / rate.mtbiHours) : Infinity;
    return factor <= MOST_TIME_FACTOR ? job.workHours * factor : undefined;
  }
  const lives = livesAs(hazard, 'survival', power);
  const inParts = (segments: number) =>
    renewalTime(lives, { segments, segmentHours: job.workHours / segments, restartHours });
  const [fine, coarse] = [inParts(500), inParts(250)];
  if (!isEnding(job, fine) || !isEnding(job, coarse)) return undefined;
  // What a part loses goes with its length, so that the two tell what none would lose.
  return Math.max(2 * fine.machineHours - coarse.machineHours, job.workHours);
}
