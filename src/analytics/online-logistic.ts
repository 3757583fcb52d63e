/**
 * A logistic regression that learns from one outcome at a time: the coefficients' distribution is kept as
 * a Gaussian, and each outcome moves it by the step that is exact for its local quadratic form (the extended
 * Kalman filter of a Bernoulli outcome; Spiegelhalter & Lauritzen, Networks 20, 1990). No refit, no past kept.
 */
export type OnlineLogistic = {
  readonly coefficients: Float64Array;
  /** Row by row. */
  readonly covariance: Float64Array;
};

/** Starts from coefficients that are believed within a standard deviation of √variance each. */
export function onlineLogistic(prior: readonly number[], variance: number): OnlineLogistic {
  const size = prior.length;
  const covariance = new Float64Array(size * size);
  for (let index = 0; index < size; index++) covariance[index * size + index] = variance;
  return { coefficients: Float64Array.from(prior), covariance };
}

/** ln(p ÷ (1 − p)) of success for such features. */
export function logOdds({ coefficients }: OnlineLogistic, features: readonly number[]): number {
  return features.reduce((sum, value, index) => sum + value * coefficients[index]!, 0);
}

/** A chance this far at the edge teaches as if it were nearer the middle, lest a surprise throws all over. */
const LEAST_CURVATURE = 0.02;

/** Learns an outcome that counts as `weight` independent ones. */
export function learnOutcome(
  { coefficients, covariance }: OnlineLogistic,
  features: readonly number[],
  success: boolean,
  weight: number,
): void {
  const size = coefficients.length;
  const probability = logistic(logOdds({ coefficients, covariance }, features));
  const curvature = weight * Math.max(probability * (1 - probability), LEAST_CURVATURE);
  const spread = Float64Array.from({ length: size }, (_, row) =>
    features.reduce((sum, value, column) => sum + value * covariance[row * size + column]!, 0),
  );
  const variance = features.reduce((sum, value, index) => sum + value * spread[index]!, 0);
  const gain = 1 / (1 + curvature * variance);
  for (let row = 0; row < size; row++) {
    coefficients[row]! += gain * weight * ((success ? 1 : 0) - probability) * spread[row]!;
    for (let column = 0; column < size; column++) {
      covariance[row * size + column]! -= gain * curvature * spread[row]! * spread[column]!;
    }
  }
}

export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

const LEAST_SHARE = 0.02;

/** The logit of a share that was counted: one of none, or of all, is not known to be that. */
export function logitOfShare(share: number): number {
  return logit(Math.min(Math.max(share, LEAST_SHARE), 1 - LEAST_SHARE));
}
