import { HOUR_MS, type Instant } from '#units/time.ts';

/** Hours whose mean a price is held against. */
export const MEAN_HOURS = 24;

/** Of those, at least so much must be known. */
const LEAST_KNOWN_MS = (MEAN_HOURS * HOUR_MS) / 2;

type Hour = { readonly start: number; sum: number; knownMs: number };

/**
 * The mean of the 24 whole hours (UTC) before an instant's hour: Σ value × time it held ÷ Σ time it held, in the
 * values' unit. It stands still for an hour, so that it is the same whoever asks at whatever pace. Each hour's sum is
 * of integers, exact for prices below 2,500 USD, and hours are added in order: the same past gives the same mean to
 * the last bit, whether it was followed or read again.
 */
export type HourlyMean = {
  /** Takes that `value` held from ≤ t < to; null where it was not known. Stretches come in order. */
  hold(from: Instant, to: Instant, value: number | null): void;
  /** Null where less than half of the 24 hours is known. */
  at(at: Instant): number | null;
};

export function hourlyMean(): HourlyMean {
  let hours: Hour[] = [];
  return {
    hold(from, to, value) {
      if (value === null) return;
      for (let begin: number = from; begin < to;) {
        const start = begin - (begin % HOUR_MS);
        const end = Math.min(to, start + HOUR_MS);
        let hour = hours.at(-1);
        if (hour?.start !== start) {
          hour = { start, sum: 0, knownMs: 0 };
          hours.push(hour);
        }
        hour.sum += value * (end - begin);
        hour.knownMs += end - begin;
        begin = end;
      }
      const oldest = to - (MEAN_HOURS + 1) * HOUR_MS;
      if ((hours[0]?.start ?? to) < oldest) hours = hours.filter(({ start }) => start >= oldest);
    },
    at(at) {
      const hour = at - (at % HOUR_MS);
      let [sum, known] = [0, 0];
      for (const { start, sum: part, knownMs } of hours) {
        if (start >= hour || start < hour - MEAN_HOURS * HOUR_MS) continue;
        sum += part;
        known += knownMs;
      }
      return known >= LEAST_KNOWN_MS ? sum / known : null;
    },
  };
}
