/**
 * What spot saves against on-demand, in whole percent of the on-demand price: 100 × (1 − spot ÷
 * on-demand), halves up. 0.18 against 0.44 is 59. Negative where spot costs more. Undefined where the
 * on-demand price is not above 0.
 */
export function spotSavingPercent(spot: number, onDemand: number): number | undefined {
  if (!(onDemand > 0)) return undefined;
  const percent = Math.round(100 * (1 - spot / onDemand));
  return percent === 0 ? 0 : percent;
}

/**
 * Places by price, the lowest first: 1, 2, 2, 4 (standard competition ranking). Null for what has no
 * price, which takes no place.
 */
export function ranksOf(prices: readonly (number | null)[]): (number | null)[] {
  return prices.map((price) =>
    price === null ? null : 1 + prices.filter((other) => other !== null && other < price).length,
  );
}
