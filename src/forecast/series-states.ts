import type { SeriesHour, SeriesState } from '#analytics/series-forecast.ts';
import type { Instant } from '#units/time.ts';

/** A series' state, and what it was built from: where either moves on, it has to be built anew. */
export type KeptState = {
  readonly state: SeriesState;
  readonly begin: Instant;
  readonly revision: number;
  /** The hours it learnt last. */
  newest: readonly SeriesHour[];
};

/** States of series, so that a new hour costs no look at the past. */
export type SeriesStates = {
  get(series: string): KeptState | undefined;
  keep(series: string, kept: KeptState): void;
  /** Forgets all but these series. */
  retain(series: ReadonlySet<string>): void;
};

/**
 * Keeps the first states it is given, at most so many: each is about 1 MB. Series are gone through in one order
 * again and again, so that giving the longest unused up for the newest would keep none.
 */
export function seriesStates(capacity: number): SeriesStates {
  const states = new Map<string, KeptState>();
  return {
    get: (series) => states.get(series),
    keep(series, kept) {
      if (states.has(series) || states.size < capacity) states.set(series, kept);
    },
    retain(wanted) {
      for (const series of states.keys()) if (!wanted.has(series)) states.delete(series);
    },
  };
}
