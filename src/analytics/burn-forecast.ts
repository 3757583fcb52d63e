/**
 * When a budget's money is spent: dates at which sums are reached and the chance that an amount is exceeded before
 * a period ends. Units: money in any one unit; time in steps (days, or hours for a budget of a day).
 *
 * Paths of future spending are drawn from what was spent in past steps, in blocks (stationary bootstrap: Politis &
 * Romano, JASA 89 (1994)), so that days without spending and jobs of several days stay as they are. Blocks begin at
 * steps of the same weekday or hour of the day once there are three rounds of them. Each path weighs the past anew
 * (Bayesian bootstrap: Rubin, Annals of Statistics 9 (1981)), so that a short past gives wide intervals, with newer
 * steps weighing more, and its level is off by a lognormal factor, as spending does not stay what it was. What is
 * reserved is the least that is still to be spent. Error against the linear burn rate: docs/accuracy.md.
 */
import { normalVariate } from './normal-distribution.ts';
import { quantileOfSorted } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

const PATHS = 400;
/** Steps a block lasts on average. */
const BLOCK = 3;
/** A step this many rounds (weeks, days) ago weighs half. */
const HALF_LIFE_ROUNDS = 3;
/** Rounds of the past from which on weekdays or hours are told apart. */
const ROUNDS_FOR_PATTERN = 3;
/** Standard deviation of the logarithm of a path's level. */
const LEVEL_SPREAD = 0.15;
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
  const first = past.findIndex((value) => value > 0);
  const known = first === -1 ? [] : past.slice(first);
  if (known.length < LEAST_STEPS || known.filter((value) => value > 0).length < LEAST_SPENDING_STEPS)
    return null;
  const random = seededRandom(SEED);
  const crossings = sums.map((): number[] => []);
  const ends: number[] = [];
  for (let path = 0; path < PATHS; path++) {
    const steps = drawnPath(known, round, stepsLeft, random);
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

/** The chance of what happened on so many paths: never 0 or 1. */
function share(count: number): number {
  return (count + 0.5) / (PATHS + 1);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Spending of each step to come; the first is the step of now, of which only a part is left. */
function drawnPath(
  past: readonly number[],
  round: number,
  stepsLeft: number,
  random: () => number,
): readonly number[] {
  const count = Math.ceil(stepsLeft);
  const level = Math.exp(LEVEL_SPREAD * normalVariate(random) - LEVEL_SPREAD ** 2 / 2);
  const weights = past.map((_, place) => {
    const rounds = (past.length - 1 - place) / round;
    return -Math.log(random()) * 0.5 ** (rounds / HALF_LIFE_ROUNDS);
  });
  const hasPattern = past.length >= ROUNDS_FOR_PATTERN * round;
  const steps: number[] = [];
  let place = past.length;
  for (let step = 0; step < count; step++) {
    // The step of now comes right after the last of the past.
    const slot = (past.length + step) % round;
    place++;
    if (place >= past.length || random() < 1 / BLOCK)
      place = drawn(weights, hasPattern ? slot : null, round, random);
    steps.push((past[place] ?? 0) * level);
  }
  return steps;
}

/** A step of the past by its weight; of one slot of the round where that is not null. */
function drawn(weights: readonly number[], slot: number | null, round: number, random: () => number): number {
  const from = slot ?? 0;
  const by = slot === null ? 1 : round;
  let total = 0;
  for (let place = from; place < weights.length; place += by) total += weights[place] ?? 0;
  let left = random() * total;
  for (let place = from; place < weights.length; place += by) {
    left -= weights[place] ?? 0;
    if (left <= 0) return place;
  }
  return from;
}

/** How much of a step of a path lies before the end: the part left of the first, the whole of the others. */
function partOf(step: number, stepsLeft: number): number {
  const first = stepsLeft - (Math.ceil(stepsLeft) - 1);
  return step === 0 ? first : 1;
}

function pathTotal(steps: readonly number[], stepsLeft: number): number {
  return steps.reduce((sum, value, step) => sum + value * partOf(step, stepsLeft), 0);
}

/** Steps from now until a path has spent so much; Infinity where it does not. */
function crossedAt(steps: readonly number[], needed: number, stepsLeft: number): number {
  let sum = 0;
  let at = 0;
  for (const [step, value] of steps.entries()) {
    const part = partOf(step, stepsLeft);
    if (sum + value * part >= needed) return at + (part * (needed - sum)) / (value * part);
    sum += value * part;
    at += part;
  }
  return Infinity;
}
