import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { microUsd } from '#units/money.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Billing } from '#units/quote.ts';
import type { Which } from '../which-own.ts';
import type { EstimateThen, MeasuredEnergy, MeteredPart, Workload, WorkloadPlan } from './workload.ts';
import type { WorkloadStatus } from './status-machine.ts';
import type { WorkloadPlace } from './workload-cursor.ts';

type Row = {
  readonly id: string;
  readonly owner: OwnerId;
  readonly digest: string;
  readonly name: string | null;
  readonly project: string | null;
  readonly notes: string | null;
  readonly gpu: GpuSlug;
  readonly gpuCount: number;
  readonly modelGb: number | null;
  readonly plannedMs: number;
  readonly utilization: number;
  readonly region: string | null;
  readonly provider: string | null;
  readonly billing: Billing;
  readonly price: number | null;
  readonly status: WorkloadStatus;
  readonly submittedAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly kwh: number | null;
  readonly of: MeteredPart | null;
  readonly kg: number | null;
  readonly cost: number | null;
  readonly by: string | null;
  readonly measuredAt: Instant | null;
};

const COLUMNS = sql`id, owner, digest, name, project, notes, gpu, gpu_count as "gpuCount", model_gb as "modelGb",
  planned_ms as "plannedMs", utilization, region, provider, billing, price_per_gpu_hour as price, status,
  submitted_at as "submittedAt", updated_at as "updatedAt", started_at as "startedAt", ended_at as "endedAt",
  measured_kwh as kwh, measured_of as of, measured_kg as kg, measured_cost as cost, measured_by as by,
  measured_at as "measuredAt"`;

function workloadOf({ price, kwh, of, kg, cost, by, measuredAt, ...row }: Row): KeptWorkload {
  const measured: MeasuredEnergy | null =
    kwh === null || of === null || by === null || measuredAt === null
      ? null
      : { kwh, of, kg, cost: cost === null ? null : microUsd(cost), by, at: measuredAt };
  return { ...row, pricePerGpuHour: price === null ? null : microUsd(price), measured };
}

/** With the digest of what was submitted. */
export type KeptWorkload = Workload & { readonly digest: string };

export type Submission = WorkloadPlan & {
  readonly idempotencyKey: string | null;
  readonly digest: string;
  /** When it began, where it has. */
  readonly startedAt: Instant | null;
  readonly estimate: EstimateThen;
};

/** Adds a workload with the first lines of its history; undefined where its owner has one under the same key. */
export async function addWorkload(
  db: Db,
  owner: OwnerId,
  { estimate, startedAt, ...plan }: Submission,
  now: Instant,
): Promise<KeptWorkload | undefined> {
  const started = startedAt === null ? sql`null::timestamptz` : timestamp(startedAt);
  const { rows } = await sql<Row>`
    with made as (
      insert into workload (owner, idempotency_key, digest, name, project, notes, gpu, gpu_count, model_gb, planned_ms,
        utilization, region, provider, billing, price_per_gpu_hour, status, submitted_at, updated_at, started_at)
      values (${owner}, ${plan.idempotencyKey}, ${plan.digest}, ${plan.name}, ${plan.project}, ${plan.notes},
        ${plan.gpu}, ${plan.gpuCount}, ${plan.modelGb}, ${plan.plannedMs}, ${plan.utilization}, ${plan.region},
        ${plan.provider}, ${plan.billing}, ${plan.pricePerGpuHour}, ${startedAt === null ? 'SUBMITTED' : 'RUNNING'},
        ${timestamp(now)}, ${timestamp(now)}, ${started})
      on conflict (owner, idempotency_key) do nothing
      returning *
    ), told as (
      insert into workload_change (workload, owner, kind, before, after, at, recorded_at, estimate)
      select id, owner, 'STATUS', line.before, line.after, line.at, ${timestamp(now)}, line.estimate
      from made, (values (1, null::text, 'SUBMITTED', ${timestamp(now)}, ${JSON.stringify(estimate)}::text::jsonb),
        (2, 'SUBMITTED', 'RUNNING', ${started}, null)) as line (place, before, after, at, estimate)
      where line.at is not null order by place
    )
    select ${COLUMNS} from made`.execute(db);
  return rows[0] && workloadOf(rows[0]);
}

