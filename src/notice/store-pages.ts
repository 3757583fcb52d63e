import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import type { NoticePage } from './every-notice.ts';
import type { Notice, NoticeKind, Wanted } from './notice.ts';

type NoticeRow = {
  readonly seq: number;
  readonly topic: string;
  readonly at: Instant;
  readonly told_at: Instant;
  readonly body: Notice['body'];
};

/**
 * Reads the wanted notices after a number, ascending, at most `limit`, and how far the feed goes, all as of one
 * instant: one statement.
 */
export async function readNotices(
  db: Db,
  { owner, kind, topics }: Wanted,
  after: number,
  limit: number,
): Promise<NoticePage<Notice>> {
  const only = topics === null ? sql`true` : sql`notice.topic = any(${[...topics]}::uuid[])`;
  const { rows } = await sql<
    { feed: string; head: number; gone: number } & (NoticeRow | { readonly seq: null })
  >`
    select feed.id as feed, feed.seq as head, feed.gone_seq as gone, told.*
    from owner_feed as feed left join lateral (
      select seq, topic, at, told_at, body from notice
      where notice.owner = feed.owner and kind = ${kind} and notice.seq > ${after} and ${only}
      order by notice.seq limit ${limit}
    ) as told on true
    where feed.owner = ${owner} order by told.seq`.execute(db);
  const [first] = rows;
  const notices = rows.flatMap((row) =>
    row.seq === null ? [] : [noticeOf(row, { owner, kind, feed: row.feed })],
  );
  return { notices, isFull: notices.length === limit, head: first?.head ?? 0, gone: first?.gone ?? 0 };
}

function noticeOf(
  { seq, topic, at, told_at, body }: NoticeRow,
  of: { readonly owner: Notice['owner']; readonly kind: NoticeKind; readonly feed: string },
): Notice {
  return { ...of, seq, topic, at, toldAt: told_at, body };
}
