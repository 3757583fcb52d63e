import type { CurveBins } from './curve-bins.ts';
import { MAD_TO_SIGMA } from './hampel.ts';
import { designOf, nonNegativeFit, type Design } from './non-negative-fit.ts';
import { medianInPlace } from './select.ts';

/**
 * A curve that falls ever more slowly and may rise ever faster: constant + Σ aₖ e^(−u ÷ τₖ) + a (1 − u) +
 * Σ bₖ max(0, u − sₖ), a and b ≥ 0, u the share of the run. Sums of such exponentials are, by Bernstein's theorem, all
 * completely monotone functions: exponentials, power laws, logarithms, and sums of them, without choosing among them.
 */
export type ConvexCurve = {
  /** Fitted to these values of the bins. */
  readonly fit: (values: Float64Array) => CurveFunction;
  readonly bins: CurveBins;
};

/** The level at a share of the run. */
export type CurveFunction = (share: number) => number;

const DECAYS = 16;
const LONGEST_DECAY = 1.5;
const RISES = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Iteratively reweighted: Huber's weights at 1.345 standard deviations. */
const REWEIGHTINGS = 2;
const HUBER = 1.345;

/** `shares` are the bins' places as shares of the run. */
export function convexCurve(bins: CurveBins, shares: Float64Array): ConvexCurve {
  const shortest = Math.max(0.5 / bins.from.at(-1)!, 0.002);
  const taus = Array.from(
    { length: DECAYS },
    (_, at) => shortest * (LONGEST_DECAY / shortest) ** (at / (DECAYS - 1)),
  );
  const shapes: CurveFunction[] = [
    ...taus.map((tau) => (share: number) => Math.exp(-share / tau)),
    (share) => 1 - share,
    ...RISES.map((start) => (share: number) => Math.max(0, share - start)),
  ];
  const columns = shapes.map((shape) => shares.map(shape));
  const fitted = (design: Design, values: Float64Array): CurveFunction => {
    const { constant, coefficients } = nonNegativeFit(design, values);
    const used = shapes.flatMap((shape, at) => {
      const height = coefficients[at]!;
      return height > 0 ? [{ shape, height }] : [];
    });
    return (share) => used.reduce((sum, { shape, height }) => sum + height * shape(share), constant);
  };
  let design = designOf(columns, bins.count);
  for (let round = 0; round < REWEIGHTINGS; round++) {
    const level = fitted(design, bins.value);
    design = designOf(columns, reweighted(bins, shares, level));
  }
  return { bins, fit: (values) => fitted(design, values) };
}

function reweighted({ value, count }: CurveBins, shares: Float64Array, level: CurveFunction): Float64Array {
  const off = value.map((one, bin) => Math.abs(one - level(shares[bin]!)) * Math.sqrt(count[bin]!));
  const sigma = MAD_TO_SIGMA * (medianInPlace(off.slice()) ?? 0);
  if (!(sigma > 0)) return count;
  return count.map((weight, bin) => weight * Math.min(1, (HUBER * sigma) / Math.max(off[bin]!, 1e-300)));
}
