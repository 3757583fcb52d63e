import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { NewNotice, Notice } from './notice.ts';

/** The channel that is rung when notices are written. */
export const NOTICE_CHANNEL = 'notice';

/** Adds notices to their owners' feeds, in the order given; holds the feeds locked until the transaction ends. */
export async function addNotices(
  trx: Db,
  notices: readonly NewNotice[],
  toldAt: Instant,
): Promise<readonly Notice[]> {
  const counts = new Map<string, number>();
  for (const { owner } of notices) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const feeds = new Map<string, { readonly id: string; last: number }>();
  // One after the other, in one order for all: two writers never wait for each other in turn.
  for (const owner of [...counts.keys()].toSorted()) {
    const count = counts.get(owner) ?? 0;
    const { seq, id } = await trx
      .insertInto('owner_feed')
      .values({ owner, seq: count })
      .onConflict((conflict) =>
        conflict.column('owner').doUpdateSet({ seq: sql`owner_feed.seq + excluded.seq` }),
      )
      .returning(['seq', 'id'])
      .executeTakeFirstOrThrow();
    feeds.set(owner, { id, last: seq - count });
  }
  const numbered = notices.map((notice): Notice => {
    const feed = feeds.get(notice.owner);
    if (!feed) throw new Error(`no feed of ${notice.owner}`);
    feed.last++;
    return { ...notice, seq: feed.last, toldAt, feed: feed.id };
  });
  const rows = numbered.map((notice) => ({
    ...notice,
    at: formatInstant(notice.at),
    toldAt: formatInstant(toldAt),
  }));
  await sql`
    with told as (
      insert into notice (owner, seq, kind, topic, at, told_at, body)
      select owner, seq, kind, topic, at, "toldAt", body
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (owner text, seq bigint, kind text,
        topic uuid, at timestamptz, "toldAt" timestamptz, body jsonb)
    )
    select pg_notify(${NOTICE_CHANNEL}, '')`.execute(trx);
  return numbered;
}

/** An owner's feed: its id, its last number, and the last whose notice is kept no longer. */
export type OwnerFeed = { readonly id: string; readonly head: number; readonly gone: number };

/** The feed of an owner, which is begun where there is none, so that its cursors mean something. */
export async function feedOf(db: Db, owner: OwnerId): Promise<OwnerFeed> {
  const found = db
    .selectFrom('owner_feed')
    .select(['id', 'seq as head', 'gone_seq as gone'])
    .where('owner', '=', owner);
  const feed = await found.executeTakeFirst();
  if (feed) return feed;
  await db
    .insertInto('owner_feed')
    .values({ owner })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return found.executeTakeFirstOrThrow();
}

/** The last number of each of these owners' feeds. */
export async function feedHeads(db: Db, owners: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ owner: string; seq: number }>`
    select owner, seq from owner_feed where owner = any(${[...owners]}::text[])`.execute(db);
  return new Map(rows.map(({ owner, seq }) => [owner, seq]));
}
