import { formatInstant, HOUR_MS, DAY_MS, plusMs } from '#units/time.ts';
import type { DryRun } from './dry-run.ts';

/** "Would have fired 7 times in the 30 days until 2026-06-15T12:00:00Z; …". */
export function dryRunSummary({ from, to, firings, firingMs, knownMs }: DryRun): string {
  const period = to - from;
  const length =
    period >= 2 * DAY_MS ? `${Math.round(period / DAY_MS)} days` : `${(period / HOUR_MS).toFixed(1)} hours`;
  const until = `in the ${length} until ${formatInstant(plusMs(to, -1))}`;
  if (knownMs === 0) return `Nobody knows what it waits for ${until}: there is nothing to try it on.`;
  const times = firings.length === 0 ? 'not have fired' : `have fired ${timesOf(firings.length)}`;
  const long = firings.length === 0 ? '' : `, and been firing for ${(firingMs / HOUR_MS).toFixed(1)} hours`;
  const known =
    knownMs === period
      ? 'what it waits for is known all the time'
      : `what it waits for is known ${(Math.min(knownMs / period, 0.999) * 100).toFixed(1)} % of the time`;
  return `It would ${times} ${until}${long}; ${known}.`;
}

function timesOf(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
