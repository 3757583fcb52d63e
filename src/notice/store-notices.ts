import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { NewNotice, Notice } from './notice.ts';

/** Adds notices to their owners' feeds, in the order given; holds the feeds locked until the transaction ends. */
export async function addNotices(
  trx: Db,
  notices: readonly NewNotice[],
  toldAt: Instant,
): Promise<readonly Notice[]> {
  const counts = new Map<string, number>();
  for (const { owner } of notices) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const last = new Map<string, number>();
  // One after the other, in one order for all: two writers never wait for each other in turn.
  for (const owner of [...counts.keys()].toSorted()) {
    const { seq } = await trx
      .insertInto('owner_feed')
      .values({ owner, seq: counts.get(owner) ?? 0 })
      .onConflict((conflict) =>
        conflict.column('owner').doUpdateSet({ seq: sql`owner_feed.seq + excluded.seq` }),
      )
      .returning('seq')
      .executeTakeFirstOrThrow();
    last.set(owner, seq - (counts.get(owner) ?? 0));
  }
  const numbered = notices.map((notice): Notice => {
    const seq = (last.get(notice.owner) ?? 0) + 1;
    last.set(notice.owner, seq);
    return { ...notice, seq, toldAt };
  });
  const rows = numbered.map((notice) => ({
    ...notice,
    at: formatInstant(notice.at),
    toldAt: formatInstant(toldAt),
  }));
  await sql`
    insert into notice (owner, seq, kind, topic, at, told_at, body)
    select owner, seq, kind, topic, at, "toldAt", body
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (owner text, seq bigint, kind text, topic uuid,
      at timestamptz, "toldAt" timestamptz, body jsonb)`.execute(trx);
  return numbered;
}
