import { DAY_MS } from '#units/time.ts';

const LONGEST_MS = 36_525 * DAY_MS;

/**
 * Reads an ISO 8601 duration to milliseconds, a day as 24 hours. Undefined where it is none, is negative,
 * longer than 100 years, finer than a millisecond, or counts months or years.
 */
export function parseDuration(text: string): number | undefined {
  // Bounded before it is read, as digits without end would be.
  if (text.length > 40 || !/^P/i.test(text)) return undefined;
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.years !== 0 || duration.months !== 0) return undefined;
    const { weeks, ...rest } = fieldsOf(duration);
    const ms = Temporal.Duration.from({ ...rest, days: rest.days + weeks * 7 }).total('milliseconds');
    return Number.isInteger(ms) && ms >= 0 && ms <= LONGEST_MS ? ms : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf({
  weeks,
  days,
  hours,
  minutes,
  seconds,
  milliseconds,
  microseconds,
  nanoseconds,
}: Temporal.Duration) {
  return { weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds };
}

/** Writes milliseconds as an ISO 8601 duration in days, hours, minutes and seconds: 5,400,000 is "PT1H30M". */
export function formatDuration(ms: number): string {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not a whole number of milliseconds: ${ms}`);
  const duration = Temporal.Duration.from({ milliseconds: ms });
  return duration.round({ largestUnit: 'day', smallestUnit: 'millisecond' }).toString();
}
