import { curveLevel, type CurveLevel } from './curve-level.ts';
import { startOf, type MetricCurve } from './metric-curve.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * Where a run should have stopped, seen from its end. A patience of P evaluations and a least gain δ price an
 * evaluation at δ ÷ P, and the evaluation to keep is the one where level + δ × evaluations ÷ P is least: nothing after
 * it gains δ for each patience that it takes to get there. It ends P evaluations later, as a rule that watches can know no
 * sooner. On a curve that falls ever more slowly it is the rule of Prechelt, "Early Stopping – But When?" (1998), and of
 * Keras and Lightning (stop after P evaluations without a gain of δ) on the level without noise; a later descent
 * (double descent, a lower learning rate) is waited for where it gains δ a patience, counted from here.
 */
export type StoppingRule = {
  /** Evaluations to wait for a gain; a tenth of the run's, at least 3, where it is null. */
  readonly patience: number | null;
  /** Loss, or accuracy, that a patience has to gain; null for the larger of 1 % of the whole gain and what noise makes of it. */
  readonly leastGain: number | null;
};

export type WhyNoStop =
  /** Fewer evaluations than a plateau can be told from. */
  | 'NOT_ENOUGH_POINTS'
  /** The metric never got better than it began, by more than noise does. */
  | 'NO_GAIN'
  /** It was getting better until the end, or until less than a patience before it. */
  | 'STILL_IMPROVING'
  /** It may be so; noise leaves too little certainty. */
  | 'UNCERTAIN';

export type Stopping = {
  /** Indices of evaluations: the one to keep, and the one where the rule ends the run. */
  readonly keep: number;
  readonly stop: number;
  /** In nine of ten redraws `stop` is between them. */
  readonly low: number;
  readonly high: number;
  /** Share of the redraws in which the rule ends the run before its end. */
  readonly confidence: number;
  /** How much the metric got worse after `keep`, and how much it had gained by then, in levels. */
  readonly lostAfter: number;
  readonly gained: number;
  /** The first evaluation at which a rule that only looks back would have ended it; null where never before `stop`. */
  readonly hastyStop: number | null;
};

export type EarlyStopping = {
  readonly evaluations: number;
  readonly patience: number;
  readonly leastGain: number;
  readonly isNoiseBound: boolean;
  readonly sigma: number;
  readonly shape: CurveLevel['shape'];
  readonly stopping: Stopping | null;
  readonly why: WhyNoStop | null;
};

/** Fewer say nothing about a plateau. */
export const FEWEST_EVALUATIONS = 10;
const PATIENCE_SHARE = 0.1;
const LEAST_PATIENCE = 3;
/** Of the whole gain. */
const GAIN_SHARE = 0.01;
/** Two means of a patience each differ by more than this many standard errors in one of twenty. */
const NOISE_ERRORS = 2;
const REDRAWS = 40;
const ENOUGH = 0.8;

export function earlyStopping(curve: MetricCurve, rule: StoppingRule, seed = 1): EarlyStopping {
  const { loss, lost } = curve;
  const evaluations = loss.length + lost;
  const patience = rule.patience ?? defaultPatience(evaluations);
  const none = (why: WhyNoStop, more: Partial<EarlyStopping> = {}): EarlyStopping => ({
    evaluations,
    patience,
    leastGain: rule.leastGain ?? 0,
    isNoiseBound: false,
    sigma: 0,
    shape: 'CONVEX',
    stopping: null,
    ...more,
    why,
  });
  if (loss.length < FEWEST_EVALUATIONS) return none('NOT_ENOUGH_POINTS');
  const fitted = curveLevel(curve, patience);
  const { level, noise, shape } = fitted;
  const gain = startOf(loss) - least(level);
  const { leastGain, isNoiseBound } = leastGainOf(rule, gain, noise.longRun, patience);
  const told = { leastGain, isNoiseBound, sigma: noise.sigma, shape };
  if (!isGain(curve, level, noise.longRun, leastGain)) return none('NO_GAIN', told);
  const price = leastGain / patience;
  const keep = sharpened(curve, cheapest(level, price), price, patience, noise.sigma);
  const stop = keep + patience;
  const last = evaluations - 1;
  if (stop >= last) return none('STILL_IMPROVING', told);
  const random = seededRandom(seed);
  const again = (): number =>
    cheapest(fitted.shares.map(fitted.redraw(random)), price, fitted.places) + patience;
  const stops = Array.from({ length: REDRAWS }, again).sort((a, b) => a - b);
  const confidence = stops.filter((one) => one < last).length / REDRAWS;
  if (confidence < ENOUGH) return none('UNCERTAIN', told);
  const edge = Math.round(REDRAWS * 0.05);
  return {
    evaluations,
    patience,
    ...told,
    why: null,
    stopping: {
      keep,
      stop,
      low: Math.min(stop, stops[edge]!),
      high: Math.max(stop, Math.min(last, stops[REDRAWS - 1 - edge]!)),
      confidence,
      lostAfter: level.at(-1)! - level[keep]!,
      gained: level[0]! - level[keep]!,
      hastyStop: hastyStop(level, patience, leastGain, keep),
    },
  };
}

