/**
 * At what level money is being spent: a few ways to read it from the past, each weighed by how well it has foretold.
 * Units: money in any one unit; time in rounds (weeks of days, days of hours) of `round` steps; growth in the logarithm
 * of the level a round.
 *
 * Each reading is a quasi-Poisson regression of the past on its own pattern of weekdays or hours, log mu = a + b t, in
 * which older steps weigh less by a half-life, with growth b or without (Brown, "Smoothing, Forecasting and Prediction"
 * (1963); Wedderburn, Biometrika 61 (1974)). From every earlier round each foretells the next one; it weighs
 * exp(-deviance / 4 dispersion), half of what a likelihood would, for rounds are few and their errors heavy-tailed. What a
 * reading does not know is the normal posterior of (a, b), with growth held near zero by a prior, and a level that walks:
 * discounting by alpha a step is right for a level whose variance a step is alpha^2 / (1 - alpha) of the noise's
 * (Muth, JASA 55 (1960)).
 */

/** Half-lives in rounds. Growth is told from two rounds and more alone. */
const READINGS = [
  { halfLife: 0.5, grows: false },
  { halfLife: 1, grows: false },
  { halfLife: 2, grows: false },
  { halfLife: 4, grows: false },
  { halfLife: 16, grows: false },
  { halfLife: 2, grows: true },
  { halfLife: 4, grows: true },
  { halfLife: 16, grows: true },
] as const;

type Reading = (typeof READINGS)[number];

/** Standard deviation of growth a round, before anything is seen. */
const GROWTH_SPREAD = 0.3;
/** Rounds of the past from which on short half-lives and growth are tried, and weekdays or hours told apart. */
export const ROUNDS_FOR_PATTERN = 3;
/** Rounds before the first that is foretold. */
const ROUNDS_BEFORE = 2;
/** Of what a likelihood would weigh. */
const TEMPER = 0.5;
/** Rounds that the dispersion seen at first counts as. */
const ROUNDS_OF_FIRST_DISPERSION = 2;
const ITERATIONS = 6;

export type Past = {
  /** Money of each step, the oldest first; not all of them zero. */
  readonly steps: readonly number[];
  /** Of each step by its place in the round, 1 on average. */
  readonly pattern: readonly number[];
  readonly round: number;
};

/** A reading of the level at the end of the past. */
export type Level = {
  readonly halfLife: number;
  readonly grows: boolean;
  /** Logarithm of money a step at the end of the past, and its growth a round. */
  readonly log: number;
  readonly growth: number;
  /** Covariance of the two. */
  readonly logVariance: number;
  readonly covariance: number;
  readonly growthVariance: number;
  /** Variance that the logarithm gains with each step to come. */
  readonly walk: number;
  /** Share of belief, unnormalised; the best has 1. */
  readonly weight: number;
};

/** What each reading says of the past. */
export function levelsOf(past: Past): readonly Level[] {
  const { steps, round } = past;
  const first = dispersionOf(past);
  const prior = first / GROWTH_SPREAD ** 2;
  const known = steps.length >= ROUNDS_FOR_PATTERN * round;
  const readings = READINGS.filter(({ halfLife, grows }) => known || (!grows && halfLife >= 2));
  const origins: number[] = [];
  for (let end = steps.length - round; end >= ROUNDS_BEFORE * round; end -= round) origins.push(end);
  const deviances = readings.map((reading) =>
    origins.reduce((sum, end) => sum + devianceAfter(past, end, reading, prior), 0),
  );
  const best = Math.min(...deviances);
  const dispersion =
    (best + ROUNDS_OF_FIRST_DISPERSION * first) / (origins.length + ROUNDS_OF_FIRST_DISPERSION);
  return readings.map((reading, place) => {
    const fit = fitted(past, steps.length, reading, prior);
    const determinant = fit.aa * fit.bb - fit.ab ** 2;
    const grows = reading.grows && determinant > 0;
    const alpha = 1 - 0.5 ** (1 / (reading.halfLife * round));
    return {
      ...reading,
      log: fit.log,
      growth: fit.growth,
      logVariance: grows ? (dispersion * fit.bb) / determinant : dispersion / fit.aa,
      covariance: grows ? (-dispersion * fit.ab) / determinant : 0,
      growthVariance: grows ? (dispersion * fit.aa) / determinant : 0,
      walk: ((alpha ** 2 / (1 - alpha)) * dispersion) / Math.exp(fit.log),
      weight: Math.exp((-TEMPER * ((deviances[place] ?? best) - best)) / (2 * dispersion)),
    };
  });
}

