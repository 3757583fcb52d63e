import { MAD_TO_SIGMA } from './hampel.ts';
import { weightedQuantile, type Weighted } from './quantile.ts';
import { spreadOf } from './spread.ts';

/**
 * A robust price of one thing over many offers, in the unit of the prices. Weights and the trimmed mean
 * follow ComputePulse's index methodology v1.0; the trimmed mean itself is in Huber, "Robust Statistics"
 * (Wiley 1981), 3.3.
 */

/** The share of the weight that is trimmed at each end. */
export const TRIMMED_AT_EACH_END = 0.1;

/**
 * Confidence in an offer whose provider states no reliability. Of 2,423 offers of Vast.ai in August 2026
 * that state one, half are above 0.98 and eight in ten above this.
 */
export const UNSTATED_RELIABILITY = 0.95;

/** Fewer prices than this make no index. */
export const FEWEST_PRICES = 3;

/** Fewer machines than this say nothing about which price is odd. */
const FEWEST_GATED = 5;
const HAMPEL_THRESHOLD = 3;

/** Providers differ honestly by more than three MADs; a mistake is this many times off the median as well. */
const HONEST_FACTOR = 4;

export type IndexedPrice = {
  readonly price: number;
  /** Stated by the provider, 0 to 1; null where it is not. */
  readonly reliability: number | null;
  /** How long ago it was last said, and after how long a price of this provider is stale; in ms. */
  readonly ageMs: number;
  readonly timeToLiveMs: number;
  /** What names the machine: its overlapping offers of 1, 2, 4 and 8 GPUs share one weight. */
  readonly machine: string;
};

export type PriceIndex<P extends IndexedPrice = IndexedPrice> = {
  /** Null below three prices. */
  readonly price: number | null;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  /** (p90 − p10) ÷ p50. */
  readonly spread: number | null;
  /** The prices that count. */
  readonly kept: readonly P[];
  /** How many machines they are of. */
  readonly machines: number;
  /** How many prices were kept out as odd. */
  readonly anomalies: number;
  /** The share of the weight that `price` leaves out. */
  readonly trimmedShare: number;
  /** (Σw)² ÷ Σw² over machines: how many machines of equal weight would say as much. Kish, "Survey Sampling" (Wiley 1965). */
  readonly effectiveSampleSize: number;
};

/** The index of prices of one kind: one GPU in one form factor, under one billing. Those of reliability 0 do not count. */
export function priceIndex<P extends IndexedPrice>(prices: readonly P[]): PriceIndex<P> {
  const weighted = weigh(prices.filter(({ reliability }) => reliability !== 0));
  const kept = weigh(withoutAnomalies(weighted));
  const enough = kept.length >= FEWEST_PRICES;
  const at = (p: number): number | null => (enough ? (weightedQuantile(kept, p) ?? null) : null);
  const [p10, p50, p90] = [at(0.1), at(0.5), at(0.9)];
  const byMachine = [...Map.groupBy(kept, ({ machine }) => machine).values()].map(total);
  const sum = byMachine.reduce((all, weight) => all + weight, 0);
  const squares = byMachine.reduce((all, weight) => all + weight ** 2, 0);
  return {
    price: enough ? (trimmedMean(kept, TRIMMED_AT_EACH_END) ?? null) : null,
    p10,
    p50,
    p90,
    spread: p10 === null || p50 === null || p90 === null ? null : (spreadOf({ p10, p50, p90 }) ?? null),
    kept,
    machines: byMachine.length,
    anomalies: weighted.length - kept.length,
    trimmedShare: 2 * TRIMMED_AT_EACH_END,
    effectiveSampleSize: squares === 0 ? 0 : sum ** 2 / squares,
  };
}

/** 1 for a price just said, down to 0.5 at the end of its time to live, and 0.5 from there on. */
export function recency(ageMs: number, timeToLiveMs: number): number {
  return 1 - 0.5 * Math.min(Math.max(ageMs / timeToLiveMs, 0), 1);
}

/**
 * The weighted mean without the share `trim` of the weight at each end; a value across the cut counts
 * with the part of its weight that is inside. Undefined where no weight is above 0.
 */
export function trimmedMean(values: readonly Weighted[], trim: number): number | undefined {
  if (!(trim >= 0 && trim < 0.5)) throw new RangeError(`a trimmed share is from 0 to below 0.5: ${trim}`);
  const sorted = values.filter(({ weight }) => weight > 0).toSorted((a, b) => a.value - b.value);
  const all = total(sorted);
  const [from, to] = [trim * all, (1 - trim) * all];
  let reached = 0;
  let sum = 0;
  let inside = 0;
  for (const { value, weight } of sorted) {
    const part = Math.max(Math.min(reached + weight, to) - Math.max(reached, from), 0);
    reached += weight;
    sum += value * part;
    inside += part;
  }
  return inside > 0 ? sum / inside : undefined;
}

/** A machine's weight is the mean over its offers of confidence × recency, shared among them alike. */
function weigh<P extends IndexedPrice>(prices: readonly P[]): (P & Weighted)[] {
  const offers = new Map<string, number>();
  for (const { machine } of prices) offers.set(machine, (offers.get(machine) ?? 0) + 1);
  return prices.map((price) => {
    const confidence = price.reliability ?? UNSTATED_RELIABILITY;
    const weight = (confidence * recency(price.ageMs, price.timeToLiveMs)) / (offers.get(price.machine) ?? 1);
    return { ...price, value: price.price, weight };
  });
}

/** Hampel's rule (see hampel.ts) among the prices of one time, each machine counting once. */
function withoutAnomalies<P extends IndexedPrice & Weighted>(prices: readonly P[]): readonly P[] {
  if (new Set(prices.map(({ machine }) => machine)).size < FEWEST_GATED) return prices;
  const middle = weightedQuantile(prices, 0.5);
  if (middle === undefined) return prices;
  const distances = prices.map(({ value, weight }) => ({ value: Math.abs(value - middle), weight }));
  const far = HAMPEL_THRESHOLD * MAD_TO_SIGMA * (weightedQuantile(distances, 0.5) ?? 0);
  return prices.filter(({ value }) => {
    const odd = value * HONEST_FACTOR < middle || value > middle * HONEST_FACTOR;
    return !(odd && Math.abs(value - middle) > far);
  });
}

function total(values: readonly Weighted[]): number {
  return values.reduce((sum, { weight }) => sum + weight, 0);
}