/** A tenth of the evaluations, at least three. */
export function defaultPatience(evaluations: number): number {
  return Math.max(LEAST_PATIENCE, Math.round(PATIENCE_SHARE * evaluations));
}

/** The larger of 1 % of the whole gain, and what the means of two patiences differ by through noise alone. */
export function leastGainOf(
  rule: StoppingRule,
  gain: number,
  longRun: number,
  patience: number,
): { readonly leastGain: number; readonly isNoiseBound: boolean } {
  if (rule.leastGain !== null) return { leastGain: rule.leastGain, isNoiseBound: false };
  const byNoise = NOISE_ERRORS * longRun * Math.sqrt(2 / patience);
  const byGain = GAIN_SHARE * Math.max(0, gain);
  return { leastGain: Math.max(byGain, byNoise), isNoiseBound: byNoise > byGain };
}

/** Where the level and the price of getting there together are least; `places` are indices where not every one is told. */
export function cheapest(level: Float64Array, price: number, places?: Float64Array): number {
  let [best, cost] = [0, Infinity];
  for (let at = 0; at < level.length; at++) {
    const place = places ? places[at]! : at;
    const own = level[at]! + price * place;
    if (own < cost) [best, cost] = [place, own];
  }
  return best;
}

/** Standard deviations by which one evaluation beats another for more than noise. */
const CLEARLY = 5;

/** The cheapest evaluation itself, within half a patience, where it is cheaper by more than noise makes it: a kink is seen there. */
function sharpened(
  { loss }: MetricCurve,
  keep: number,
  price: number,
  patience: number,
  sigma: number,
): number {
  const costOf = (at: number): number => loss[at]! + price * at;
  const reach = Math.floor(patience / 2);
  let best = keep;
  for (let at = Math.max(0, keep - reach); at <= Math.min(loss.length - 1, keep + reach); at++)
    if (costOf(at) < costOf(best)) best = at;
  return costOf(keep) - costOf(best) > CLEARLY * sigma ? best : keep;
}

/** Where a rule that only looks back ends the run: `patience` evaluations after the last gain of `leastGain`. */
export function hastyStop(
  level: Float64Array,
  patience: number,
  leastGain: number,
  before: number,
): number | null {
  let [best, since] = [level[0] ?? NaN, 0];
  for (let at = 1; at < before; at++) {
    if (level[at]! < best - leastGain) [best, since] = [level[at]!, at];
    else if (at - since >= patience) return at;
  }
  return null;
}

/** Squared, in standard errors: one of a thousand curves of noise alone explains so much by chance. */
const EXPLAINED = 25;

/** Whether the level gains anything, and explains more of the values than noise would by itself. */
function isGain({ loss }: MetricCurve, level: Float64Array, longRun: number, leastGain: number): boolean {
  const gained = level[0]! - least(level);
  if (!(gained > Math.max(leastGain, 1e-12 * Math.abs(level[0]!)))) return false;
  const mean = loss.reduce((sum, value) => sum + value, 0) / loss.length;
  let explained = 0;
  loss.forEach((value, at) => (explained += (value - mean) ** 2 - (value - level[at]!) ** 2));
  return explained > EXPLAINED * longRun ** 2;
}

function least(level: Float64Array): number {
  return level.reduce((low, value) => Math.min(low, value), Infinity);
}
