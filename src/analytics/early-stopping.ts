import { bestPlace, GAIN_SHARE } from './best-place.ts';
import { curveLevel, type CurveLevel } from './curve-level.ts';
import { likelyStop } from './likely-stop.ts';
import { startOf, type MetricCurve } from './metric-curve.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * Where a run should have stopped, seen from its end, on the level without noise (`bestPlace`): the evaluation to keep is
 * the best one where the run got worse afterwards, else the first after which no more than the least gain δ was gained.
 * A rule that watches with a patience of P evaluations (Prechelt, "Early Stopping – But When?", 1998; Keras, Lightning)
 * ends the run P later, as it can know no sooner. Descents after a pause (double descent, a lower learning rate) count.
 */
export type StoppingRule = {
  /** Evaluations to wait for a gain; a tenth of the run's, at least 3, where it is null. */
  readonly patience: number | null;
  /** Loss, or accuracy, that is worth training on for; null for 1 % of the whole gain. */
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
  /** In nine of ten of the curves that may be behind the noise `stop` is between them. */
  readonly low: number;
  readonly high: number;
  /** Share of those curves whose evaluation to keep is within a patience of `keep`. */
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
  readonly sigma: number;
  /** PLAIN: one of `plainCurves`. */
  readonly shape: CurveLevel['shape'] | 'PLAIN';
  readonly stopping: Stopping | null;
  readonly why: WhyNoStop | null;
};

/** Fewer say nothing about a plateau. */
export const FEWEST_EVALUATIONS = 10;
const PATIENCE_SHARE = 0.1;
const LEAST_PATIENCE = 3;
const REDRAWS = 40;
const ENOUGH = 0.5;
/** χ² by which a curve that falls has to be better than one that does not: three standard deviations. */
const LEAST_FALLEN = 9;
/** Of a patience: so much more of a plateau than the rule waits for has to be seen, where nothing got worse. */
const PLATEAU_MORE = 0.5;

export function earlyStopping(curve: MetricCurve, rule: StoppingRule, seed = 1): EarlyStopping {
  const { loss, lost } = curve;
  const evaluations = loss.length + lost;
  const patience = rule.patience ?? defaultPatience(evaluations);
  const none = (why: WhyNoStop, more: Partial<EarlyStopping> = {}): EarlyStopping => ({
    evaluations,
    patience,
    leastGain: rule.leastGain ?? 0,
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
  const leastGain = rule.leastGain ?? GAIN_SHARE * Math.max(0, gain);
  const plain = likelyStop(curve, fitted, patience, rule.leastGain);
  const told = { leastGain, sigma: noise.sigma, shape: plain ? ('PLAIN' as const) : shape };
  if (!isGain(curve, level, noise.longRun, leastGain)) return none('NO_GAIN', told);
  if (plain && plain.fallen < LEAST_FALLEN) return none('NO_GAIN', told);
  const found = plain ?? redrawnStop(curve, fitted, patience, leastGain, seed);
  // A kink is seen where no noise hides it.
  const keep = plain?.rises ? sharpened(curve, plain.keep, patience, noise.sigma) : found.keep;
  const { confidence } = found;
  const stop = keep + patience;
  const last = evaluations - 1;
  const isWorse = found.rises || lost > 0;
  if (stop + (isWorse ? 0 : PLATEAU_MORE * patience) >= last) return none('STILL_IMPROVING', told);
  if (confidence < ENOUGH) return none('UNCERTAIN', told);
  return {
    evaluations,
    patience,
    ...told,
    why: null,
    stopping: {
      keep,
      stop,
      low: Math.min(stop, found.low + patience),
      high: Math.max(stop, Math.min(last, found.high + patience)),
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

/** Standard errors of a patience’s mean: a rise, and a gain, of a level of any shape. */
const SEEN_RISE = 5;
const SEEN_GAIN = 1;

/** The same on a level of any shape, and on the levels of its redraws. */
function redrawnStop(
  curve: MetricCurve,
  fitted: CurveLevel,
  patience: number,
  leastGain: number,
  seed: number,
): { readonly [key in 'keep' | 'low' | 'high' | 'confidence']: number } & { readonly rises: boolean } {
  const { level, noise, places, shares, redraw } = fitted;
  const error = noise.longRun / Math.sqrt(patience);
  const rise = Math.max(leastGain, SEEN_RISE * error);
  const seen = Math.max(leastGain, SEEN_GAIN * error);
  const keep = sharpened(curve, bestPlace(level, seen, rise), patience, noise.sigma);
  const random = seededRandom(seed);
  const again = (): number => places[bestPlace(shares.map(redraw(random)), seen, rise)]!;
  const keeps = Array.from({ length: REDRAWS }, again).sort((a, b) => a - b);
  const edge = Math.round(REDRAWS * 0.05);
  return {
    keep,
    low: keeps[edge]!,
    high: keeps[REDRAWS - 1 - edge]!,
    confidence: keeps.filter((one) => Math.abs(one - keep) <= patience).length / REDRAWS,
    rises: level.at(-1)! - least(level) > rise,
  };
}

/** Standard deviations by which one evaluation beats another for more than noise. */
const CLEARLY = 5;

/** The best evaluation itself, within half a patience, where it is better by more than noise makes it: a kink is seen there. */
function sharpened({ loss }: MetricCurve, keep: number, patience: number, sigma: number): number {
  const reach = Math.floor(patience / 2);
  let best = keep;
  for (let at = Math.max(0, keep - reach); at <= Math.min(loss.length - 1, keep + reach); at++)
    if (loss[at]! < loss[best]!) best = at;
  return loss[keep]! - loss[best]! > CLEARLY * sigma ? best : keep;
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
