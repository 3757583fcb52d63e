import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { DAY_MS, HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { advanceMemory, memoryOf, ownMemory } from './store-memory.ts';
import { REPLAY_WINDOW } from './store-tape.ts';
import { forgetBefore } from './store-versions.ts';

/** The instant of the oldest change. */
export async function firstChange(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('price_change')
    .select((eb) => eb.fn.min('observed_at').as('at'))
    .executeTakeFirst();
  return (row?.at as Instant | null | undefined) ?? null;
}

/** The oldest change that is not from a file: those are many, and stay. */
async function firstPolledChange(db: Db): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`
    select min(change.observed_at) as at from price_change as change join offer on offer.id = change.offer_id
    where offer.key not like 'import:%'`.execute(db);
  return rows[0]?.at ?? null;
}

/** What comes later than this makes a revision of the memory: it is no news of the last hours, but another past. */
export const REVISED_AFTER_MS = 6 * HOUR_MS;

/** Ends with stretches that were computed anew. */
export async function forgetDirty(db: Db, ids: readonly number[]): Promise<void> {
  await sql`
    with gone as (delete from rollup_dirty where id = any(${[...ids]}::bigint[]) returning from_at)
    update memory set revision = revision + 1 where exists (
      select from gone where from_at < memory.rolled_to - ${REVISED_AFTER_MS} * interval '1 millisecond')`.execute(
    db,
  );
}

/**
 * Removes what polls said more than `rawDays` days ago, whole days, and only where roll-ups have taken it in.
 * Stays: an offer's last change before, as long as it says that the offer is listed, as its price still
 * holds; what a subscriber may resume from; and everything from files. Each day is a transaction of its own,
 * as no poll is recorded while one lasts. Returns the new beginning of raw changes, undefined where nothing
 * could be removed now.
 */
export async function removeOldChanges(
  db: Db,
  now: Instant,
  rawDays: number,
  signal?: AbortSignal,
): Promise<Instant | undefined> {
  const floor = startOfDay(plusMs(now, -rawDays * DAY_MS));
  const { rawFrom } = await memoryOf(db);
  const first = rawFrom ?? (await firstPolledChange(db)) ?? floor;
  let removedTo: Instant | undefined;
  for (let from = startOfDay(first); ; from = plusMs(from, DAY_MS)) {
    signal?.throwIfAborted();
    const to = instant(Math.min(plusMs(from, DAY_MS), floor));
    if (!(await removeDay(db, to, floor))) return removedTo;
    removedTo = to;
    if (to === floor) return removedTo;
    // PGlite never returns to the event loop by itself.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function startOfDay(at: Instant): Instant {
  return instant(Math.floor(at / DAY_MS) * DAY_MS);
}

/**
 * Removes what is before `floor`, of which all but a day's is gone. False where roll-ups have not yet taken
 * in everything before `last`.
 */
async function removeDay(db: Db, floor: Instant, last: Instant): Promise<boolean> {
  const at = timestamp(floor);
  return db.transaction().execute(async (trx) => {
    const { rolledTo, rawFrom } = await ownMemory(trx);
    if (rolledTo === null || rolledTo < last) return false;
    const late = await sql`select from rollup_dirty where from_at < ${timestamp(last)}
      and not imported limit 1`.execute(trx);
    if (late.rows.length > 0) return false;
    // Another instance was faster, and has removed more.
    if (rawFrom !== null && rawFrom > floor) return true;
    await forgetBefore(trx, floor);
    await sql`
      delete from price_change as change using offer, tape
      where change.observed_at < ${at} and offer.id = change.offer_id and offer.key not like 'import:%'
        and (change.seq is null or change.seq <= tape.seq - ${REPLAY_WINDOW.events})
        and (not change.listed or exists (select from price_change as later
          where later.offer_id = change.offer_id and later.observed_at > change.observed_at
            and later.observed_at <= ${at}))`.execute(trx);
    // The 24 hours of rejects before the first instant kept stay as well, and the poll they begin with.
    await sql`
      delete from poll using (
        select provider, max(recorded_at) as kept_from from poll
        where recorded_at <= ${timestamp(plusMs(floor, -DAY_MS))} group by provider
      ) as kept
      where poll.provider = kept.provider and poll.recorded_at < kept.kept_from`.execute(trx);
    await advanceMemory(trx, { rawFrom: floor });
    return true;
  });
}

/**
 * Drops the partitions of changes that are empty and end by `before`, and those of hours that are kept no
 * longer. Returns their names.
 */
export async function dropOldPartitions(db: Db, before: Instant): Promise<string[]> {
  const { hoursFrom } = await memoryOf(db);
  const dropped: string[] = [];
  for (const name of await partitionsBefore(db, 'price_change', before)) {
    const isEmpty = await db.transaction().execute(async (trx) => {
      // No writer is between making a partition and filling it.
      await ownMemory(trx);
      const any = await sql`select from ${sql.table(name)} limit 1`.execute(trx);
      if (any.rows.length === 0) await sql`drop table ${sql.table(name)}`.execute(trx);
      return any.rows.length === 0;
    });
    if (isEmpty) dropped.push(name);
  }
  for (const parent of hoursFrom === null ? [] : ['cell_hour', 'gpu_hour']) {
    for (const name of await partitionsBefore(db, parent, hoursFrom ?? before)) {
      await sql`drop table ${sql.table(name)}`.execute(db);
      dropped.push(name);
    }
  }
  return dropped;
}

/** The monthly partitions of a table that end by the month of `before`. */
async function partitionsBefore(db: Db, parent: string, before: Instant): Promise<string[]> {
  const month = new Date(before).toISOString().slice(0, 7).replace('-', 'm');
  const { rows } = await sql<{ name: string }>`
    select child.relname as name
    from pg_inherits join pg_class as child on child.oid = inhrelid join pg_class as parent on parent.oid = inhparent
    where parent.relname = ${parent} and child.relkind = 'r' and child.relname < ${`${parent}_y${month}`}
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}
