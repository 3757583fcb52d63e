import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { DAY_MS, plusMs, type Instant } from '#units/time.ts';

/** Changes are partitioned by month. */
const AHEAD_MS = 32 * DAY_MS;

/**
 * Makes the partitions that changes from `from` to a month after `to` go to, where they are missing. Making one
 * waits for whoever uses the table: a transaction does it before it has touched changes or offers itself.
 */
export async function ensurePartitions(db: Db, from: Instant, to: Instant): Promise<void> {
  await sql`select ensure_partitions('price_change', 'month', ${timestamp(from)},
    ${timestamp(plusMs(to, AHEAD_MS))})`.execute(db);
}
