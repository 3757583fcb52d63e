import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#db/open.ts';
import type { Clock } from '#units/time.ts';
import { newestHour, refreshPredictions } from './predictions.ts';
import { seriesStates } from './series-states.ts';

/** As many series as have their state kept, about 1 MB each; the others are replayed each hour. */
const STATES = 100;

/** How often it is looked whether roll-ups have caught up, and how many times in one run. */
const LOOK_MS = 4000;
const LOOKS = 12;

/** Forecasts are brought up to date each hour: each minute it is looked whether a new one is rolled up. */
export function predictionJob({ db }: Database, now: Clock) {
  const states = seriesStates(STATES);
  return {
    name: 'prediction',
    cron: '* * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      // After the first start there are predictions as soon as roll-ups have caught up.
      for (let looks = 0; looks < LOOKS && !(await newestHour(db, now())); looks++) {
        await sleep(LOOK_MS, undefined, { signal });
      }
      await refreshPredictions(db, now(), states, signal);
    },
  } as const;
}