/** How much of a round's money falls on each step, shrunk to 1 as far as rounds differ by chance. */
export function patternOf(steps: readonly number[], round: number): readonly number[] {
  if (steps.length < ROUNDS_FOR_PATTERN * round) return steps.map(() => 1);
  const mean = meanOf(steps);
  const slots = Array.from({ length: round }, (_, slot) => {
    const own = steps.filter((_step, place) => place % round === slot).map((value) => value / mean);
    const share = meanOf(own);
    const variance = meanOf(own.map((value) => (value - share) ** 2)) / (own.length - 1);
    return { share, variance };
  });
  const within = meanOf(slots.map(({ variance }) => variance));
  const between = slots.reduce((sum, { share }) => sum + (share - 1) ** 2, 0) / (round - 1);
  const kept = between > 0 ? Math.max(0, 1 - within / between) : 0;
  const least = 0.02;
  return steps.map((_, place) => Math.max(least, 1 + kept * ((slots[place % round]?.share ?? 1) - 1)));
}

/** Variance over mean, from one step and one round to the next, so that a level that moves slowly adds nothing. */
function dispersionOf({ steps, pattern, round }: Past): number {
  const mean = meanOf(steps);
  const ofSteps = betweenNeighbours(steps.map((value, place) => value / (pattern[place] ?? 1))) / mean;
  const rounds: number[] = [];
  for (let end = steps.length; end >= round; end -= round)
    rounds.push(steps.slice(end - round, end).reduce((sum, value) => sum + value, 0));
  const ofRounds = rounds.length > ROUNDS_FOR_PATTERN ? betweenNeighbours(rounds) / meanOf(rounds) : ofSteps;
  // Spending that never varied still has a dispersion, or one odd step would have no chance at all.
  return Math.max(1e-9 * mean, (ofSteps + Math.min(ofRounds, 4 * ofSteps)) / 2);
}

function betweenNeighbours(values: readonly number[]): number {
  const squares = values.slice(1).map((value, place) => (value - (values[place] ?? 0)) ** 2 / 2);
  return meanOf(squares);
}

/** Poisson deviance of the round after `end` from what was foretold of it there. */
function devianceAfter(past: Past, end: number, reading: Reading, prior: number): number {
  const { steps, pattern, round } = past;
  const { log, growth } = fitted(past, end, reading, prior);
  let foretold = 0;
  let came = 0;
  for (let step = 0; step < round; step++) {
    foretold += (pattern[end + step] ?? 1) * Math.exp(log + (growth * (step + 1)) / round);
    came += steps[end + step] ?? 0;
  }
  // Nothing foretold where something comes would rule a reading out for good.
  foretold = Math.max(foretold, 0.02 * round * meanOf(steps));
  return 2 * ((came > 0 ? came * Math.log(came / foretold) : 0) - (came - foretold));
}

type Fit = {
  readonly log: number;
  readonly growth: number;
  /** Information matrix. */
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
};

/** The regression on the steps before `end`; Newton steps, kept short, from the discounted mean. */
function fitted({ steps, pattern, round }: Past, end: number, reading: Reading, prior: number): Fit {
  const decay = 0.5 ** (1 / (reading.halfLife * round));
  let [weight, spent, expected] = [1, 0, 0];
  for (let place = end - 1; place >= 0; place--) {
    spent += weight * (steps[place] ?? 0);
    expected += weight * (pattern[place] ?? 1);
    weight *= decay;
  }
  let log = Math.log(spent / expected);
  let growth = 0;
  if (!reading.grows || spent <= 0) return { log, growth, aa: spent, ab: 0, bb: 0 };
  let [aa, ab, bb] = [0, 0, 0];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let [a, b] = [0, -prior * growth];
    [aa, ab, bb] = [0, 0, prior];
    weight = 1;
    let level = Math.exp(log);
    const back = Math.exp(-growth / round);
    for (let place = end - 1; place >= 0; place--) {
      const time = (place - end + 1) / round;
      const mean = level * (pattern[place] ?? 1);
      const error = weight * ((steps[place] ?? 0) - mean);
      const information = weight * mean;
      a += error;
      b += error * time;
      aa += information;
      ab += information * time;
      bb += information * time * time;
      weight *= decay;
      level *= back;
    }
    const determinant = aa * bb - ab * ab;
    const [byLog, byGrowth] = [(bb * a - ab * b) / determinant, (aa * b - ab * a) / determinant];
    const shorter = 1 / Math.max(1, Math.abs(byLog), 2 * Math.abs(byGrowth));
    log += shorter * byLog;
    growth += shorter * byGrowth;
    if (Math.abs(byLog) + Math.abs(byGrowth) < 1e-3) break;
  }
  return { log, growth, aa, ab, bb };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
