import { MAD_TO_SIGMA } from './hampel.ts';
import { weightedQuantile } from './quantile.ts';

/**
 * The quotes of one price within a bucket of time: how long they were in force, summed over offers, how
 * many were at its start (`carried`) and how many began in it.
 */
export type HeldPrice = {
  readonly price: number;
  readonly heldMs: number;
  readonly carried: number;
  readonly began: number;
};

/** What was on offer within a bucket. `listedMs` counts offers that were taken too. */
export type PriceDistribution = { readonly held: readonly HeldPrice[]; readonly listedMs: number };

/** Figures of a bucket; prices in the unit of the quotes, null where none was in force. */
export type PriceFigures = {
  /** Quotes in force, anomalies left out. */
  readonly n: number;
  readonly anomalies: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Time over which offers could be rented, summed over them; anomalies are in it. */
  readonly offerMs: number;
  readonly listedMs: number;
};

/** Fewer quotes than this say nothing about which of them is odd. */
const FEWEST_GATED = 5;
const HAMPEL_THRESHOLD = 3;

/**
 * Providers and tiers differ honestly by more than three MADs; a quote is only taken for a mistake
 * where it is this many times the median of its bucket as well, or this small a part of it.
 */
const HONEST_FACTOR = 4;

/**
 * Adds distributions up, exactly: of different offers over one stretch of time, or of one stretch after
 * another. A part that does not begin with the whole must say so: what it carries is counted where it began.
 */
export function mergeDistributions(
  parts: Iterable<PriceDistribution & { readonly isFirst: boolean }>,
): PriceDistribution {
  const byPrice = new Map<number, { heldMs: number; carried: number; began: number }>();
  let listedMs = 0;
  for (const part of parts) {
    listedMs += part.listedMs;
    for (const { price, heldMs, carried, began } of part.held) {
      let sum = byPrice.get(price);
      if (!sum) byPrice.set(price, (sum = { heldMs: 0, carried: 0, began: 0 }));
      sum.heldMs += heldMs;
      sum.began += began;
      if (part.isFirst) sum.carried += carried;
    }
  }
  const held = Array.from(byPrice, ([price, sum]) => ({ price, ...sum }));
  return { held: held.toSorted((a, b) => a.price - b.price), listedMs };
}

/**
 * Figures over the time quotes were in force: the p-quantile is the smallest price that at least the
 * share p of the offer-time lies at or under. Kept out as anomalies are, among five quotes or more,
 * those further than 3 × 1.4826 × MAD from the median, and beyond four times of it or a quarter (median and
 * MAD weighted by time as well).
 */
export function priceFigures({ held, listedMs }: PriceDistribution): PriceFigures {
  const kept = keptOf(held);
  const weighted = kept.map(({ price, heldMs }) => ({ value: price, weight: heldMs }));
  const prices = kept.map(({ price }) => price);
  return {
    n: quotesIn(kept),
    anomalies: quotesIn(held) - quotesIn(kept),
    p10: weightedQuantile(weighted, 0.1) ?? null,
    p50: weightedQuantile(weighted, 0.5) ?? null,
    p90: weightedQuantile(weighted, 0.9) ?? null,
    min: prices.length === 0 ? null : prices.reduce((least, price) => Math.min(least, price)),
    max: prices.length === 0 ? null : prices.reduce((most, price) => Math.max(most, price)),
    offerMs: held.reduce((sum, { heldMs }) => sum + heldMs, 0),
    listedMs,
  };
}

/** The mean price, weighted by the time quotes were in force, without the anomalies that figures leave out. */
export function meanPrice({ held }: PriceDistribution): number | null {
  const kept = keptOf(held);
  const heldMs = kept.reduce((sum, quote) => sum + quote.heldMs, 0);
  return heldMs === 0 ? null : kept.reduce((sum, quote) => sum + quote.price * quote.heldMs, 0) / heldMs;
}

function keptOf(held: readonly HeldPrice[]): readonly HeldPrice[] {
  const isOdd = oddPrices(held);
  return held.filter(({ price }) => !isOdd(price));
}

function quotesIn(held: readonly HeldPrice[]): number {
  return held.reduce((sum, { carried, began }) => sum + carried + began, 0);
}

function oddPrices(held: readonly HeldPrice[]): (price: number) => boolean {
  if (quotesIn(held) < FEWEST_GATED) return () => false;
  const middle = weightedQuantile(
    held.map(({ price, heldMs }) => ({ value: price, weight: heldMs })),
    0.5,
  );
  if (middle === undefined) return () => false;
  const mad = weightedQuantile(
    held.map(({ price, heldMs }) => ({ value: Math.abs(price - middle), weight: heldMs })),
    0.5,
  );
  const far = HAMPEL_THRESHOLD * MAD_TO_SIGMA * (mad ?? 0);
  return (price) =>
    Math.abs(price - middle) > far && (price * HONEST_FACTOR < middle || price > middle * HONEST_FACTOR);
}
