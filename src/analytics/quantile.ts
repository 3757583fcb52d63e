/**
 * The p-quantile, 0 ≤ p ≤ 1, in the values' unit. Type 7 of Hyndman & Fan, "Sample quantiles in
 * statistical packages" (The American Statistician 50(4), 1996): linear between the order statistics
 * around (n − 1)·p. PostgreSQL's percentile_cont and NumPy's default are the same.
 * Undefined where there are no values.
 */
export function quantile(values: readonly number[], p: number): number | undefined {
  return quantileOfSorted(values.toSorted(ascending), p);
}

/** The same over values that are in ascending order already. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number | undefined {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's p is between 0 and 1: ${p}`);
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

export type Weighted = { readonly value: number; readonly weight: number };

/**
 * The smallest value that at least the share p of the weight lies at or under (the inverse of the
 * weighted distribution function, without interpolation). Weights are in any one unit; those of 0 do
 * not count. Undefined where no weight is above 0.
 */
export function weightedQuantile(values: readonly Weighted[], p: number): number | undefined {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's p is between 0 and 1: ${p}`);
  const sorted = values.filter(({ weight }) => weight > 0).toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  for (const { value, weight } of sorted) {
    reached += weight;
    if (reached >= p * total) return value;
  }
  return sorted.at(-1)?.value;
}

/** Σ value × weight ÷ Σ weight. NaN where no weight is above 0. */
export function meanOfWeighted(values: readonly Weighted[]): number {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  return values.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}

function ascending(a: number, b: number): number {
  return a - b;
}
