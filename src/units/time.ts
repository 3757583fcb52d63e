import type { Brand } from './brand.ts';

/** An instant is whole milliseconds since 1970-01-01T00:00:00Z. Durations carry their unit in their name. */
export type Instant = Brand<number, 'Instant'>;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The range both JavaScript dates and PostgreSQL timestamps hold, in years people mean: 1970 to 9999. */
const MAX_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A function that tells the time; the clock is an argument everywhere but in the composition root. */
export type Clock = () => Instant;

/** Takes milliseconds since the epoch, rounded down. Throws a RangeError outside 1970–9999. */
export function instant(epochMs: number): Instant {
  const ms = Math.floor(epochMs);
  if (!(ms >= 0 && ms <= MAX_INSTANT))
    throw new RangeError(`not an instant between 1970 and 9999: ${epochMs}`);
  return ms as Instant;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Reads an RFC 3339 timestamp with an offset; undefined where it is not one, or names no real date. */
export function parseInstant(text: string): Instant | undefined {
  if (!RFC3339.test(text)) return undefined;
  try {
    const ms = Temporal.Instant.from(text.replace(' ', 'T')).epochMilliseconds;
    return ms >= 0 && ms <= MAX_INSTANT ? (ms as Instant) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 3339 in UTC with milliseconds only where there are any: "2026-01-31T12:00:00Z". */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** The instant `ms` later (earlier where negative). */
export function plusMs(at: Instant, ms: number): Instant {
  return instant(at + ms);
}
