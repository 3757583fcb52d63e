import { convexCurve } from './convex-curve.ts';
import { curveNoise, type CurveNoise } from './curve-noise.ts';
import { evenBins, growingBins } from './curve-bins.ts';
import { localCurve } from './local-curve.ts';
import type { MetricCurve } from './metric-curve.ts';

/** The level that evaluations are drawn around. */
export type CurveLevel = {
  /** CONVEX: one fall, then at most a rise (`convexCurve`). LOCAL: any shape (`localCurve`). */
  readonly shape: 'CONVEX' | 'LOCAL';
  /** At each evaluation. */
  readonly level: Float64Array;
  readonly noise: CurveNoise;
  /** The same estimated anew of the level with noise drawn anew, for intervals (parametric bootstrap). */
  readonly redraw: (random: () => number) => Float64Array;
};

const MOST_BINS = 240;
/** Bins of the local curve to the left and right of one. */
const MOST_REACH = 5;

/** Blocks of residuals off zero by so many standard errors, or so much on average, tell of another shape. */
const WORST_BLOCK = 4;
const USUAL_SQUARE = 2;

/**
 * The convex curve where its residuals look like noise in every block of half a `window` of evaluations, else the local
 * one, which is smooth over a window.
 */
export function curveLevel({ at, loss }: MetricCurve, window: number): CurveLevel {
  const first = at[0] ?? 0;
  const span = (at.at(-1) ?? 0) - first || 1;
  const shareOf = (place: number): number => (place - first) / span;
  const bins = growingBins(at, loss, MOST_BINS);
  const binShares = bins.at.map(shareOf);
  const shares = at.map(shareOf);
  const convex = convexCurve(bins, binShares);
  const fitted = convex.fit(bins.value);
  const level = shares.map(fitted);
  const residuals = loss.map((value, index) => value - level[index]!);
  const noise = curveNoise(residuals);
  if (isNoise(residuals, noise, Math.max(3, Math.round(window / 2)))) {
    const fittedBins = binShares.map(fitted);
    const redraw = (random: () => number): Float64Array =>
      shares.map(convex.fit(drawn(fittedBins, bins.count, noise, random)));
    return { shape: 'CONVEX', level, noise, redraw };
  }
  return localLevel(at, loss, window);
}

function localLevel(at: Float64Array, loss: Float64Array, window: number): CurveLevel {
  const width = Math.max(1, Math.floor(window / (2 * MOST_REACH)));
  const bins = evenBins(at, loss, width);
  const reach = Math.max(2, Math.min(MOST_REACH, Math.round(window / 2)));
  const spread = (values: Float64Array): Float64Array => betweenBins(bins.from, values);
  const smooth = localCurve(bins, reach);
  const level = spread(smooth);
  const noise = curveNoise(loss.map((value, index) => value - level[index]!));
  const redraw = (random: () => number): Float64Array =>
    spread(localCurve({ value: drawn(smooth, bins.count, noise, random) }, reach));
  return { shape: 'LOCAL', level, noise, redraw };
}

function isNoise(residuals: Float64Array, { sigma, longRun }: CurveNoise, width: number): boolean {
  if (sigma === 0) return residuals.every((value) => Math.abs(value) < 1e-9);
  let [sum, worst, blocks] = [0, 0, 0];
  for (let from = 0; from + width <= residuals.length; from += width) {
    let off = 0;
    for (let at = from; at < from + width; at++)
      off += Math.max(-3 * sigma, Math.min(3 * sigma, residuals[at]!));
    const z = Math.abs(off) / (longRun * Math.sqrt(width));
    sum += z * z;
    worst = Math.max(worst, z);
    blocks++;
  }
  return worst < WORST_BLOCK && (blocks < 5 || sum / blocks < USUAL_SQUARE);
}

/** Bins' levels with the noise of a mean of as many evaluations. */
function drawn(
  level: Float64Array,
  count: Float64Array,
  { longRun }: CurveNoise,
  random: () => number,
): Float64Array {
  return level.map((value, bin) => value + (longRun / Math.sqrt(count[bin]!)) * normal(random));
}

/** Box & Muller 1958. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** From bins' middles to evaluations, on straight lines. */
function betweenBins(from: readonly number[], values: Float64Array): Float64Array {
  const count = from.at(-1)!;
  const middles = Float64Array.from(values, (_, bin) => (from[bin]! + from[bin + 1]! - 1) / 2);
  const level = new Float64Array(count);
  let bin = 0;
  for (let at = 0; at < count; at++) {
    while (bin + 2 < values.length && middles[bin + 1]! < at) bin++;
    const [left, right] = [values[bin]!, values[Math.min(bin + 1, values.length - 1)]!];
    const gap = middles[Math.min(bin + 1, values.length - 1)]! - middles[bin]!;
    const share = gap > 0 ? Math.min(1, Math.max(0, (at - middles[bin]!) / gap)) : 0;
    level[at] = left + share * (right - left);
  }
  return level;
}
