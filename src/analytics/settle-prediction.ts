import { directionOf, relativeChange } from './direction.ts';

/** A prediction as it was served: the price then, its median, and the 80 % interval; in any one unit. */
export type StatedPrediction = {
  readonly price: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
};

export type SettledPrediction = {
  /** True where the price was in the interval, its ends among it. */
  readonly covered: boolean;
  /** True where the price went where the median said: up or down by more than 1 %, or neither. */
  readonly directionHit: boolean;
  /** True where the price moved by more than 1 %: without it, a hit is to have said that nothing happens. */
  readonly moved: boolean;
  /** |actual − median| ÷ price, and |actual − price| ÷ price, the error of "the price stays". */
  readonly error: number;
  readonly staysError: number;
};

/** Holds a prediction against what the price came to. */
export function settlePrediction(
  { price, low, median, high }: StatedPrediction,
  actual: number,
): SettledPrediction {
  const happened = directionOf(relativeChange(actual, price));
  return {
    covered: actual >= low && actual <= high,
    directionHit: directionOf(relativeChange(median, price)) === happened,
    moved: happened !== 'STEADY',
    error: Math.abs(actual - median) / price,
    staysError: Math.abs(actual - price) / price,
  };
}
