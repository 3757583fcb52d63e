import type { CurveFunction } from './convex-curve.ts';
import { curveLevel, type CurveLevel } from './curve-level.ts';
import { fallingCurve } from './falling-curve.ts';
import { FEWEST_EVALUATIONS } from './early-stopping.ts';
import type { MetricCurve } from './metric-curve.ts';
import { seededRandom } from './seeded-random.ts';

/** Where a curve's gain exceeds the share of the run by most, both from 0 to 1. */
export type KneePoint = {
  readonly share: number;
  /** Of the whole gain that is had by then. */
  readonly gain: number;
  /** `gain` − `share`: 0 for a straight line, towards 1 for a corner. */
  readonly sharpness: number;
};

export type WhyNoKnee =
  | 'NOT_ENOUGH_POINTS'
  | 'NO_GAIN'
  /** A straight line, or one that bends too little: every epoch is worth about as much as the first. */
  | 'NO_KNEE'
  | 'UNCERTAIN';

export type Knee = {
  readonly evaluations: number;
  readonly sharpness: number;
  readonly shape: CurveLevel['shape'];
  readonly knee: {
    /** In the unit of the curve's places. */
    readonly at: number;
    /** Of nine of ten redraws. */
    readonly low: number;
    readonly high: number;
    /** Share of the whole gain had by then, and of the run. */
    readonly gain: number;
    readonly share: number;
    /** Share of the redraws whose knee is within 15 % of it and at least as sharp as is asked. */
    readonly confidence: number;
  } | null;
  readonly why: WhyNoKnee | null;
};

/** What a curve that halves 1.2 times within the run has; one that halves three times has .36. */
const LEAST_SHARPNESS = 0.15;
const WINDOW_SHARE = 0.05;
const LEAST_WINDOW = 4;
const REDRAWS = 40;
const NEAR = 0.15;
const ENOUGH = 0.5;
/** Squared, in standard errors of the noise. */
const EXPLAINED = 25;
/** Closer at the beginning, and ever closer around the knee. */
const GRID = 80;
const FINE = 8;

/**
 * Where more training brings ever less: Satopää et al., "Finding a 'Kneedle' in a Haystack" (2011), the largest distance
 * of the normalised curve from its chord, of the level without noise (`curveLevel`) and of the best so far, which is what
 * a checkpoint keeps: what comes after the best does not move it.
 */
export function knee(curve: MetricCurve, seed = 1): Knee {
  const { at, loss } = curve;
  const none = (why: WhyNoKnee, more: Partial<Knee> = {}): Knee => ({
    evaluations: loss.length,
    sharpness: 0,
    shape: 'CONVEX',
    knee: null,
    ...more,
    why,
  });
  if (loss.length < FEWEST_EVALUATIONS) return none('NOT_ENOUGH_POINTS');
  const fitted = curveLevel(curve, Math.max(LEAST_WINDOW, Math.round(WINDOW_SHARE * loss.length)));
  const { shape, noise } = fitted;
  const fall = fallingCurve(curve, fitted);
  const found = kneeOf(fall.at);
  if (!found || !(fall.explained > EXPLAINED * noise.longRun ** 2)) return none('NO_GAIN', { shape });
  const told = { shape, sharpness: found.sharpness };
  if (found.sharpness < LEAST_SHARPNESS) return none('NO_KNEE', told);
  const random = seededRandom(seed);
  const redrawn = Array.from({ length: REDRAWS }, () => kneeOf(fall.draw(random)));
  const shares = redrawn.map((one) => one?.share ?? 1).sort((a, b) => a - b);
  const [first, span] = [at[0]!, at.at(-1)! - at[0]!];
  const confidence =
    redrawn.filter(
      (one) =>
        one &&
        one.sharpness >= LEAST_SHARPNESS &&
        Math.abs(one.share - found.share) <= NEAR * Math.max(found.share, 1 / loss.length),
    ).length / REDRAWS;
  const isKnee = redrawn.filter((one) => one && one.sharpness >= LEAST_SHARPNESS).length / REDRAWS;
  if (isKnee < ENOUGH) return none('UNCERTAIN', told);
  const edge = Math.round(REDRAWS * 0.05);
  const placeOf = (share: number): number => first + share * span;
  return {
    evaluations: loss.length,
    ...told,
    why: null,
    knee: {
      at: placeOf(found.share),
      low: placeOf(Math.min(found.share, shares[edge]!)),
      high: placeOf(Math.max(found.share, shares[REDRAWS - 1 - edge]!)),
      gain: found.gain,
      share: found.share,
      confidence,
    },
  };
}

/** The knee of a level told at every share of a run; null where it never falls below its beginning. */
export function kneeOf(level: CurveFunction): KneePoint | null {
  const shareAt = (step: number): number => (step / GRID) ** 2;
  const best = new Float64Array(GRID + 1);
  const start = level(0);
  let low = start;
  for (let step = 0; step <= GRID; step++) best[step] = low = Math.min(low, level(shareAt(step)));
  const whole = start - low;
  if (!(whole > 1e-12 * Math.max(Math.abs(start), Number.MIN_VALUE))) return null;
  let [place, most] = [0, -Infinity];
  for (let step = 0; step <= GRID; step++) {
    const above = (start - best[step]!) / whole - shareAt(step);
    if (above > most) [place, most] = [step, above];
  }
  // Between the neighbours, where the best so far is the one before or the level itself.
  const before = Math.max(0, place - 1);
  let found: KneePoint = { share: shareAt(place), gain: (start - best[place]!) / whole, sharpness: most };
  for (let step = 0; step <= 2 * FINE; step++) {
    const share = shareAt(Math.min(GRID, before + step / FINE));
    const gain = (start - Math.min(best[before]!, level(share))) / whole;
    if (gain - share > found.sharpness) found = { share, gain, sharpness: gain - share };
  }
  return found;
}
