import type { Db } from '#db/open.ts';
import { DAY_MS, plusMs, type Clock } from '#units/time.ts';
import { webhookLogJob } from './webhook/retention-job.ts';
import { ownersToldBefore, removeNotices } from './store-retention.ts';

/** How long notices are kept: a year's alerts, and a month to look back at them. */
export const NOTICE_DAYS = 400;

/** What keeps the feeds and the log of webhooks in order: notices that are too old are removed each night, owner by owner. */
export function noticeJobs(db: Db, now: Clock) {
  return [
    {
      name: 'notice-retention',
      cron: '41 3 * * *',
      run: async (signal: AbortSignal): Promise<void> => {
        const before = plusMs(now(), -NOTICE_DAYS * DAY_MS);
        for (const owner of await ownersToldBefore(db, before)) {
          signal.throwIfAborted();
          await removeNotices(db, owner, before);
        }
      },
    },
    webhookLogJob({ db }, now),
  ] as const;
}
