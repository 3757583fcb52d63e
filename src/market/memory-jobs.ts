import type { Database } from '#db/open.ts';
import { DAY_MS, plusMs, type Clock } from '#units/time.ts';
import { rollUp, type Pace } from './rollup.ts';
import { ensurePartitions } from './store-partitions.ts';
import { dropOldPartitions, removeOldChanges } from './store-retention.ts';

/** On PGlite's one connection readers wait for each transaction, and get as long between two. */
const PACE: Readonly<Record<Database['driver']['engine'], Pace>> = {
  pglite: { hoursAtOnce: 6, pauseMs: 50 },
  postgres: { hoursAtOnce: 24, pauseMs: 0 },
};

/** What keeps the memory in order: roll-ups each minute, removal and partitions each hour. */
export function memoryJobs({ db, driver }: Database, now: Clock, rawDays: number) {
  const pace = PACE[driver.engine];
  return [
    {
      name: 'roll-up',
      cron: '* * * * *',
      run: async (signal: AbortSignal): Promise<void> => {
        await rollUp(db, now(), { signal, pace });
      },
    },
    {
      name: 'retention',
      cron: '7 * * * *',
      run: async (signal: AbortSignal): Promise<void> => {
        await ensurePartitions(db, now(), now());
        await removeOldChanges(db, now(), rawDays, signal);
        await dropOldPartitions(db, plusMs(now(), -rawDays * DAY_MS));
      },
    },
  ] as const;
}
