/**
 * Φ(z): the share of a normal distribution below z standard deviations. Abramowitz & Stegun, Handbook of Mathematical
 * Functions (1964), 7.1.26: within 1.5e-7.
 */
export function normalShare(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * poly * Math.exp((-z * z) / 2);
  return z > 0 ? 1 - tail : tail;
}

/** A draw of the standard normal distribution from two of [0, 1), the first not 0. Box & Muller, 1958. */
export function normalVariate(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
