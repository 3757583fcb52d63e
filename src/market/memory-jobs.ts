import type { Db } from '#db/open.ts';
import { DAY_MS, plusMs, type Clock } from '#units/time.ts';
import { rollUp } from './rollup.ts';
import { ensurePartitions } from './store-partitions.ts';
import { dropOldPartitions, removeOldChanges } from './store-retention.ts';

/** What keeps the memory in order: roll-ups each minute, removal and partitions each hour. */
export function memoryJobs(db: Db, now: Clock, rawDays: number) {
  return [
    {
      name: 'roll-up',
      cron: '* * * * *',
      run: async (signal: AbortSignal): Promise<void> => {
        await rollUp(db, now(), signal);
      },
    },
    {
      name: 'retention',
      cron: '7 * * * *',
      run: async (): Promise<void> => {
        await ensurePartitions(db, now(), now());
        await removeOldChanges(db, now(), rawDays);
        await dropOldPartitions(db, plusMs(now(), -rawDays * DAY_MS));
      },
    },
  ] as const;
}
