import { RESTARTS_BEHIND, safetySlack, slackToReturn } from '#analytics/deadline-policy.ts';
import { HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import type { AskedRun } from './run-situation.ts';

/** How often a fallback looks at its job. */
export const TICK_HOURS = (10 * MINUTE_MS) / HOUR_MS;

/** How a spot job falls back on on-demand, from nothing done at its start. Instants of that case. */
export type Fallback = {
  readonly slackHours: number;
  /** Without spot it idles until then, and goes on demand. */
  readonly idleUntil: Instant;
  /** On demand at the latest from then on, to stay. */
  readonly onDemandFrom: Instant;
  readonly safetySlackHours: number;
  readonly returnSlackHours: number;
};

export function fallbackOf({ at, deadline, workHours, restartHours }: AskedRun): Fallback {
  const timeLeft = (deadline - at) / HOUR_MS;
  const job = { workHours, restartHours, deadlineHours: timeLeft, tickHours: TICK_HOURS };
  const [safetySlackHours, returnSlackHours] = [safetySlack(job), slackToReturn(job)];
  const slackHours = timeLeft - workHours;
  const until = Math.max(slackHours - safetySlackHours, 0);
  const onDemandFrom = plusMs(at, Math.floor(until * HOUR_MS));
  return {
    slackHours,
    idleUntil: plusMs(at, Math.floor(Math.min(RESTARTS_BEHIND * restartHours, until) * HOUR_MS)),
    onDemandFrom,
    safetySlackHours,
    returnSlackHours,
  };
}
