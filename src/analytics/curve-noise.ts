import { MAD_TO_SIGMA } from './hampel.ts';
import { medianInPlace } from './select.ts';

/** How much an evaluation differs from the level that it was drawn around. */
export type CurveNoise = {
  /** Standard deviation of one evaluation, in the metric's unit. */
  readonly sigma: number;
  /** Correlation of neighbouring evaluations, 0 to 0.95. */
  readonly correlation: number;
  /** σ √((1 + ρ) ÷ (1 − ρ)): the mean of n evaluations is off by this ÷ √n. */
  readonly longRun: number;
};

const MOST_CORRELATION = 0.95;
/** Evaluations without correlation that are thought beside those seen: of few it cannot be told. */
const PRIOR = 15;

/**
 * Noise by how far evaluations lie from those one and two before, of an autoregressive process of order one:
 * D₁ = 2σ²(1 − ρ) and D₂ = 2σ²(1 − ρ²), so that ρ = D₂ ÷ D₁ − 1. Differences do not see the level, so that it holds
 * for residuals of a fit that is somewhat off; both are of values cut at three standard deviations (by the MAD), which
 * keeps spikes out. After von Neumann et al., "The mean square successive difference" (1941).
 */
export function curveNoise(residuals: Float64Array): CurveNoise {
  const first = cutVariance(residuals, 1);
  const second = cutVariance(residuals, 2);
  if (!(first > 0)) return { sigma: 0, correlation: 0, longRun: 0 };
  const seen = Math.min(MOST_CORRELATION, Math.max(0, second / first - 1));
  const correlation = (seen * residuals.length) / (residuals.length + PRIOR);
  const sigma = Math.sqrt(first / (2 * (1 - correlation)));
  return { sigma, correlation, longRun: sigma * Math.sqrt((1 + correlation) / (1 - correlation)) };
}

/**
 * σ of noise without correlation by second differences of the values themselves: their variance is 6σ². The MAD of them
 * does not see the few places where a curve bends. Gasser et al., "Residual variance and residual pattern in nonlinear
 * regression" (Biometrika 73, 1986).
 */
export function bendNoise(values: Float64Array): number {
  const bends = Float64Array.from({ length: Math.max(0, values.length - 2) }, (_, at) =>
    Math.abs(values[at]! - 2 * values[at + 1]! + values[at + 2]!),
  );
  return (MAD_TO_SIGMA * (medianInPlace(bends) ?? 0)) / Math.sqrt(6);
}

function cutVariance(values: Float64Array, lag: number): number {
  const count = values.length - lag;
  if (count < 2) return 0;
  const differences = new Float64Array(count);
  for (let at = 0; at < count; at++) differences[at] = values[at + lag]! - values[at]!;
  const spread = MAD_TO_SIGMA * (medianInPlace(differences.map(Math.abs)) ?? 0);
  const most = spread > 0 ? 3 * spread : Infinity;
  let sum = 0;
  for (const difference of differences) sum += Math.min(Math.abs(difference), most) ** 2;
  return sum / count;
}
