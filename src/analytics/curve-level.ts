import { convexCurve, type CurveFunction } from './convex-curve.ts';
import { evenBins, growingBins, type CurveBins } from './curve-bins.ts';
import { isNoise } from './curve-fault.ts';
import { bendNoise, curveNoise, type CurveNoise } from './curve-noise.ts';
import { localCurve } from './local-curve.ts';
import type { MetricCurve } from './metric-curve.ts';
import { normalVariate } from './normal-distribution.ts';

/** The level that evaluations are drawn around. */
export type CurveLevel = {
  /** CONVEX: one fall, then at most a rise (`convexCurve`). LOCAL: any shape (`localCurve`). */
  readonly shape: 'CONVEX' | 'LOCAL';
  /** At each evaluation. */
  readonly level: Float64Array;
  readonly noise: CurveNoise;
  /** At a share of the run. */
  readonly at: CurveFunction;
  /** The same estimated anew from the level with noise drawn anew, for intervals (parametric bootstrap). */
  readonly redraw: (random: () => number) => CurveFunction;
  /** Some hundred evaluations at most, closer where curves are steep: indices, not whole, and shares of the run. */
  readonly places: Float64Array;
  readonly shares: Float64Array;
  /** About how many parameters it takes. */
  readonly freedom: number;
};

const MOST_BINS = 160;
/** A constant, and coefficients above zero: two exponentials, each between two of those tried, and a rise. */
const CONVEX_FREEDOM = 10;
/** Bins of the local curve to the left and right of one. */
const MOST_REACH = 5;

/** A misfit by less than this share of the whole range is none. */
const NEGLIGIBLE = 5e-4;
/** Residuals of lines through a few bins are smaller than the noise by this. */
const LOCAL_SHRINKAGE = 1.2;
/** Noise is not larger than so many times what bends tell of it, as it is at a correlation of .8. */
const MOST_OF_BENDS = 2.5;

/**
 * The convex curve where its residuals look like the local one’s noise in every block of half a `window` of
 * evaluations, else the local one, which is smooth over a window.
 */
export function curveLevel(curve: MetricCurve, window: number): CurveLevel {
  const { at, loss } = curve;
  const local = localLevel(curve, window);
  const shareOf = shareOfRun(at);
  const bins = growingBins(at, loss, MOST_BINS);
  const shares = bins.at.map(shareOf);
  const convex = convexCurve(bins, shares);
  const fitted = convex.fit(bins.value);
  const level = at.map((place) => fitted(shareOf(place)));
  const residuals = difference(loss, level);
  const floor = NEGLIGIBLE * rangeOf(loss);
  const { sigma, longRun } = local.noise;
  const likely = Math.min(LOCAL_SHRINKAGE * sigma, MOST_OF_BENDS * bendNoise(loss));
  const width = Math.max(3, Math.round(window / 2));
  // However correlated, a mean of some is off by no more than one.
  const stretch = sigma > 0 ? Math.min(longRun / sigma, Math.sqrt(width)) : 1;
  const usual = { sigma: Math.max(likely, floor), longRun: Math.max(likely * stretch, floor) };
  if (!isNoise(residuals, usual, width)) return local;
  const noise = curveNoise(ofUncut(curve, residuals));
  const fittedBins = shares.map(fitted);
  const redraw = (random: () => number): CurveFunction =>
    convex.fit(drawn(fittedBins, bins.count, noise, random));
  return { shape: 'CONVEX', level, noise, at: fitted, redraw, places: middlesOf(bins), shares, freedom: CONVEX_FREEDOM };
}

/** A level that follows any shape, smooth over a `window` of evaluations. */
function localLevel(curve: MetricCurve, window: number): CurveLevel {
  const { at, loss } = curve;
  const bins = evenBins(at, loss, Math.max(1, Math.floor(window / (2 * MOST_REACH))));
  const reach = Math.max(2, Math.min(MOST_REACH, Math.round(window / 2)));
  const shares = bins.at.map(shareOfRun(at));
  const smooth = localCurve(bins, reach);
  const fitted = throughBins(shares, smooth);
  const level = at.map(shareOfRun(at)).map(fitted);
  const noise = curveNoise(ofUncut(curve, difference(loss, level)));
  const redraw = (random: () => number): CurveFunction =>
    throughBins(shares, localCurve({ value: drawn(smooth, bins.count, noise, random) }, reach));
  // The trace of its smoother: weights (1 − d³)³ sum to 1.16 reaches.
  const freedom = 1 + shares.length / (1.16 * (reach + 1));
  return { shape: 'LOCAL', level, noise, at: fitted, redraw, places: middlesOf(bins), shares, freedom };
}

/** How far along the run a place is, 0 to 1. */
export function shareOfRun(at: Float64Array): (place: number) => number {
  const first = at[0] ?? 0;
  const span = (at.at(-1) ?? 0) - first || 1;
  return (place) => (place - first) / span;
}

/** Residuals of values that were not cut, which would look like no noise. */
function ofUncut({ loss, most }: MetricCurve, residuals: Float64Array): Float64Array {
  return residuals.filter((_, index) => loss[index]! < most);
}

function difference(values: Float64Array, level: Float64Array): Float64Array {
  return values.map((value, index) => value - level[index]!);
}

function rangeOf(values: Float64Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high - low;
}

/** Bins’ levels with the noise of a mean of as many evaluations. */
function drawn(
  level: Float64Array,
  count: Float64Array,
  { longRun }: CurveNoise,
  random: () => number,
): Float64Array {
  return level.map((value, bin) => value + (longRun / Math.sqrt(count[bin]!)) * normalVariate(random));
}

function middlesOf({ from, count }: CurveBins): Float64Array {
  return count.map((size, bin) => from[bin]! + (size - 1) / 2);
}

/** Straight lines between bins’ middles, and on beyond the outer ones. */
function throughBins(shares: Float64Array, values: Float64Array): CurveFunction {
  const last = shares.length - 1;
  return (share) => {
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (shares[middle]! <= share) low = middle;
      else high = middle;
    }
    const gap = shares[high]! - shares[low]!;
    if (!(gap > 0)) return values[low]!;
    return values[low]! + ((share - shares[low]!) / gap) * (values[high]! - values[low]!);
  };
}
