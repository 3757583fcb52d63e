import { MINUTE_MS } from '#units/time.ts';

const MAX_BACKOFF_MS = 10 * MINUTE_MS;

export type PollHistory = {
  readonly cadenceMs: number;
  /** How long the last poll took; negative where the clock was set back meanwhile. */
  readonly tookMs: number;
  /** How many polls in a row have failed; 0 after a success. */
  readonly failures: number;
  /** How long the provider asked to be left alone, where it said. */
  readonly retryAfterMs?: number | undefined;
};

/**
 * How long to wait before the next poll, in milliseconds. After a success polls start up to a tenth
 * early, never late, so that instances and providers drift apart. After failures the wait doubles, from
 * the cadence or a minute on to the cadence or ten minutes at most, so that a list read every six hours is
 * not missing for six hours after one fault; half of the wait is chance.
 * `chance` is uniform in [0, 1).
 */
export function waitBeforePoll(
  { cadenceMs, tookMs, failures, retryAfterMs }: PollHistory,
  chance: number,
): number {
  if (failures === 0) return Math.max(0, cadenceMs * (1 - 0.1 * chance) - Math.max(0, tookMs));
  const first = Math.min(cadenceMs, MINUTE_MS);
  const backoff = Math.min(first * 2 ** Math.min(failures - 1, 20), Math.max(MAX_BACKOFF_MS, cadenceMs));
  return Math.max(backoff * (0.5 + 0.5 * chance), retryAfterMs ?? 0);
}
