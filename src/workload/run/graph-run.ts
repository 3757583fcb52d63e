import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { costedRuns } from './costed-runs.ts';
import { RunCostRef, type PricedRunCost } from './graph-run-cost.ts';
import { runOf, type RunStatus, type StoredRun } from './run.ts';
import { storedRuns } from './store-runs.ts';

export const RunStatusEnum = builder.enumType('TrainingRunStatus', {
  description: 'Where a training run stands.',
  values: {
    RUNNING: { description: 'At work: its hours, tokens, epochs, accuracy and losses are those so far.' },
    COMPLETED: { description: 'Done.' },
    FAILED: { description: 'Ended without a result; what it cost counts.' },
  } satisfies Record<RunStatus, { description: string }>,
});

export const RunRef = builder.objectRef<StoredRun>('TrainingRun');

builder.node(RunRef, {
  description:
    'A training run as its owner recorded it, seen by that owner alone. What is null is not known. Where the run as a whole was not told of hours, epochs, tokens, accuracy or losses, its newest points are.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `node` and `run`.' },
  loadMany: async (ids, { db, owner }) => {
    const found = owner === null ? [] : await storedRuns(db, owner, { ids: ids.flatMap(runKey) });
    return ids.map((id) => found.find((run) => String(run.id) === id) ?? null);
  },
  fields: (t) => {
    const number = (
      name: 'learningRate' | 'epochs' | 'hours' | 'accuracy' | 'trainLoss' | 'validationLoss' | 'testLoss',
      description: string,
    ) => t.float({ nullable: true, description, resolve: (run) => runOf(run)[name] });
    const whole = (name: 'parameters' | 'batchSize' | 'samples' | 'tokens', description: string) =>
      t.field({ type: 'BigInt', nullable: true, description, resolve: (run) => runOf(run)[name] });
    return {
      name: t.exposeString('name', { description: 'Its owner’s name of it, once for each owner.' }),
      model: t.exposeString('model', {
        description: 'What is trained, as the owner calls it: runs of one model are compared.',
      }),
      status: t.field({
        type: RunStatusEnum,
        description: 'Where it stands.',
        resolve: ({ status }) => status,
      }),
      gpu: t.field({
        type: GpuRef,
        nullable: true,
        description: 'The GPU.',
        resolve: ({ gpu }) => gpuOf(gpu),
      }),
      gpuCount: t.int({
        description: 'GPUs at work together; 1 where it was not told.',
        resolve: ({ gpuCount }) => gpuCount ?? 1,
      }),
      provider: t.exposeString('provider', {
        nullable: true,
        description: 'Who rents the GPUs out: a provider’s id ("vastai"), or the owner’s word for another.',
      }),
      region: t.field({
        type: RegionRef,
        nullable: true,
        description: 'Where they stand.',
        resolve: ({ region }) => regionOf(region),
      }),
      billing: t.field({
        type: BillingEnum,
        nullable: true,
        description: 'On-demand or spot. On-demand prices count where it was not told.',
        resolve: ({ billing }) => billing,
      }),
      pricePerGpuHour: t.field({
        type: 'USD',
        nullable: true,
        description: 'As told; where it is null the market’s price counts: see cost.',
        resolve: ({ pricePerGpuHour }) => pricePerGpuHour,
      }),
      parameters: whole('parameters', 'Parameters of the model.'),
      batchSize: whole('batchSize', 'Samples of one step, over all GPUs.'),
      samples: whole('samples', 'Samples of the dataset: of each epoch.'),
      tokens: whole('tokens', 'Tokens trained on, over all epochs.'),
      learningRate: number('learningRate', 'The highest learning rate.'),
      epochs: number('epochs', 'Epochs done, in parts of one too.'),
      hours: number('hours', 'Hours of the clock.'),
      accuracy: number('accuracy', '0 to 1, on data held out.'),
      trainLoss: number('trainLoss', 'Loss on training data at the end.'),
      validationLoss: number('validationLoss', 'Loss on data held out at the end.'),
      testLoss: number('testLoss', 'Loss on data kept for the test.'),
      startedAt: t.expose('startedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it began.',
      }),
      endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
      divergedAt: t.field({
        type: 'BigInt',
        nullable: true,
        description: 'The first step at which a loss was NaN or infinite; null where none was.',
        resolve: ({ divergedAt }) => divergedAt,
      }),
      lastStep: t.field({
        type: 'BigInt',
        nullable: true,
        description: 'The last step it measured; null where it has no points.',
        resolve: ({ lastStep }) => lastStep,
      }),
      recordedAt: t.expose('recordedAt', {
        type: 'DateTime',
        description: 'When it was first recorded.',
      }),
      updatedAt: t.expose('updatedAt', {
        type: 'DateTime',
        description: 'When something new was last told of it.',
      }),
      cost: t.loadable({
        type: RunCostRef,
        description: 'What it cost, and what that bought.',
        complexity: { field: 10 },
        load: loadCosts,
        resolve: (run: StoredRun) => run,
      }),
    };
  },
});

async function loadCosts(runs: readonly StoredRun[], context: Context): Promise<PricedRunCost[]> {
  return costedRuns(context, runs);
}

/** The key a node’s id holds; none for what never was one. */
export function runKey(id: string): number[] {
  return /^[1-9]\d{0,14}$/.test(id) ? [Number(id)] : [];
}
