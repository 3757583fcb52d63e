import { HOUR_MS, type Instant } from '#units/time.ts';

/** One observed price, in dollars. */
export type PricePoint = { readonly at: Instant; readonly price: number };

/** A series on the hourly grid: the price known at each full hour, carried forward where nothing new was seen. */
export type PriceGrid = {
  /** Hours since 1970 of the first element. */
  readonly firstHour: number;
  readonly logPrices: Float64Array;
  /** 1 where a price was observed within the hour that ends here. */
  readonly observed: Uint8Array;
  readonly points: number;
};

/**
 * Puts points on the grid, in whatever order they come: an hour holds what was known when it ended, of
 * several points in it the last one. Undefined of no points.
 */
export function priceGrid(points: readonly PricePoint[]): PriceGrid | undefined {
  const sorted = points.toSorted((a, b) => a.at - b.at);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) return undefined;
  const firstHour = hourEnding(first.at);
  const size = hourEnding(last.at) - firstHour + 1;
  const logPrices = new Float64Array(size);
  const observed = new Uint8Array(size);
  for (const { at, price } of sorted) {
    const hour = hourEnding(at) - firstHour;
    logPrices[hour] = Math.log(price);
    observed[hour] = 1;
  }
  for (let hour = 1; hour < size; hour++) {
    if (observed[hour] === 0) logPrices[hour] = logPrices[hour - 1] ?? NaN;
  }
  return { firstHour, logPrices, observed, points: points.length };
}

function hourEnding(at: Instant): number {
  return Math.ceil(at / HOUR_MS);
}
