import type { Figure } from '#units/figure.ts';
import type { PriceFactors } from './gpu-prices.ts';

/** What it would cost later, in dollars. */
export type CostLater = PriceFactors;

/** Money, and what it would be at the prices that are expected some hours from now. */
export type Cost = {
  /** At the price of the moment, in dollars ("USD", "USD per million tokens"). */
  readonly figure: Figure;
  /** Dollars; null where no forecast is known. */
  readonly later: CostLater | null;
  readonly simulated: boolean;
};

/** A cost that goes up and down with the price of its GPU. */
export function costAt(figure: Figure, factors: PriceFactors | null, simulated: boolean): Cost {
  return { figure, later: factors && scaled(figure.value, factors), simulated };
}

function scaled(amount: number, { hours, p10, p50, p90, hasSkill }: PriceFactors): PriceFactors {
  return { hours, p10: amount * p10, p50: amount * p50, p90: amount * p90, hasSkill };
}
