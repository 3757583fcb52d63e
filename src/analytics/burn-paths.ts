/**
 * Paths of money spent in steps to come, drawn from how it was spent. A path believes one reading of the level
 * (burn-level.ts), draws its level and growth from what that reading does not know, lets the level walk, and multiplies it
 * with what past steps were of the level around them, in blocks (stationary bootstrap: Politis & Romano, JASA 89 (1994)), so
 * that days without spending and jobs of several days stay as they are, newer steps more often than older ones.
 * Units: money in any one unit; time in steps.
 */
import { levelsOf, patternOf, ROUNDS_FOR_PATTERN, type Level, type Past } from './burn-level.ts';
import { normalVariate } from './normal-distribution.ts';

/** Steps a block lasts on average. */
const BLOCK = 3;
/** Standard deviation of the logarithm of a path's level besides: spending does not stay what it was. */
const LEVEL_SPREAD = 0.1;
/** A level rises to no more than this many times what it is: e^3. */
const MOST_LOG_RISE = 3;

type Source = {
  readonly level: Level;
  /** Past steps over the level around them. */
  readonly ratios: readonly number[];
  /** By slot of the round: running sums of the weights of its steps. */
  readonly slots: readonly Float64Array[];
};

/** So many paths of so many steps, each drawn when it is asked for; the first step is the one after the past. */
export function* burnPaths(
  steps: readonly number[],
  round: number,
  { paths, count }: { readonly paths: number; readonly count: number },
  random: () => number,
): Generator<Float64Array> {
  const past = { steps, pattern: patternOf(steps, round), round };
  const sources = levelsOf(past).map((level): Source => {
    return { level, ratios: ratiosOf(past, level), slots: slotsOf(past, level.halfLife) };
  });
  const belief = sources.reduce((sum, { level }) => sum + level.weight, 0);
  for (let path = 0; path < paths; path++) {
    let left = ((path + 0.5) / paths) * belief;
    const source = sources.find(({ level }) => (left -= level.weight) <= 0) ?? sources[0];
    if (!source) throw new Error('no reading of the level was tried');
    yield pathOf(source, past, count, random);
  }
}

function pathOf(
  { level, ratios, slots }: Source,
  { steps, round }: Past,
  count: number,
  random: () => number,
): Float64Array {
  const deviation = Math.sqrt(level.logVariance);
  const slope = deviation > 0 ? level.covariance / deviation : 0;
  const rest = Math.sqrt(Math.max(0, level.growthVariance - slope ** 2));
  const shared = normalVariate(random);
  let log = level.log + deviation * shared - level.logVariance / 2 + LEVEL_SPREAD * normalVariate(random);
  const growth = (level.growth + slope * shared + rest * normalVariate(random)) / round;
  const walk = Math.sqrt(level.walk);
  const path = new Float64Array(count);
  let place = steps.length;
  for (let step = 0; step < count; step++) {
    const slot = (steps.length + step) % slots.length;
    place++;
    if (place >= steps.length || random() < 1 / BLOCK) place = drawn(slots, slot, random);
    log += growth + walk * normalVariate(random) - level.walk / 2;
    path[step] = Math.exp(Math.min(log, level.log + MOST_LOG_RISE)) * (ratios[place] ?? 0);
  }
  return path;
}

/**
 * Each step over the level it was spent at: that of the regression where it grows, else the discounted mean of both
 * sides. The pattern stays in the ratios, whose mean is that of the pattern.
 */
function ratiosOf({ steps, pattern, round }: Past, level: Level): readonly number[] {
  const around = level.grows
    ? steps.map((_, place) => Math.exp((level.growth * (place - steps.length + 1)) / round))
    : meansAround(steps, pattern, 0.5 ** (1 / (Math.max(level.halfLife, 1) * round)));
  const ratios = steps.map((value, place) => {
    const mean = around[place] ?? 0;
    return mean > 0 ? value / mean : 0;
  });
  const scale = total(pattern) / total(ratios);
  return ratios.map((ratio) => ratio * scale);
}

function meansAround(steps: readonly number[], pattern: readonly number[], decay: number): Float64Array {
  const means = new Float64Array(steps.length);
  const weights = new Float64Array(steps.length);
  let [spent, weight] = [0, 0];
  for (let place = 0; place < steps.length; place++) {
    means[place] = spent = spent * decay + (steps[place] ?? 0);
    weights[place] = weight = weight * decay + (pattern[place] ?? 1);
  }
  [spent, weight] = [0, 0];
  for (let place = steps.length - 1; place >= 0; place--) {
    means[place] = ((means[place] ?? 0) + spent) / ((weights[place] ?? 1) + weight);
    spent = (spent + (steps[place] ?? 0)) * decay;
    weight = (weight + (pattern[place] ?? 1)) * decay;
  }
  return means;
}

/** Where weekdays or hours are told apart, blocks begin at a step of the same one. */
function slotsOf({ steps, round }: Past, halfLife: number): readonly Float64Array[] {
  const by = steps.length >= ROUNDS_FOR_PATTERN * round ? round : 1;
  const half = 2 * Math.max(halfLife, 2) * round;
  return Array.from({ length: by }, (_, slot) => {
    let sum = 0;
    return Float64Array.from({ length: Math.ceil((steps.length - slot) / by) }, (_step, turn) => {
      sum += 0.5 ** ((steps.length - 1 - (slot + turn * by)) / half);
      return sum;
    });
  });
}

/** A step of the past by its weight, of one slot of the round. */
function drawn(slots: readonly Float64Array[], slot: number, random: () => number): number {
  const sums = slots[slot] ?? new Float64Array(1);
  const wanted = random() * (sums[sums.length - 1] ?? 0);
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return slot + low * slots.length;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
