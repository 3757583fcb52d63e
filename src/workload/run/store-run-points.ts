import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Page } from '#graph/page.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Instant } from '#units/time.ts';
import { runOf, type RunPoint, type RunWithPoints, type StoredRun } from './run.ts';
import { RUN_COLUMNS, storedRuns } from './store-runs.ts';

/** What a run measured, as columns: 10,000 points are one row of arrays, not as many rows. */
type Columns = { readonly [Key in keyof RunPoint]: readonly RunPoint[Key][] };

const FIELDS = [
  ['step', 'step', 'bigint'],
  ['epoch', 'epoch', 'float8'],
  ['hours', 'hours', 'float8'],
  ['samples', 'samples', 'bigint'],
  ['tokens', 'tokens', 'bigint'],
  ['trainLoss', 'train_loss', 'float8'],
  ['validationLoss', 'validation_loss', 'float8'],
  ['accuracy', 'accuracy', 'float8'],
  ['learningRate', 'learning_rate', 'float8'],
] as const satisfies readonly (readonly [keyof RunPoint, string, string])[];

/** A run of an owner with all of its points; undefined where the owner has none of this id. */
export async function runWithPoints(db: Db, owner: OwnerId, id: number): Promise<RunWithPoints | undefined> {
  const [[run], points] = await Promise.all([storedRuns(db, owner, { ids: [id] }), runPoints(db, owner, id)]);
  return run && { run: runOf(run), points };
}

/** All points of an owner's run by ascending step, in one statement; none where it is not the owner's. */
export async function runPoints(db: Db, owner: OwnerId, id: number): Promise<RunPoint[]> {
  // As JSON: drivers read an array of 100,000 numbers in a second, and JSON of them in a hundredth.
  const names = [
    ...FIELDS.map(([name, column]) => [name, column] as const),
    ['diverged', 'diverged'] as const,
  ];
  const columns = names.map(
    ([name, column]) => sql`coalesce(json_agg(point.${sql.ref(column)}), '[]') as ${sql.ref(name)}`,
  );
  const { rows } = await sql<Columns>`
    select ${sql.join(columns)} from (
      select point.* from training_run_point as point join training_run as run on run.id = point.run
      where run.owner = ${owner} and run.id = ${id} order by point.step
    ) as point`.execute(db);
  const [all] = rows;
  if (!all) return [];
  return all.step.map((step, at): RunPoint => ({
    step,
    epoch: all.epoch[at] ?? null,
    hours: all.hours[at] ?? null,
    samples: all.samples[at] ?? null,
    tokens: all.tokens[at] ?? null,
    trainLoss: all.trainLoss[at] ?? null,
    validationLoss: all.validationLoss[at] ?? null,
    accuracy: all.accuracy[at] ?? null,
    learningRate: all.learningRate[at] ?? null,
    diverged: all.diverged[at] ?? false,
  }));
}

/** What became of points that were sent. */
export type WrittenPoints = {
  readonly added: number;
  /** That lacked figures which were told now. */
  readonly filled: number;
  /** That had other figures, and now have those told. */
  readonly corrected: number;
  /** At which another figure is kept than was told: they were left as they were. */
  readonly contradicted: number;
  /** The first steps of those. */
  readonly contradictedSteps: readonly number[];
};

const FIGURES = FIELDS.filter(([name]) => name !== 'step');

/**
 * Writes points of a run, each step once, in one statement. A figure that is kept otherwise stays, unless it is to be
 * corrected. The caller holds the run's lock.
 */
