import { normalVariate } from './normal-distribution.ts';

/** Numbers from 0 to 1, 0 left out, that are the same for each seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

export function exponential(random: () => number, mean: number): number {
  return -mean * Math.log(random());
}

/** Below it variates differ from their mean by less than a millionth of it, and shapes grow beyond what numbers hold. */
const NEGLIGIBLE = 1e-12;

/**
 * A gamma variate of this mean and squared coefficient of variation: 1 is exponential, 0 the mean itself.
 * Marsaglia & Tsang, "A simple method for generating gamma variables" (ACM TOMS 26(3), 2000).
 */
export function gammaVariate(random: () => number, mean: number, squaredVariation: number): number {
  if (squaredVariation < NEGLIGIBLE) return mean;
  if (squaredVariation === 1) return exponential(random, mean);
  const shape = 1 / squaredVariation;
  const boost = shape < 1 ? random() ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalVariate(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random()) < x ** 2 / 2 + d - d * v + d * Math.log(v))
      return (mean / shape) * d * v * boost;
  }
}
