/**
 * Pinball loss of a quantile forecast: level × error where the outcome is above the quantile, and
 * (1 − level) × −error where it is below; in the unit of the error, outcome − quantile. Its mean is least
 * at the true quantile (Koenker & Bassett 1978), so it judges a whole distribution by one figure.
 */
export function pinballLoss(error: number, level: number): number {
  return error >= 0 ? level * error : (level - 1) * error;
}
