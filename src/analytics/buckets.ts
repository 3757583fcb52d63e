import { DAY_MS, HOUR_MS, MINUTE_MS, instant, type Instant } from '#units/time.ts';
import type { Span } from './step-series.ts';

/** Bucket lengths a chart can be read at; longer ones are whole days. */
const LENGTHS_MS = [
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
  7 * DAY_MS,
  30 * DAY_MS,
] as const;

const WANTED = 32;

/** Days are kept of every GPU, and a chart of a year shows them; longer stretches need longer buckets. */
const LONGEST_BY_DAY_MS = 400 * DAY_MS;

/**
 * The length that cuts a window into nearest to 32 buckets, a day at most up to 400 days: 24 h into hours,
 * 7 d into 6 h, 30 d and a year into days.
 */
export function bucketLengthFor(windowMs: number): number {
  if (!(windowMs > 0)) throw new RangeError(`a window is longer than 0 ms: ${windowMs}`);
  const off = (lengthMs: number): number => Math.abs(Math.log(windowMs / lengthMs / WANTED));
  const lengths = LENGTHS_MS.filter((length) => length <= DAY_MS || windowMs > LONGEST_BY_DAY_MS);
  return lengths.reduce((best, length) => (off(length) < off(best) ? length : best));
}

/**
 * The window widened to whole buckets. Buckets begin at multiples of their length since
 * 1970-01-01T00:00:00Z, so that a window asked a minute later has the same ones.
 */
export function bucketsOf({ from, to }: Span, lengthMs: number): { start: Instant; count: number } {
  if (!(lengthMs > 0)) throw new RangeError(`a bucket is longer than 0 ms: ${lengthMs}`);
  const start = instant(Math.floor(from / lengthMs) * lengthMs);
  return { start, count: Math.max(Math.ceil((to - start) / lengthMs), 0) };
}
