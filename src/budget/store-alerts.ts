import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Page } from '#graph/page.ts';
import type { Notice } from '#notice/notice.ts';
import type { OwnerId } from '#units/owner.ts';

/** Whose alerts: those of one budget. */
export type AlertsOf = { readonly owner: OwnerId; readonly budget: string };

/** A page of what was told of a budget, the newest first, with one row more than was asked for. */
export async function alertPage(
  db: Db,
  { owner, budget }: AlertsOf,
  { direction, size }: Page,
  place: number | null,
): Promise<Notice[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'notice.seq desc' : 'notice.seq');
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place === null ? sql`true` : sql`notice.seq ${side} ${place}`;
  const { rows } = await sql<Notice>`
    select notice.owner, notice.seq, kind, topic, at, told_at as "toldAt", body, feed.id as feed
    from notice join owner_feed feed on feed.owner = notice.owner
    where notice.owner = ${owner} and kind = 'BUDGET_ALERT' and topic = ${budget}::uuid and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}

export async function alertCount(db: Db, { owner, budget }: AlertsOf): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from notice
    where owner = ${owner} and kind = 'BUDGET_ALERT' and topic = ${budget}::uuid`.execute(db);
  return rows[0]?.count ?? 0;
}
