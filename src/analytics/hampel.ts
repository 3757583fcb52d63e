import { median } from './quantile.ts';

/** 1 ÷ Φ⁻¹(3/4): makes the MAD of a normal distribution its standard deviation. */
export const MAD_TO_SIGMA = 1.4826;

/** A deviation of less than this share of the median is never an anomaly: prices come in cents. */
const FLOOR = 0.01;

export type HampelOptions = {
  /** How many values on each side a value is held against. */
  readonly halfWindow?: number;
  /** How many scaled MADs away is too far. */
  readonly threshold?: number;
};

/** So many far values in a row, all on one side and about as far, are a new level and no anomaly. */
const NEW_LEVEL = 3;

/** About as far: at most this many times. A spike on top of a new level is no part of it. */
const ALIKE = 3;

/** Fewer values than this, the judged one included, say nothing about what is usual. */
const FEWEST = 5;

/**
 * Which values are anomalies: |x − median| > 3 × 1.4826 × MAD over the values around it, MAD being the
 * median of |x − median|. Hampel, "The influence curve and its role in robust estimation" (JASA 69,
 * 1974). Where more than half the neighbours are equal, the MAD is 0 and would flag every other value,
 * so the scale 1.4826 × MAD is at least 1 % of the median. Three far values in a row on one side, about as
 * far, are a price that has moved, and are not flagged. `undefined` entries (no value) are never
 * anomalies and do not count. Same length and order as the input.
 */
export function hampel(
  values: readonly (number | undefined)[],
  { halfWindow = 12, threshold = 3 }: HampelOptions = {},
): boolean[] {
  return values.map((value, index) => {
    const around = values
      .slice(Math.max(index - halfWindow, 0), index + halfWindow + 1)
      .filter((other) => other !== undefined);
    const middle = median(around);
    if (value === undefined || middle === undefined || around.length < FEWEST) return false;
    const mad = median(around.map((other) => Math.abs(other - middle))) ?? 0;
    const far = threshold * Math.max(MAD_TO_SIGMA * mad, FLOOR * Math.abs(middle));
    return Math.abs(value - middle) > far && runAt(values, index, value - middle, middle, far) < NEW_LEVEL;
  });
}

/**
 * How many of the values in a row around `index` that are `far` off on its side, gaps skipped, are about
 * as far. All are held against the same middle, so that a level's last days do not drop out of it.
 */
function runAt(
  values: readonly (number | undefined)[],
  index: number,
  off: number,
  middle: number,
  far: number,
): number {
  const reach = (step: 1 | -1): number => {
    let run = 0;
    for (let at = index + step; at >= 0 && at < values.length; at += step) {
      const value = values[at];
      if (value === undefined) continue;
      const ratio = (value - middle) / off;
      if (ratio < 1 / ALIKE || Math.abs(value - middle) <= far) break;
      // What lies much farther off is a spike on top of the level, and does not end it.
      if (ratio <= ALIKE) run++;
    }
    return run;
  };
  return 1 + reach(1) + reach(-1);
}
