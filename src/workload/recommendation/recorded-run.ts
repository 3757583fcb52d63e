import { gpuBySlug } from '#catalog/gpus.ts';
import type { Context } from '#graph/context.ts';
import { runPrices } from '../run/run-prices.ts';
import { runOf, type Run, type StoredRun } from '../run/run.ts';
import { runPoints } from '../run/store-run-points.ts';
import { storedRuns } from '../run/store-runs.ts';
import type { JudgedRun, SiblingRun } from './recommendation.ts';

/** Other runs of the model that count: the newest. */
const MOST_SIBLINGS = 200;

/** An owner’s run with its points, its price and its model’s other runs. */
export async function recordedRun(
  context: Pick<Context, 'db' | 'now' | 'simulated'>,
  stored: StoredRun,
): Promise<JudgedRun> {
  const { id, owner, model } = stored;
  const [points, runs, prices] = await Promise.all([
    runPoints(context.db, owner, id),
    storedRuns(context.db, owner, { models: [model] }, MOST_SIBLINGS),
    runPrices(context, [stored]),
  ]);
  const run = runOf(stored);
  return {
    ...siblingOf(run),
    model,
    gpuOf: (run.gpu && gpuBySlug(run.gpu)) || null,
    billing: run.billing,
    parameters: run.parameters,
    tokens: run.tokens,
    price: prices.get(id)?.figure ?? null,
    points,
    siblings: runs
      .filter((one) => one.id !== id && one.status === 'COMPLETED')
      .map((one) => siblingOf(runOf(one))),
  };
}

function siblingOf(run: Run): SiblingRun {
  const { samples, epochs, batchSize, hours, gpu, gpuCount, accuracy, validationLoss } = run;
  return { samples, epochs, batchSize, hours, gpu, gpuCount, accuracy, validationLoss };
}
