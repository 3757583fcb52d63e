import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Instant } from '#units/time.ts';
import type { NoticePage } from './every-notice.ts';
import type { Page } from '#graph/page.ts';
import type { Notice, NoticeKind, Wanted, WantedWithin } from './notice.ts';

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
  const only = topics === null ? sql`true` : sql`topic = any(${[...topics]}::uuid[])`;
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

/** A page of the wanted notices, the newest first, beyond a number where that is not null, and one more where there is one. */
export async function noticePage(
  db: Db,
  wanted: WantedWithin,
  { direction, size }: Page,
  beyond: number | null,
): Promise<readonly Notice[]> {
  const { owner, kind } = wanted;
  const forward = direction === 'forward';
  const past = forward ? sql`notice.seq < ${beyond}` : sql`notice.seq > ${beyond}`;
  const { rows } = await sql<NoticeRow & { readonly feed: string }>`
    select notice.seq, topic, at, told_at, body, feed.id as feed
    from notice join owner_feed as feed on feed.owner = notice.owner
    where notice.owner = ${owner} and kind = ${kind} and ${within(wanted)} and ${beyond === null ? sql`true` : past}
    order by notice.seq ${forward ? sql`desc` : sql`asc`} limit ${size + 1}`.execute(db);
  const notices = rows.map(({ feed, ...row }) => noticeOf(row, { owner, kind, feed }));
  return forward ? notices : notices.toReversed();
}

/** How many of the wanted notices there are. */
export async function countNotices(db: Db, wanted: WantedWithin): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from notice
    where owner = ${wanted.owner} and kind = ${wanted.kind} and ${within(wanted)}`.execute(db);
  return rows[0]?.count ?? 0;
}

function within({ topics, from, to }: WantedWithin): RawBuilder<unknown> {
  const conditions = [
    ...(topics === null ? [] : [sql`topic = any(${[...topics]}::uuid[])`]),
    ...(from == null ? [] : [sql`at >= ${timestamp(from)}`]),
    ...(to == null ? [] : [sql`at < ${timestamp(to)}`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function noticeOf(
  { seq, topic, at, told_at, body }: NoticeRow,
  of: { readonly owner: Notice['owner']; readonly kind: NoticeKind; readonly feed: string },
): Notice {
  return { ...of, seq, topic, at, toldAt: told_at, body };
}
