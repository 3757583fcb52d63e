import { holds, isOver, type AlertCondition } from '#analytics/alert-condition.ts';
import type { AlertMeasure } from '#analytics/alert-machine.ts';
import type { Absence } from '#market/graph-absence.ts';

/** What the tape says of a series at an instant: plain data that survives JSON. */
export type Reading = {
  /** The cheapest offer that can be rented and is fresh: micro-dollars per GPU-hour. */
  readonly price: number | null;
  readonly offer: number | null;
  readonly provider: string | null;
  /** The cheapest that could be rented when last heard of, whose provider is silent or whose new price is held. */
  readonly unheardPrice: number | null;
  /** GPUs that can be rented, at the least: each once, and of offers without a number what one rental takes. */
  readonly available: number;
  /** True where there may be more than `available`: an offer tells no number, or its provider is silent. */
  readonly mayBeMore: boolean;
  /** Mean of `price` over the 24 whole hours before this one; null where too little of them is known. */
  readonly mean: number | null;
  /** Why there is no price; null where there is one. */
  readonly absence: Absence | null;
};

export function isSameReading(a: Reading, b: Reading): boolean {
  return (
    a.price === b.price &&
    a.offer === b.offer &&
    a.provider === b.provider &&
    a.unheardPrice === b.unheardPrice &&
    a.available === b.available &&
    a.mayBeMore === b.mayBeMore &&
    a.mean === b.mean &&
    a.absence === b.absence
  );
}

/**
 * A reading as the measure of a condition. Who is silent may be cheaper, or have more, than who is heard: where that
 * would decide otherwise, the measure is unknown, so that a provider's failure is neither a surge nor a sell-out.
 * That nothing is listed, or all of it taken, is a fact about availability and none about a price.
 */
export function measureOf(condition: AlertCondition, reading: Reading): AlertMeasure<Reading, Absence> {
  const { price, unheardPrice, mean, available, mayBeMore, absence } = reading;
  const measured = (value: number, possible: number, otherwise: Absence): AlertMeasure<Reading, Absence> =>
    holds(condition, value) === holds(condition, possible) &&
    isOver(condition, value) === isOver(condition, possible)
      ? { value, seen: reading }
      : { value: null, reason: otherwise };
  if (condition.kind === 'AVAILABLE') {
    if (absence === 'STALE' && available === 0) return { value: null, reason: 'STALE' };
    if (absence === 'NOT_OBSERVED') return { value: null, reason: 'NOT_OBSERVED' };
    return measured(available, mayBeMore ? Infinity : available, 'NOT_ENOUGH_DATA');
  }
  if (price === null) return { value: null, reason: absence ?? 'NOT_OFFERED' };
  const possible = Math.min(price, unheardPrice ?? price);
  if (condition.kind === 'BELOW' || condition.kind === 'ABOVE') return measured(price, possible, 'STALE');
  if (mean === null) return { value: null, reason: 'NOT_ENOUGH_DATA' };
  return measured(changePercent(price, mean), changePercent(possible, mean), 'STALE');
}

/** (now ÷ mean − 1) × 100. */
function changePercent(price: number, mean: number): number {
  return (price / mean - 1) * 100;
}
