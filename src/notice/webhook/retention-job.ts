import type { Db } from '#db/open.ts';
import { DAY_MS, plusMs, type Clock } from '#units/time.ts';
import { removeOldDeliveries } from './store-log.ts';

/** How long the log of deliveries is kept. */
export const LOG_DAYS = 90;

const AT_ONCE = 1000;

/** Removes what the log of deliveries keeps no longer, each hour. */
export function webhookLogJob({ db }: { readonly db: Db }, now: Clock) {
  return {
    name: 'webhook-log',
    cron: '37 * * * *',
    run: async (signal: AbortSignal): Promise<void> => {
      const before = plusMs(now(), -LOG_DAYS * DAY_MS);
      while (!signal.aborted && (await removeOldDeliveries(db, before, AT_ONCE)) === AT_ONCE);
    },
  };
}
