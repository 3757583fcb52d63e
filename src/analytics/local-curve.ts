import type { CurveBins } from './curve-bins.ts';
import { MAD_TO_SIGMA } from './hampel.ts';
import { medianInPlace } from './select.ts';

/** Of the whole range: what a line is off on a smooth curve without noise is not wild. */
const LEAST_SIGMA = 0.005;

/**
 * Values smoothed by lines through the neighbours up to `reach` bins away, weights (1 − d³)³ and bisquare against wild
 * values: Cleveland, "Robust Locally Weighted Regression and Smoothing Scatterplots" (JASA 74, 1979). Distances are
 * counted in bins, so that it follows any shape: several descents, sudden improvements, waves.
 */
export function localCurve({ value }: Pick<CurveBins, 'value'>, reach: number): Float64Array {
  const plain = smoothed(value, reach, null);
  const off = value.map((one, bin) => Math.abs(one - plain[bin]!));
  const range =
    value.reduce((high, one) => Math.max(high, one)) - value.reduce((low, one) => Math.min(low, one));
  const sigma = Math.max(MAD_TO_SIGMA * (medianInPlace(off.slice()) ?? 0), LEAST_SIGMA * range);
  if (!(sigma > 0)) return plain;
  return smoothed(
    value,
    reach,
    off.map((distance) => Math.max(0, 1 - (distance / (6 * sigma)) ** 2) ** 2),
  );
}

function smoothed(values: Float64Array, reach: number, trust: Float64Array | null): Float64Array {
  // At the ends as far on one side as within on both.
  const kernel = Float64Array.from(
    { length: reach + 1 },
    (_, distance) => (1 - (distance / (reach + 1)) ** 3) ** 3,
  );
  const last = values.length - 1;
  const smooth = new Float64Array(values.length);
  for (let bin = 0; bin <= last; bin++) {
    let [weights, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (let at = Math.max(0, bin - reach); at <= Math.min(last, bin + reach); at++) {
      const distance = at - bin;
      const value = values[at]!;
      const weight = kernel[Math.abs(distance)]! * (trust ? trust[at]! : 1);
      weights += weight;
      x += weight * distance;
      y += weight * value;
      xx += weight * distance * distance;
      xy += weight * distance * value;
    }
    const spread = weights * xx - x * x;
    if (!(weights > 0)) smooth[bin] = values[bin]!;
    else if (spread > 1e-9 * weights * weights) smooth[bin] = (xx * y - x * xy) / spread;
    else smooth[bin] = y / weights;
  }
  return smooth;
}
