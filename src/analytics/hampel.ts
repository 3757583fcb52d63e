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

/** So many far values in a row, all on one side, are a new level and no anomaly. */
const NEW_LEVEL = 3;

/** Fewer values than this, the judged one included, say nothing about what is usual. */
const FEWEST = 5;

/**
 * Which values are anomalies: |x − median| > 3 × 1.4826 × MAD over the values around it, MAD being the
 * median of |x − median|. Hampel, "The influence curve and its role in robust estimation" (JASA 69,
 * 1974). Where more than half the neighbours are equal, the MAD is 0 and would flag every other value,
 * so the scale 1.4826 × MAD is at least 1 % of the median. A far value in a row of three
 * on one side, the others at least half as far, is a price that has moved, and is not flagged. `undefined` entries (no value) are never
 * anomalies and do not count. Same length and order as the input.
 */
export function hampel(
  values: readonly (number | undefined)[],
  { halfWindow = 12, threshold = 3 }: HampelOptions = {},
): boolean[] {
  const deviations = values.map((value, index) => {
    const around = values
      .slice(Math.max(index - halfWindow, 0), index + halfWindow + 1)
      .filter((other) => other !== undefined);
    const middle = median(around);
    if (value === undefined || middle === undefined || around.length < FEWEST) return 0;
    const mad = median(around.map((other) => Math.abs(other - middle))) ?? 0;
    const scale = Math.max(MAD_TO_SIGMA * mad, FLOOR * Math.abs(middle));
    return Math.abs(value - middle) > threshold * scale ? value - middle : 0;
  });
  return deviations.map(
    (deviation, index) => deviation !== 0 && runAt(deviations, values, index) < NEW_LEVEL,
  );
}

/** How many values in a row, gaps skipped, lie far off on the side of the one at `index` and at least half as far. */
function runAt(deviations: readonly number[], values: readonly unknown[], index: number): number {
  const deviation = deviations[index] ?? 0;
  const reach = (step: 1 | -1): number => {
    let run = 0;
    for (let at = index + step; at >= 0 && at < values.length; at += step) {
      if (values[at] === undefined) continue;
      const share = (deviations[at] ?? 0) / deviation;
      if (share <= 0) break;
      // A spike amid the days of a small new level is no part of it.
      if (share >= 0.5) run++;
    }
    return run;
  };
  return 1 + reach(1) + reach(-1);
}
