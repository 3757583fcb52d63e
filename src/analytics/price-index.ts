import { MAD_TO_SIGMA } from './hampel.ts';
import { median, weightedQuantile, type Weighted } from './quantile.ts';

/** The share of the weight cut off at each end. */
export const TRIM = 0.1;

/** Fewer values than this say nothing about which of them is odd. */
const FEWEST_JUDGED = 5;
const THRESHOLD = 3;

/** Sellers differ honestly by more than three MADs: an outlier is this many times the median as well, or this small a part of it. */
const HONEST_FACTOR = 4;

/** What an offer without a stated reliability is trusted. An assumption: between a good host and a poor one. */
export const RELIABILITY_PRIOR = 0.9;

/** One offer's price, in any one unit, with what its weight is made of. */
export type IndexQuote = {
  readonly value: number;
  /** The provider's statement, 0 to 1; null where there is none. */
  readonly reliability: number | null;
  /** Time since the price was last confirmed. */
  readonly ageMs: number;
  /** How long such a price may stand unconfirmed. */
  readonly timeToLiveMs: number;
  /** The offer's share of its machine, 0 to 1: overlapping offers of one machine share one weight. */
  readonly share: number;
};

export type PriceIndex = {
  readonly value: number;
  readonly n: number;
  /** Quotes that Hampel's rule kept out. */
  readonly anomalies: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** (Σw)² ÷ Σw² (Kish, "Survey Sampling", 1965): how many quotes of equal weight tell as much. */
  readonly effectiveN: number;
};

/**
 * The robust price of one GPU and billing, in the values' unit: the weighted mean of what remains when
 * outliers are kept out and 10 % of the weight is cut off at each end; a value that the cut goes through
 * counts with the weight left inside. Weight = share × reliability × recency. Method: ComputePulse v1.0.
 * Undefined where no quote has weight.
 */
export function priceIndex(quotes: readonly IndexQuote[]): PriceIndex | undefined {
  const odd = outliers(quotes.map(({ value }) => value));
  const kept = quotes
    .filter((_, index) => !odd[index])
    .map((quote) => ({ value: quote.value, weight: weightOf(quote) }))
    .filter(({ weight }) => weight > 0);
  const value = trimmedMean(kept, TRIM);
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((p) => weightedQuantile(kept, p));
  if (value === undefined || p10 === undefined || p50 === undefined || p90 === undefined) return undefined;
  const sum = kept.reduce((total, { weight }) => total + weight, 0);
  const squares = kept.reduce((total, { weight }) => total + weight ** 2, 0);
  const anomalies = odd.filter(Boolean).length;
  return { value, n: kept.length, anomalies, p10, p50, p90, effectiveN: sum ** 2 / squares };
}

/** share × reliability × recency; recency falls in a line from 1 to 0.5 over the time to live, and stays there. */
export function weightOf({ reliability, ageMs, timeToLiveMs, share }: IndexQuote): number {
  const age = Math.min(Math.max(ageMs / timeToLiveMs, 0), 1);
  return share * (reliability ?? RELIABILITY_PRIOR) * (1 - age / 2);
}

/** The weighted mean without the share `trim` of the weight at each end, 0 ≤ trim < 0.5. */
export function trimmedMean(values: readonly Weighted[], trim: number): number | undefined {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return undefined;
  const [from, to] = [trim * total, (1 - trim) * total];
  let reached = 0;
  let sum = 0;
  for (const { value, weight } of sorted) {
    const inside = Math.min(reached + weight, to) - Math.max(reached, from);
    if (inside > 0) sum += value * inside;
    reached += weight;
  }
  return sum / (to - from);
}

/** Hampel's rule among values of one instant: |x − median| > 3 × 1.4826 × MAD, and beyond the honest factor. */
export function outliers(values: readonly number[]): boolean[] {
  const middle = median(values);
  if (middle === undefined || values.length < FEWEST_JUDGED) return values.map(() => false);
  const mad = median(values.map((value) => Math.abs(value - middle))) ?? 0;
  return values.map(
    (value) =>
      Math.abs(value - middle) > THRESHOLD * MAD_TO_SIGMA * mad &&
      (value * HONEST_FACTOR < middle || value > middle * HONEST_FACTOR),
  );
}
