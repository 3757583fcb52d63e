import { median } from './quantile.ts';

/** The tenth, the middle and the ninetieth percentile of prices at one time, in one unit. */
export type Tails = { readonly p10: number; readonly p50: number; readonly p90: number };

/**
 * How far prices lie apart: (p90 − p10) ÷ p50, a share without unit (0.5 is half the middle price). It is
 * not moved by the outer tenths, as max − min would be. Undefined where the middle price is not above 0.
 */
export function spreadOf({ p10, p50, p90 }: Tails): number | undefined {
  return p50 > 0 ? (p90 - p10) / p50 : undefined;
}

/** The middle one of the spreads of several times; undefined where none has one. */
export function middleSpread(times: readonly Tails[]): number | undefined {
  return median(times.flatMap((tails) => spreadOf(tails) ?? []));
}
