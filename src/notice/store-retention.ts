import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Instant } from '#units/time.ts';

/** Whom there are notices of that were told before an instant. */
export async function ownersToldBefore(db: Db, before: Instant): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('notice')
    .select('owner')
    .distinct()
    .where('told_at', '<', timestamp(before))
    .orderBy('owner')
    .execute();
  return rows.map(({ owner }) => owner);
}

/**
 * Removes an owner's notices up to the last that was told before an instant, and says in the feed that they are gone,
 * at once: no reader takes the gap for silence. One owner at a time, as whoever tells several locks their feeds in order.
 */
export async function removeNotices(db: Db, owner: string, before: Instant): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('owner_feed').select('owner').where('owner', '=', owner).forUpdate().execute();
    await sql`
      with old as (select max(seq) as through from notice where owner = ${owner} and told_at < ${timestamp(before)}),
        removed as (delete from notice using old where owner = ${owner} and seq <= old.through)
      update owner_feed set gone_seq = old.through from old where owner = ${owner} and gone_seq < old.through`.execute(
      trx,
    );
  });
}
