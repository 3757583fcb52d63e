import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Workload, WorkloadChange } from './workload.ts';

/** Adds a line to the history of a workload that is locked. */
export async function tellChange(
  db: Db,
  { id, owner }: Workload,
  { kind, before, after, at, recordedAt, source }: Omit<WorkloadChange, 'estimate'>,
): Promise<void> {
  await sql`
    insert into workload_change (workload, owner, kind, before, after, at, recorded_at, source)
    values (${id}::uuid, ${owner}, ${kind}, ${before}, ${after}, ${timestamp(at)}, ${timestamp(recordedAt)},
      ${source})`.execute(db);
}

/** How often a workload’s energy has been told. */
export async function measurementsOf(db: Db, { id, owner }: Workload): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from workload_change
    where workload = ${id}::uuid and owner = ${owner} and kind = 'ENERGY'`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The histories of an owner’s workloads, by their id, in one statement. */
export async function changesOf(
  db: Db,
  owner: OwnerId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly WorkloadChange[]>> {
  const { rows } = await sql<WorkloadChange & { readonly workload: string }>`
    select workload, kind, before, after, at, recorded_at as "recordedAt", source, estimate from workload_change
    where owner = ${owner} and workload = any(${[...ids]}::uuid[]) order by id`.execute(db);
  return Map.groupBy(rows, ({ workload }) => workload);
}
