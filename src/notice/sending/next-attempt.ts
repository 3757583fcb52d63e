import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, SECOND_MS, type Instant } from '#units/time.ts';

/** Milliseconds from one attempt's end to the next one; as many attempts in all as there are waits, and one. */
export type Schedule = readonly number[];

/**
 * The schedule of Standard Webhooks: at once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h: ten attempts
 * over some three days. Source: github.com/standard-webhooks/standard-webhooks, "Deliverability and reliability".
 */
export const STANDARD_SCHEDULE: Schedule = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** A wait is up to this much longer: deliveries that failed together do not all come back together. */
const JITTER = 0.2;

/** A receiver that asks for a longer pause gets this one. */
const LONGEST_ASKED_MS = DAY_MS;

export type FailedAttempt = {
  /** How many have been made, this one included. */
  readonly attempts: number;
  readonly endedAt: Instant;
  /** When the receiver asks to be left alone until, if it does. */
  readonly askedUntil?: Instant | undefined;
};

/**
 * When to try again after an attempt that failed: `endedAt + wait * (1 + 0.2 * chance)`, or when the receiver asks to,
 * a day at most, whichever is later; undefined after the last. `chance` answers in [0, 1).
 */
export function nextAttempt(
  { attempts, endedAt, askedUntil }: FailedAttempt,
  chance: () => number,
  schedule: Schedule = STANDARD_SCHEDULE,
): Instant | undefined {
  const wait = schedule[attempts - 1];
  if (wait === undefined) return undefined;
  const asked = Math.min(askedUntil ?? endedAt, endedAt + LONGEST_ASKED_MS);
  return plusMs(endedAt, Math.max(Math.ceil(wait * (1 + JITTER * chance())), asked - endedAt));
}
