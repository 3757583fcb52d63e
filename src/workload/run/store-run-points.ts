import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { runOf, type RunPoint, type RunWithPoints } from './run.ts';
import { storedRuns } from './store-runs.ts';

/** What a run measured, as columns: 10,000 points are one row of arrays, not as many rows. */
type Columns = { readonly [Key in keyof RunPoint]: readonly RunPoint[Key][] };

const FIELDS = [
  ['step', 'step'],
  ['epoch', 'epoch'],
  ['hours', 'hours'],
  ['samples', 'samples'],
  ['tokens', 'tokens'],
  ['trainLoss', 'train_loss'],
  ['validationLoss', 'validation_loss'],
  ['accuracy', 'accuracy'],
  ['learningRate', 'learning_rate'],
] as const satisfies readonly (readonly [keyof RunPoint, string])[];

/** A run of an owner with all of its points; undefined where the owner has none of this id. */
export async function runWithPoints(db: Db, owner: OwnerId, id: number): Promise<RunWithPoints | undefined> {
  const [[run], points] = await Promise.all([storedRuns(db, owner, { ids: [id] }), runPoints(db, owner, id)]);
  return run && { run: runOf(run), points };
}

/** All points of an owner's run by ascending step, in one statement; none where it is not the owner's. */
export async function runPoints(db: Db, owner: OwnerId, id: number): Promise<RunPoint[]> {
  // Arrays of bigint would come back as text.
  const columns = FIELDS.map(
    ([name, column]) =>
      sql`coalesce(array_agg(point.${sql.ref(column)}::float8 order by point.step), '{}') as ${sql.ref(name)}`,
  );
  const { rows } = await sql<Columns>`
    select ${sql.join(columns)}, coalesce(array_agg(point.diverged order by point.step), '{}') as diverged
    from training_run_point as point join training_run as run on run.id = point.run
    where run.owner = ${owner} and run.id = ${id}`.execute(db);
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
