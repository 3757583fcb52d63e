/**
 * When a budget's money is spent: dates at which sums are reached and the chance that an amount is exceeded before
 * a period ends. Units: money in any one unit; time in steps (days, or hours for a budget of a day).
 *
 * Paths of future spending are drawn from what was spent in past steps: burn-paths.ts says how, burn-level.ts at which
 * level. What is reserved is the least that is still to be spent. Error against the linear burn rate: docs/accuracy.md.
 */
import { burnPaths } from './burn-paths.ts';
import { quantileOfSorted } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

const PATHS = 400;
const LEAST_STEPS = 7;
const LEAST_SPENDING_STEPS = 3;
const SEED = 20_261_122;

export type Burn = {
  /** Spent in each whole step that is past, the oldest first. Those before the first spending do not count. */
  readonly past: readonly number[];
  /** Steps of a round: 7 days of a week, 24 hours of a day. */
  readonly round: number;
  /** Steps until the period ends, or as far as is looked; the first part of the step of now. */
  readonly stepsLeft: number;
  readonly spent: number;
  readonly reserved: number;
  readonly amount: number;
  /** Sums whose dates are asked for. */
  readonly sums: readonly number[];
};

/** Steps from now; null where it is not before the end. */
export type Reached = {
  readonly low: number | null;
  readonly middle: number | null;
  readonly high: number | null;
  /** P(reached before the end), 0 to 1. */
  readonly chance: number;
};

export type BurnForecast = {
  /** Steps of the past it is drawn from. */
  readonly steps: number;
  /** Of each sum asked for. Limits are the 10 % and 90 % quantiles. */
  readonly reached: readonly Reached[];
  /** P(the amount is spent before the end), 0 to 1. */
  readonly exceeded: number;
  /** What will have been spent at the end: quantiles. */
  readonly end: { readonly low: number; readonly middle: number; readonly high: number };
};

/** Null where too few steps are known: a week of days (or seven hours), three of them with spending. */
export function burnForecast({
  past,
  round,
  stepsLeft,
  spent,
  reserved,
  amount,
  sums,
}: Burn): BurnForecast | null {
  const known = knownSteps(past);
  if (!known) return null;
  const random = seededRandom(SEED);
  const crossings = sums.map((): number[] => []);
  const ends: number[] = [];
  for (const steps of burnPaths(known, round, { paths: PATHS, count: Math.ceil(stepsLeft) }, random)) {
    const total = pathTotal(steps, stepsLeft);
    ends.push(spent + Math.max(reserved, total));
    sums.forEach((sum, place) => {
      crossings[place]?.push(sum <= spent + reserved ? 0 : crossedAt(steps, sum - spent, stepsLeft));
    });
  }
  ends.sort((a, b) => a - b);
  const certain = spent + reserved >= amount ? 1 : null;
  return {
    steps: known.length,
    reached: crossings.map((times, place) => {
      const sorted = times.toSorted((a, b) => a - b);
      const at = (p: number): number | null => finite(sorted[Math.min(PATHS - 1, Math.floor(p * PATHS))]);
      const isReached = (sums[place] ?? Infinity) <= spent + reserved;
      const chance = isReached ? 1 : share(sorted.filter(Number.isFinite).length);
      return { low: at(0.1), middle: at(0.5), high: at(0.9), chance };
    }),
    exceeded: certain ?? share(ends.filter((end) => end >= amount).length),
    end: {
      low: quantileOfSorted(ends, 0.1) ?? 0,
      middle: quantileOfSorted(ends, 0.5) ?? 0,
      high: quantileOfSorted(ends, 0.9) ?? 0,
    },
  };
}

/**
 * P(the amount is spent before the end), that of `burnForecast` to the last digit, where it is at least so much; null
 * where it is less or nothing can be said. Drawing ends with the path after which it must be less: for most budgets the
 * first quarter of the paths says so.
 */
export function chanceOfExceeding(
  { past, round, stepsLeft, spent, reserved, amount }: Omit<Burn, 'sums'>,
  least: number,
): number | null {
  const known = knownSteps(past);
  if (!known) return null;
  if (spent + reserved >= amount) return 1;
  let [drawn, exceeded] = [0, 0];
  const paths = { paths: PATHS, count: Math.ceil(stepsLeft) };
  for (const steps of burnPaths(known, round, paths, seededRandom(SEED))) {
    if (spent + Math.max(reserved, pathTotal(steps, stepsLeft)) >= amount) exceeded++;
    drawn++;
    if (share(exceeded + PATHS - drawn) < least) return null;
  }
  return share(exceeded);
}

/** The past from its first spending on, where it is enough. */
function knownSteps(past: readonly number[]): readonly number[] | null {
  const first = past.findIndex((value) => value > 0);
  const known = first === -1 ? [] : past.slice(first);
  const spending = known.filter((value) => value > 0).length;
  return known.length < LEAST_STEPS || spending < LEAST_SPENDING_STEPS ? null : known;
}

/** The chance of what happened on so many paths: never 0 or 1. */
function share(count: number): number {
  return (count + 0.5) / (PATHS + 1);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** How much of a step of a path lies before the end: the part left of the first, the whole of the others. */
function partOf(step: number, stepsLeft: number): number {
  const first = stepsLeft - (Math.ceil(stepsLeft) - 1);
  return step === 0 ? first : 1;
}

function pathTotal(steps: Float64Array, stepsLeft: number): number {
  return steps.reduce((sum, value, step) => sum + value * partOf(step, stepsLeft), 0);
}

/** Steps from now until a path has spent so much; Infinity where it does not. */
function crossedAt(steps: Float64Array, needed: number, stepsLeft: number): number {
  let sum = 0;
  let at = 0;
  for (let step = 0; step < steps.length; step++) {
    const value = steps[step] ?? 0;
    const part = partOf(step, stepsLeft);
    if (sum + value * part >= needed) return at + (part * (needed - sum)) / (value * part);
    sum += value * part;
    at += part;
  }
  return Infinity;
}
