import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { FactChange } from './merge-run.ts';
import type { RunFacts, RunStatus, StoredRun } from './run.ts';

/** Where each fact is kept, and as what. */
const FACTS = {
  model: ['model', 'text'],
  status: ['status', 'text'],
  gpu: ['gpu', 'text'],
  gpuCount: ['gpu_count', 'integer'],
  provider: ['provider', 'text'],
  region: ['region', 'text'],
  billing: ['billing', 'text'],
  pricePerGpuHour: ['price_per_gpu_hour', 'bigint'],
  parameters: ['parameters', 'bigint'],
  batchSize: ['batch_size', 'bigint'],
  learningRate: ['learning_rate', 'float8'],
  samples: ['samples', 'bigint'],
  epochs: ['epochs', 'float8'],
  tokens: ['tokens', 'bigint'],
  hours: ['hours', 'float8'],
  accuracy: ['accuracy', 'float8'],
  trainLoss: ['train_loss', 'float8'],
  validationLoss: ['validation_loss', 'float8'],
  testLoss: ['test_loss', 'float8'],
  startedAt: ['started_at', 'timestamptz'],
  endedAt: ['ended_at', 'timestamptz'],
} as const satisfies Record<keyof RunFacts, readonly [column: string, type: string]>;

export const FACT_NAMES = Object.keys(FACTS) as (keyof RunFacts)[];

function valueOf(facts: RunFacts, name: keyof RunFacts): RawBuilder<unknown> {
  const [, type] = FACTS[name];
  const value = facts[name];
  const bound = type === 'timestamptz' && value !== null ? formatInstant(value as Instant) : value;
  return sql`${bound}::${sql.raw(type)}`;
}

export const RUN_COLUMNS = sql.join([
  ...FACT_NAMES.map((name) => sql`run.${sql.ref(FACTS[name][0])} as ${sql.ref(name)}`),
  sql`run.id, run.owner, run.name, run.recorded_at as "recordedAt", run.updated_at as "updatedAt", run.points,
    run.last_step as "lastStep", run.last_epoch as "lastEpoch", run.last_hours as "lastHours",
    run.last_tokens as "lastTokens", run.last_accuracy as "lastAccuracy", run.last_train_loss as "lastTrainLoss",
    run.last_validation_loss as "lastValidationLoss", run.diverged_at as "divergedAt"`,
]);

/** Adds a run; undefined where its owner has one of this name. */
export async function addRun(
  db: Db,
  { owner, name }: Pick<StoredRun, 'owner' | 'name'>,
  facts: RunFacts,
  now: Instant,
): Promise<StoredRun | undefined> {
  const columns = FACT_NAMES.map((fact) => sql.ref(FACTS[fact][0]));
  const values = FACT_NAMES.map((fact) => valueOf(facts, fact));
  const { rows } = await sql<StoredRun>`
    insert into training_run as run (owner, name, recorded_at, updated_at, ${sql.join(columns)})
    values (${owner}, ${name}, ${timestamp(now)}, ${timestamp(now)}, ${sql.join(values)})
    on conflict (owner, name) do nothing
    returning ${RUN_COLUMNS}`.execute(db);
  return rows[0];
}

/** An owner's run of this name, which others wait to change until this transaction ends. */
export async function lockRun(db: Db, owner: OwnerId, name: string): Promise<StoredRun | undefined> {
  const { rows } = await sql<StoredRun>`
    select ${RUN_COLUMNS} from training_run as run where owner = ${owner} and name = ${name} for update`.execute(
    db,
  );
  return rows[0];
}

/** Writes what changed in a run, and what it was before. */
export async function changeRun(
  db: Db,
  { id, owner }: Pick<StoredRun, 'id' | 'owner'>,
  facts: RunFacts,
  changes: readonly FactChange[],
  now: Instant,
): Promise<StoredRun | undefined> {
  const set = changes.map(({ field }) => sql`${sql.ref(FACTS[field][0])} = ${valueOf(facts, field)}`);
  const { rows } = await sql<StoredRun>`
    with noted as (
      insert into training_run_change (run, recorded_at, field, previous, value, kind)
      select id, ${timestamp(now)}, change.field, nullif(change.previous, 'null'::jsonb), change.value, change.kind
      from training_run, jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb)
        as change (field text, previous jsonb, value jsonb, kind text)
      where id = ${id} and owner = ${owner}
    )
    update training_run as run set updated_at = ${timestamp(now)}, ${sql.join(set)}
    where id = ${id} and owner = ${owner}
    returning ${RUN_COLUMNS}`.execute(db);
  return rows[0];
}

/** Which runs of an owner; everything given must hold. */
export type RunChoice = {
  readonly ids?: readonly number[] | undefined;
  readonly names?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly gpus?: readonly string[] | undefined;
};

function chosen(owner: OwnerId, { ids, names, models, statuses, gpus }: RunChoice): RawBuilder<unknown> {
  return sql.join(
    [
      sql`owner = ${owner}`,
      ...(ids ? [sql`id = any(${[...ids]}::bigint[])`] : []),
      ...(names ? [sql`name = any(${[...names]}::text[])`] : []),
      ...(models ? [sql`model = any(${[...models]}::text[])`] : []),
      ...(statuses ? [sql`status = any(${[...statuses]}::text[])`] : []),
      ...(gpus ? [sql`gpu = any(${[...gpus]}::text[])`] : []),
    ],
    sql` and `,
  );
}

/** Runs of an owner, the newest recorded of them where there are more than `most`; the first recorded first. */
export async function storedRuns(
  db: Db,
  owner: OwnerId,
  choice: RunChoice,
  most = 1000,
): Promise<StoredRun[]> {
  const { rows } = await sql<StoredRun>`
    select ${RUN_COLUMNS} from training_run as run where ${chosen(owner, choice)} order by id desc limit ${most}`.execute(
    db,
  );
  return rows.toReversed();
}

/** A page of an owner's runs, the newest recorded first, and one more than the page holds. */
export async function runPage(
  db: Db,
  owner: OwnerId,
  choice: RunChoice,
  { direction, size }: Page,
  place: number | null,
): Promise<StoredRun[]> {
  const forward = direction === 'forward';
  const beyond = place === null ? sql`true` : forward ? sql`id < ${place}` : sql`id > ${place}`;
  const { rows } = await sql<StoredRun>`
    select ${RUN_COLUMNS} from training_run as run where ${chosen(owner, choice)} and ${beyond}
    order by id ${forward ? sql`desc` : sql`asc`} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}

export async function runCount(db: Db, owner: OwnerId, choice: RunChoice): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from training_run where ${chosen(owner, choice)}`.execute(db);
  return rows[0]?.n ?? 0;
}