function isMeant(owner: OwnerId, which: Which): RawBuilder<SqlBool> {
  return 'id' in which
    ? sql<SqlBool>`owner = ${owner} and id = ${which.id}::uuid`
    : sql<SqlBool>`owner = ${owner} and idempotency_key = ${which.key}`;
}

export async function workloadMeant(db: Db, owner: OwnerId, which: Which): Promise<KeptWorkload | undefined> {
  const { rows } = await sql<Row>`select ${COLUMNS} from workload where ${isMeant(owner, which)}`.execute(db);
  return rows[0] && workloadOf(rows[0]);
}

/** An owner’s workloads of these ids; what is not the owner’s is not among them. */
export async function workloadsById(db: Db, owner: OwnerId, ids: readonly string[]): Promise<Workload[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from workload where owner = ${owner} and id = any(${[...ids]}::uuid[])`.execute(db);
  return rows.map(workloadOf);
}

/** The same, which nobody else changes until this transaction ends. */
export async function lockWorkload(db: Db, owner: OwnerId, which: Which): Promise<Workload | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from workload where ${isMeant(owner, which)} for update`.execute(db);
  return rows[0] && workloadOf(rows[0]);
}

export type WorkloadScope = {
  readonly statuses: readonly WorkloadStatus[] | null;
  readonly gpus: readonly string[] | null;
  readonly project: string | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
};

function within(owner: OwnerId, { statuses, gpus, project, from, to }: WorkloadScope): RawBuilder<SqlBool> {
  const conditions = [
    sql`owner = ${owner}`,
    ...(statuses === null ? [] : [sql`status = any(${[...statuses]}::text[])`]),
    ...(gpus === null ? [] : [sql`gpu = any(${[...gpus]}::text[])`]),
    ...(project === null ? [] : [sql`project = ${project}`]),
    ...(from === null ? [] : [sql`submitted_at >= ${timestamp(from)}`]),
    ...(to === null ? [] : [sql`submitted_at < ${timestamp(to)}`]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** A page of an owner’s workloads, the newest first, with one row more than was asked for. */
export async function workloadPage(
  db: Db,
  owner: OwnerId,
  scope: WorkloadScope,
  { direction, size }: Page,
  place: WorkloadPlace | null,
): Promise<Workload[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'submitted_at desc, id desc' : 'submitted_at, id');
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place
    ? sql`(submitted_at, id) ${side} (${timestamp(place.submittedAt)}, ${place.id}::uuid)`
    : sql`true`;
  const { rows } = await sql<Row>`
    select ${COLUMNS} from workload where ${within(owner, scope)} and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  const workloads = rows.map(workloadOf);
  return forward ? workloads : workloads.toReversed();
}

export async function workloadCount(db: Db, owner: OwnerId, scope: WorkloadScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from workload where ${within(owner, scope)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Moves a workload that is locked. */
export async function moveWorkload(
  db: Db,
  { id, owner }: Workload,
  to: {
    readonly status: WorkloadStatus;
    readonly startedAt: Instant | null;
    readonly endedAt: Instant | null;
  },
  now: Instant,
): Promise<Workload> {
  const { rows } = await sql<Row>`
    update workload set status = ${to.status}, updated_at = ${timestamp(now)},
      started_at = ${instantOrNull(to.startedAt)}, ended_at = ${instantOrNull(to.endedAt)}
    where owner = ${owner} and id = ${id}::uuid returning ${COLUMNS}`.execute(db);
  return found(rows);
}

/** Replaces what was measured of a workload that is locked. */
export async function measureWorkload(
  db: Db,
  { id, owner }: Workload,
  { kwh, of, kg, cost, by, at }: MeasuredEnergy,
  now: Instant,
): Promise<Workload> {
  const { rows } = await sql<Row>`
    update workload set measured_kwh = ${kwh}, measured_of = ${of}, measured_kg = ${kg}, measured_cost = ${cost},
      measured_by = ${by}, measured_at = ${timestamp(at)}, updated_at = ${timestamp(now)}
    where owner = ${owner} and id = ${id}::uuid returning ${COLUMNS}`.execute(db);
  return found(rows);
}

function instantOrNull(at: Instant | null): RawBuilder<Instant | null> {
  return sql<Instant | null>`${at === null ? null : formatInstant(at)}::timestamptz`;
}

function found(rows: readonly Row[]): Workload {
  const [row] = rows;
  if (!row) throw new Error('a workload that was locked is gone');
  return workloadOf(row);
}
