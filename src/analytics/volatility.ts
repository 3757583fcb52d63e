/**
 * Volatility of a price: the sample standard deviation (n − 1) of ln(pᵢ₊₁ ÷ pᵢ) over consecutive
 * prices, a share without unit: 0.02 is moves of about 2 % from one price to the next. It is not
 * annualised. Prices that are not above 0 and gaps (`undefined`) end a run; no return spans them.
 * Undefined with fewer than two returns.
 */
export function volatility(prices: readonly (number | undefined)[]): number | undefined {
  const returns = prices.flatMap((price, index) => {
    const before = index > 0 ? prices[index - 1] : undefined;
    return price !== undefined && before !== undefined && price > 0 && before > 0
      ? [Math.log(price / before)]
      : [];
  });
  if (returns.length < 2) return undefined;
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const squares = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (returns.length - 1));
}
