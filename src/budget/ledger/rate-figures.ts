import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { HOUR_MS } from '#units/time.ts';
import type { Rate } from './entry.ts';

/** Rounded half up to the micro-dollar. */
const COST = formula('floor(pricePerGpuHour * gpuCount * hours * 1000000 + 0.5) / 1000000');

/** What an hour of one GPU cost, as it was kept with the entry. */
export function priceOf({ price, basis, source }: Rate): Figure {
  return fact(usdAsFloat(price), 'USD/h', basis, source);
}

/**
 * Price × GPUs × hours. The entry's amount is the same worked out in whole numbers: above a few million dollars, or on
 * half a micro-dollar, a reader's doubles may differ from it in the last place.
 */
export function costFigure(rate: Rate): Figure {
  const { gpuCount, ms } = rate;
  const inputs = {
    pricePerGpuHour: priceOf(rate),
    gpuCount: given(gpuCount, 'GPUs'),
    hours: given(ms / HOUR_MS, 'h'),
  };
  return derived(COST, inputs, 'USD');
}
