import type { Db } from '#db/open.ts';
import { formatInstant, type Instant } from '#units/time.ts';

/** Whether a provider's own history is in, and from when on it is asked for. */
export type Backfill = { readonly since: Instant; readonly finishedAt: Instant | null };

/** Says how far a provider's history is taken; one not begun begins at `since`. */
export async function beginBackfill(db: Db, provider: string, since: Instant): Promise<Backfill> {
  await db
    .insertInto('backfill')
    .values({ provider, since: formatInstant(since) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom('backfill')
    .select(['since', 'finished_at as finishedAt'])
    .where('provider', '=', provider)
    .executeTakeFirstOrThrow();
  return row;
}

export async function endBackfill(db: Db, provider: string, at: Instant): Promise<void> {
  await db
    .updateTable('backfill')
    .set({ finished_at: formatInstant(at) })
    .where('provider', '=', provider)
    .execute();
}
