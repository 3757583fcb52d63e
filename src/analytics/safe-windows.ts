import { HOUR_MS, type Instant } from '#units/time.ts';
import { quantileOfSorted } from './quantile.ts';

/** An hour to begin a job in. */
export type StartHour = {
  readonly at: Instant;
  /** 0 is Monday from midnight, by the caller's clock. */
  readonly hourOfWeek: number;
  readonly safety: number;
};

/** Hours in a row, on one day, of which each is among the safest quarter, or each among the least safe one. */
export type Window<H extends StartHour> = {
  readonly hours: readonly [H, ...H[]];
  /** The mean over its hours. */
  readonly safety: number;
};

/**
 * The safest windows, or the least safe ones, first the most telling and of equals the sooner one. A window's
 * hours are all at or beyond the quartile of all hours; where all hours are alike, each day is one window.
 */
export function windowsOf<H extends StartHour>(
  hours: readonly H[],
  side: 'BEST' | 'WORST',
  count: number,
): Window<H>[] {
  const sorted = hours.map(({ safety }) => safety).toSorted((a, b) => a - b);
  const bound = quantileOfSorted(sorted, side === 'BEST' ? 0.75 : 0.25);
  if (bound === undefined) return [];
  const runs: [H, ...H[]][] = [];
  for (const hour of hours) {
    if (side === 'BEST' ? hour.safety < bound : hour.safety > bound) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && hour.at === last.at + HOUR_MS && dayOf(hour) === dayOf(last)) run.push(hour);
    else runs.push([hour]);
  }
  return runs
    .map((run) => ({ hours: run, safety: run.reduce((sum, { safety }) => sum + safety, 0) / run.length }))
    .toSorted((a, b) => (side === 'BEST' ? b.safety - a.safety : a.safety - b.safety))
    .slice(0, count);
}

function dayOf({ hourOfWeek }: StartHour): number {
  return Math.floor(hourOfWeek / 24);
}
