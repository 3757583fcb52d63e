import { chiSquaredQuantile } from './gamma-distribution.ts';
import { CONFIDENCE, type Interval } from './interval.ts';

/** What was counted, and over how many hours of machines at work it was counted. */
export type Exposure = { readonly events: number; readonly exposureHours: number };

export type EventRate = {
  /** Events per hour. */
  readonly perHour: number;
  readonly perHourInterval: Interval;
  /** Mean time between events; undefined where there was none, of which only the interval's low end is known. */
  readonly mtbiHours: number | undefined;
  /** Infinite at the high end where there was no event. */
  readonly mtbiHoursInterval: Interval;
};

/**
 * Events per hour λ = d/T and the mean time between them M = T/d, with the exact interval for a Poisson
 * count: [χ²(α/2, 2d)/2T, χ²(1 − α/2, 2d + 2)/2T] (Garwood, "Fiducial limits for the Poisson distribution",
 * Biometrika 28, 1936). Exact where events come at one rate, whichever their number. Lives of machines are
 * not: M says little about how long a new one lasts, for which there is kaplan-meier.ts.
 *
 * Undefined without exposure.
 */
export function eventRate(
  { events, exposureHours }: Exposure,
  confidence: number = CONFIDENCE,
): EventRate | undefined {
  if (!(Number.isSafeInteger(events) && events >= 0))
    throw new RangeError(`events are counted in whole numbers: ${events}`);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`a confidence is between 0 and 1: ${confidence}`);
  if (!(exposureHours > 0)) return undefined;
  const tail = (1 - confidence) / 2;
  const low = chiSquaredQuantile(2 * events, tail) / (2 * exposureHours);
  const high = chiSquaredQuantile(2 * events + 2, 1 - tail) / (2 * exposureHours);
  return {
    perHour: events / exposureHours,
    perHourInterval: { low, high },
    mtbiHours: events === 0 ? undefined : exposureHours / events,
    mtbiHoursInterval: { low: 1 / high, high: low === 0 ? Infinity : 1 / low },
  };
}
