import { median } from './quantile.ts';

/** 1 ÷ Φ⁻¹(3/4): makes the MAD of a normal distribution its standard deviation. */
export const MAD_TO_SIGMA = 1.4826;

/** A deviation of less than this share of the median is never an anomaly: prices come in cents. */
export const HAMPEL_FLOOR = 0.01;

export type HampelOptions = {
  /** How many values on each side a value is held against. */
  readonly halfWindow?: number;
  /** How many scaled MADs away is too far. */
  readonly threshold?: number;
};

/** Fewer values than this, the judged one included, say nothing about what is usual. */
const FEWEST = 5;

/**
 * Which values are anomalies: |x − median| > 3 × 1.4826 × MAD over the values around it, MAD being the
 * median of |x − median|. Hampel, "The influence curve and its role in robust estimation" (JASA 69,
 * 1974). Where more than half the neighbours are equal, the MAD is 0 and would flag every other value,
 * so the scale 1.4826 × MAD is at least 1 % of the median. `undefined` entries (no value) are never
 * anomalies and do not count. Same length and order as the input.
 */
export function hampel(
  values: readonly (number | undefined)[],
  { halfWindow = 12, threshold = 3 }: HampelOptions = {},
): boolean[] {
  return values.map((value, index) => {
    if (value === undefined) return false;
    const around = values
      .slice(Math.max(index - halfWindow, 0), index + halfWindow + 1)
      .filter((other) => other !== undefined);
    const middle = median(around);
    if (middle === undefined || around.length < FEWEST) return false;
    const mad = median(around.map((other) => Math.abs(other - middle))) ?? 0;
    const scale = Math.max(MAD_TO_SIGMA * mad, HAMPEL_FLOOR * Math.abs(middle));
    return Math.abs(value - middle) > threshold * scale;
  });
}
