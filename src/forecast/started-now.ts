import {
  availabilityModel,
  availabilityUnit,
  availableThrough,
  observeUnit,
  openOrigin,
  settleUnit,
} from '#analytics/availability-model.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';

/**
 * P(a selection stays in stock for `hours` | in stock in the last hour), by the model of availability over its
 * hours, the first from `start` on; null where the last hour is not in stock or was not watched. Pure.
 */
export function startedNow(
  past: readonly (boolean | undefined)[],
  start: Instant,
  hours: number,
): number | null {
  const model = availabilityModel();
  const unit = availabilityUnit();
  past.forEach((inStock, index) => {
    const at = plusMs(start, index * HOUR_MS);
    observeUnit(unit, at, inStock);
    settleUnit(model, unit, at);
    openOrigin(model, unit, at);
  });
  return availableThrough(model, unit, plusMs(start, past.length * HOUR_MS), hours) ?? null;
}
