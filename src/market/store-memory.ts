import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { formatInstant, type Instant } from '#units/time.ts';

/** How far the memory reaches; see migrations/0002-memory.sql. */
export type Memory = {
  /** Hours before it, and days that end by it, are rolled up; null where nothing is yet. */
  readonly rolledTo: Instant | null;
  /** Roll-ups by the hour begin here; earlier ones are by the day alone. */
  readonly hoursFrom: Instant | null;
  /** Raw changes of polled offers are complete from here on; null where none was ever removed. */
  readonly rawFrom: Instant | null;
  /** Counts how often another past was taken in; see store-retention. */
  readonly revision: number;
};

export type DirtyStretch = {
  readonly provider: string;
  readonly imported: boolean;
  readonly from: Instant;
  readonly to: Instant;
};

export async function memoryOf(db: Db): Promise<Memory> {
  return select(db).executeTakeFirstOrThrow();
}

/** Keeps roll-ups and removals out until this transaction ends: for who writes changes. */
export async function shareMemory(db: Db): Promise<Memory> {
  return select(db).forShare().executeTakeFirstOrThrow();
}

/** Keeps writers of changes out until this transaction ends: for who rolls up or removes. */
export async function ownMemory(db: Db): Promise<Memory> {
  return select(db).forUpdate().executeTakeFirstOrThrow();
}

function select(db: Db) {
  return db
    .selectFrom('memory')
    .select(['rolled_to as rolledTo', 'hours_from as hoursFrom', 'raw_from as rawFrom', 'revision']);
}

/** Notes that changes were written into stretches, as far as they are rolled up already. */
export async function markDirty(
  db: Db,
  { rolledTo }: Memory,
  stretches: readonly DirtyStretch[],
): Promise<void> {
  if (rolledTo === null) return;
  const late = stretches.filter(({ from }) => from < rolledTo);
  if (late.length === 0) return;
  await db
    .insertInto('rollup_dirty')
    .values(
      late.map(({ provider, imported, from, to }) => ({
        provider,
        imported,
        from_at: formatInstant(from),
        to_at: formatInstant(to),
      })),
    )
    .execute();
}

export async function dirtyStretches(db: Db): Promise<(DirtyStretch & { readonly id: number })[]> {
  return db
    .selectFrom('rollup_dirty')
    .select(['id', 'provider', 'imported', 'from_at as from', 'to_at as to'])
    .orderBy('id')
    .execute();
}

export async function advanceMemory(db: Db, to: Partial<Omit<Memory, 'revision'>>): Promise<void> {
  await sql`update memory set
    rolled_to = greatest(rolled_to, ${to.rolledTo == null ? null : formatInstant(to.rolledTo)}::timestamptz),
    hours_from = greatest(hours_from, ${to.hoursFrom == null ? null : formatInstant(to.hoursFrom)}::timestamptz),
    raw_from = greatest(raw_from, ${to.rawFrom == null ? null : formatInstant(to.rawFrom)}::timestamptz)`.execute(
    db,
  );
}
