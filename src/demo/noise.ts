/**
 * Chance without state: every random number is a hash of (key, index), so that the value at an
 * instant is the same whoever asks, whenever, and in whatever order.
 */

const UINT32 = 2 ** 32;
const FNV_PRIME = 0x01000193;
/** Value noise from uniform(-1, 1) knots, smoothstep between them, has variance ⅓ · 26/35. */
const UNIT_DEVIATION = 1 / Math.sqrt((1 / 3) * (26 / 35));
/** The logistic distribution's deviation is π/√3. */
const LOGISTIC_UNIT = Math.sqrt(3) / Math.PI;

/** Mixes two integers into one of 32 bits (multiply–xorshift finalizer). */
export function mix(key: number, index: number): number {
  let hash = Math.imul(key ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul((index | 0) + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A key of 32 bits for something named: the same seed and name give the same key. */
export function keyOf(seed: number, name: string): number {
  let hash = mix(seed, Math.floor(seed / UINT32));
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), FNV_PRIME);
  return mix(hash, name.length);
}

/** Uniform on [0, 1). */
export function uniform(key: number, index: number): number {
  return mix(key, index) / UINT32;
}

/**
 * Smooth noise with mean 0 and deviation about 1 that forgets itself over `scaleMs`: random knots
 * that far apart, each key's at its own phase, eased between.
 */
export function smoothNoise(key: number, at: number, scaleMs: number): number {
  const x = at / scaleMs + uniform(key, -1);
  const knot = Math.floor(x);
  const between = x - knot;
  const eased = between * between * (3 - 2 * between);
  const from = uniform(key, knot);
  const to = uniform(key, knot + 1);
  return (2 * (from + (to - from) * eased) - 1) * UNIT_DEVIATION;
}

/** The stretch of about `lengthMs` an instant falls in: its number, and when it began. */
export function slotAt(key: number, at: number, lengthMs: number): { index: number; start: number } {
  const phase = uniform(key, -2) * lengthMs;
  const index = Math.floor((at + phase) / lengthMs);
  return { index, start: index * lengthMs - phase };
}

/** Noise that holds still for `lengthMs` at a time: uniform on [0, 1). */
export function steppedNoise(key: number, at: number, lengthMs: number): number {
  return uniform(key, Math.floor(at / lengthMs + uniform(key, -2)));
}

/** The numbers from 0 to `count` − 1 in an order of the key's own. */
export function shuffled(key: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => mix(key, a) - mix(key, b));
}

/** The value a share `p` of a symmetric distribution with deviation 1 lies under (logistic). */
export function unitQuantile(p: number): number {
  return Math.log(p / (1 - p)) * LOGISTIC_UNIT;
}
