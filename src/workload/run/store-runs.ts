import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { StoredRun } from './run.ts';

const COLUMNS = sql`id, owner, name, model, status, gpu, gpu_count as "gpuCount", provider, region, billing,
  price_per_gpu_hour as "pricePerGpuHour", parameters, batch_size as "batchSize", learning_rate as "learningRate",
  samples, epochs, tokens, hours, accuracy, train_loss as "trainLoss", validation_loss as "validationLoss",
  test_loss as "testLoss", started_at as "startedAt", ended_at as "endedAt", recorded_at as "recordedAt",
  updated_at as "updatedAt"`;

/** Which runs of an owner; everything given must hold. */
export type RunChoice = {
  readonly ids?: readonly number[];
  readonly names?: readonly string[];
  readonly models?: readonly string[];
};

function chosen(owner: OwnerId, { ids, names, models }: RunChoice): RawBuilder<unknown> {
  return sql.join(
    [
      sql`owner = ${owner}`,
      ...(ids ? [sql`id = any(${[...ids]}::bigint[])`] : []),
      ...(names ? [sql`name = any(${[...names]}::text[])`] : []),
      ...(models ? [sql`model = any(${[...models]}::text[])`] : []),
    ],
    sql` and `,
  );
}

/** Runs of an owner, the first recorded first. */
export async function storedRuns(db: Db, owner: OwnerId, choice: RunChoice): Promise<StoredRun[]> {
  const { rows } = await sql<StoredRun>`
    select ${COLUMNS} from training_run where ${chosen(owner, choice)} order by id`.execute(db);
  return rows;
}
