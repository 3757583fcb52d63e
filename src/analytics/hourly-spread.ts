import { SPREAD_LAGS, type HourlySpread } from '#units/hourly-profile.ts';
import { HOUR_MS, instant, type Instant } from '#units/time.ts';

/**
 * How far means over several hours are from a profile, from how far single hours are and how those hang together
 * (weather stays for days): Var Σ wᵢxᵢ = Σᵢ Σⱼ wᵢwⱼ c(|i − j|), c being the autocovariance.
 */

/** Standard deviation and autocorrelation of what is left over, hour by hour; hours without a value are left out. */
export function spreadOf(
  residual: (at: Instant) => number | undefined,
  hours: readonly Instant[],
): HourlySpread {
  const covariances = SPREAD_LAGS.map((lag) => {
    let [sum, n] = [0, 0];
    for (const at of hours) {
      const [now, later] = [residual(at), residual(instant(at + lag * HOUR_MS))];
      if (now === undefined || later === undefined) continue;
      sum += now * later;
      n++;
    }
    return n === 0 ? 0 : sum / n;
  });
  const [variance = 0] = covariances;
  return {
    deviation: Math.sqrt(variance),
    correlations: covariances.map((covariance) => (variance === 0 ? 0 : covariance / variance)),
  };
}

/** Correlation of two hours so far apart: linear between those told, and beyond the last as there. */
export function correlationAt({ correlations }: HourlySpread, lag: number): number {
  const after = SPREAD_LAGS.findIndex((told) => told >= lag);
  if (after === -1) return correlations.at(-1) ?? 0;
  const [to = 0, from = 0] = [SPREAD_LAGS[after], SPREAD_LAGS[Math.max(after - 1, 0)]];
  const share = to === from ? 0 : (lag - from) / (to - from);
  const [high = 0, low = 0] = [correlations[after], correlations[Math.max(after - 1, 0)]];
  return low + share * (high - low);
}

/**
 * Covariance of each hour with a weighted mean of hours, as a share of the yearly mean squared: Σⱼ wⱼ c(|i − j|). Its
 * dot product with the weights of another mean is the covariance of the two, with the same weights their variance.
 */
export function covariancesWith(spread: HourlySpread, weights: Float64Array): Float64Array {
  const variance = spread.deviation ** 2;
  const byLag = weights.map((_, lag) => variance * correlationAt(spread, lag));
  const rows = new Float64Array(weights.length);
  weights.forEach((weight, hour) => {
    if (weight === 0) return;
    for (let other = 0; other < rows.length; other++) rows[other]! += weight * byLag[Math.abs(other - hour)]!;
  });
  return rows;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += a[place]! * b[place]!;
  return sum;
}