export async function writePoints(
  db: Db,
  run: number,
  points: readonly RunPoint[],
  { correct }: { readonly correct: boolean },
): Promise<WrittenPoints> {
  const columns = FIELDS.map(([, column]) => sql.ref(column));
  const values = FIELDS.map(
    ([name, , type]) => sql`${points.map((point) => point[name])}::${sql.raw(type)}[]`,
  );
  const differs = sql.join(
    FIGURES.map(([, column]) => sql`told.${sql.ref(column)} <> kept.${sql.ref(column)}`),
    sql` or `,
  );
  const tellsMore = sql.join(
    [
      ...FIGURES.map(
        ([, column]) => sql`(told.${sql.ref(column)} is not null and kept.${sql.ref(column)} is null)`,
      ),
      sql`(told.diverged and not kept.diverged)`,
    ],
    sql` or `,
  );
  const merged = FIGURES.map(
    ([, column]) => sql`${sql.ref(column)} = coalesce(excluded.${sql.ref(column)}, point.${sql.ref(column)})`,
  );
  const { rows } = await sql<{ what: string; n: number; steps: number[] }>`
    with told as (
      select * from unnest(${sql.join(values)}, ${points.map(({ diverged }) => diverged)}::boolean[])
        as told (${sql.join(columns)}, diverged)
    ), judged as (
      select told.*, case when kept.step is null then 'added'
        when ${differs} then ${correct ? sql`'corrected'` : sql`'contradicted'`}
        when ${tellsMore} then 'filled' else 'same' end as what
      from told left join training_run_point as kept on kept.run = ${run} and kept.step = told.step
    ), written as (
      insert into training_run_point as point (run, ${sql.join(columns)}, diverged)
      select ${run}::bigint, ${sql.join(columns)}, diverged from judged
      where what in ('added', 'filled', 'corrected')
      on conflict (run, step) do update set ${sql.join(merged)}, diverged = excluded.diverged or point.diverged
    )
    select what, count(*) as n, (array_agg(step::float8 order by step))[1:20] as steps from judged group by what`.execute(
    db,
  );
  const count = (what: string): number => rows.find((row) => row.what === what)?.n ?? 0;
  return {
    added: count('added'),
    filled: count('filled'),
    corrected: count('corrected'),
    contradicted: count('contradicted'),
    contradictedSteps: rows.find((row) => row.what === 'contradicted')?.steps ?? [],
  };
}

/** The newest value of a column. */
function last(column: string): RawBuilder<unknown> {
  return sql`(array_agg(${sql.ref(column)} order by step desc) filter (where ${sql.ref(column)} is not null))[1]`;
}

/** Writes on a run what its points come to. */
export async function sumUpPoints(db: Db, run: number, now: Instant): Promise<StoredRun> {
  const { rows } = await sql<StoredRun>`
    update training_run as run set updated_at = ${timestamp(now)}, points = sum.points, last_step = sum.step,
      last_epoch = sum.epoch, last_hours = sum.hours, last_tokens = sum.tokens, last_accuracy = sum.accuracy,
      last_train_loss = sum.train_loss, last_validation_loss = sum.validation_loss, diverged_at = sum.diverged
    from (
      select count(*) as points, max(step) as step, max(epoch) as epoch, max(hours) as hours, max(tokens) as tokens,
        ${last('accuracy')} as accuracy, ${last('train_loss')} as train_loss,
        ${last('validation_loss')} as validation_loss, min(step) filter (where diverged) as diverged
      from training_run_point where run = ${run}
    ) as sum
    where run.id = ${run}
    returning ${RUN_COLUMNS}`.execute(db);
  const [summed] = rows;
  if (!summed) throw new Error('a run that was locked is gone');
  return summed;
}

/** A page of an owner's run by ascending step, and one more than the page holds. */
export async function pointPage(
  db: Db,
  owner: OwnerId,
  run: number,
  { direction, size }: Page,
  place: number | null,
): Promise<RunPoint[]> {
  const forward = direction === 'forward';
  const beyond =
    place === null ? sql`true` : forward ? sql`point.step > ${place}` : sql`point.step < ${place}`;
  const columns = FIELDS.map(([name, column]) => sql`point.${sql.ref(column)} as ${sql.ref(name)}`);
  const { rows } = await sql<RunPoint>`
    select ${sql.join(columns)}, point.diverged
    from training_run_point as point join training_run as run on run.id = point.run
    where run.owner = ${owner} and run.id = ${run} and ${beyond}
    order by point.step ${forward ? sql`asc` : sql`desc`} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}
