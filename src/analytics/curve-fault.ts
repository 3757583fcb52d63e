import type { CurveNoise } from './curve-noise.ts';

/** Blocks of residuals off zero by so many standard errors, or so much on average, tell of another shape. */
const WORST_BLOCK = 5;
const USUAL_SQUARE = 3;
/** Blocks of which an average says something. */
const ENOUGH_BLOCKS = 5;
/** One wild value is no fault of a shape. */
const MOST_SIGMAS = 5;

/** Whether residuals’ sums over blocks of `width` evaluations are as noise makes them: z = |Σ r| ÷ (σ∞ √width). */
export function isNoise(
  residuals: Float64Array,
  { sigma, longRun }: Pick<CurveNoise, 'sigma' | 'longRun'>,
  width: number,
): boolean {
  let [sum, worst, blocks] = [0, 0, 0];
  const most = MOST_SIGMAS * sigma;
  for (let from = 0; from + width <= residuals.length; from += width) {
    let off = 0;
    for (let at = from; at < from + width; at++) off += Math.max(-most, Math.min(most, residuals[at]!));
    const z = longRun > 0 ? Math.abs(off) / (longRun * Math.sqrt(width)) : 0;
    sum += z * z;
    worst = Math.max(worst, z);
    blocks++;
  }
  return worst < WORST_BLOCK && (blocks < ENOUGH_BLOCKS || sum / blocks < USUAL_SQUARE);
}
