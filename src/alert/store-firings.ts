import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { Firing } from './firing.ts';

/** That an alert fired, with its number among all that its owner is told. */
export type FiringRow = { readonly seq: number; readonly firing: Firing };

export type FiringsWanted = {
  /** Of these alerts; of any where null. */
  readonly alerts: readonly string[] | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
};

function wanted(owner: OwnerId, { alerts, from, to }: FiringsWanted): RawBuilder<unknown> {
  return sql.join(
    [
      sql`owner = ${owner} and kind = 'ALERT_FIRED'`,
      ...(alerts === null ? [] : [sql`topic = any(${[...alerts]}::uuid[])`]),
      ...(from === null ? [] : [sql`at >= ${timestamp(from)}`]),
      ...(to === null ? [] : [sql`at < ${timestamp(to)}`]),
    ],
    sql` and `,
  );
}

/** A page of what an owner was told of alerts, the newest first, with one row more than was asked for. */
export async function firingPage(
  db: Db,
  owner: OwnerId,
  which: FiringsWanted,
  { direction, size }: Page,
  place: number | null,
): Promise<FiringRow[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'seq desc' : 'seq');
  const beyond = place === null ? sql`true` : sql`seq ${sql.raw(forward ? '<' : '>')} ${place}`;
  const { rows } = await sql<FiringRow>`
    select seq, body as firing from notice where ${wanted(owner, which)} and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}

export async function firingCount(db: Db, owner: OwnerId, which: FiringsWanted): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from notice where ${wanted(owner, which)}`.execute(db);
  return rows[0]?.count ?? 0;
}
