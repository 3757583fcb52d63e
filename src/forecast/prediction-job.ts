import type { Database } from '#db/open.ts';
import type { Clock } from '#units/time.ts';
import { refreshPredictions } from './predictions.ts';
import { seriesStates } from './series-states.ts';

/** As many series as have their state kept, about 2 MB each; the others are replayed each hour. */
const STATES = 100;

/** Forecasts are brought up to date each hour: each minute it is looked whether a new one is rolled up. */
export function predictionJob({ db }: Database, now: Clock) {
  const states = seriesStates(STATES);
  return {
    name: 'prediction',
    cron: '* * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      await refreshPredictions(db, now(), states, signal);
    },
  } as const;
}
