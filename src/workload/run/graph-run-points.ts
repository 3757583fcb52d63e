import { downsampled } from '#analytics/downsample.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { numberCursor, placeOfPage } from '#graph/number-cursor.ts';
import { pageOf } from '#graph/page.ts';
import { connectionOf } from '#market/graph-page.ts';
import { RunRef } from './graph-run.ts';
import { oneByOne } from '../one-by-one.ts';
import type { RunPoint, StoredRun } from './run.ts';
import { pointPage, runPoints } from './store-run-points.ts';

export const RunPointRef = builder.objectRef<RunPoint>('TrainingRunPoint').implement({
  description: 'What a training run measured at one step. What is null was not told.',
  fields: (t) => ({
    step: t.field({ type: 'BigInt', description: 'The step.', resolve: ({ step }) => step }),
    epoch: t.exposeFloat('epoch', { nullable: true, description: 'Epochs done, in parts of one too.' }),
    hours: t.exposeFloat('hours', { nullable: true, description: 'Hours since the run’s start.' }),
    samples: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Samples seen so far.',
      resolve: ({ samples }) => samples,
    }),
    tokens: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Tokens seen so far.',
      resolve: ({ tokens }) => tokens,
    }),
    trainLoss: t.exposeFloat('trainLoss', { nullable: true, description: 'Loss on training data.' }),
    validationLoss: t.exposeFloat('validationLoss', {
      nullable: true,
      description: 'Loss on data held out.',
    }),
    accuracy: t.exposeFloat('accuracy', { nullable: true, description: '0 to 1, on data held out.' }),
    learningRate: t.exposeFloat('learningRate', { nullable: true, description: 'The learning rate then.' }),
    diverged: t.exposeBoolean('diverged', {
      description: 'True where a loss was NaN or infinite; that loss is null.',
    }),
  }),
});

type Metric = 'TRAIN_LOSS' | 'VALIDATION_LOSS' | 'ACCURACY' | 'LEARNING_RATE';

const METRICS = {
  TRAIN_LOSS: ['trainLoss', 'Loss on training data.'],
  VALIDATION_LOSS: ['validationLoss', 'Loss on data held out.'],
  ACCURACY: ['accuracy', 'Accuracy, 0 to 1, on data held out.'],
  LEARNING_RATE: ['learningRate', 'The learning rate.'],
} as const satisfies Record<Metric, readonly [keyof RunPoint, string]>;

const MetricEnum = builder.enumType('TrainingRunMetric', {
  description: 'What a curve shows.',
  values: Object.fromEntries(
    Object.entries(METRICS).map(([name, [, description]]) => [name, { description }]),
  ) as Record<Metric, { description: string }>,
});

type Drawn = { readonly x: number; readonly y: number; readonly point: RunPoint };

const CurvePointRef = builder.objectRef<Drawn>('TrainingRunCurvePoint').implement({
  description: 'A point of a curve: one that was measured, never a mean of several.',
  fields: (t) => ({
    step: t.field({ type: 'BigInt', description: 'The step.', resolve: ({ x }) => x }),
    value: t.exposeFloat('y', { description: 'What was measured.' }),
    hours: t.float({
      nullable: true,
      description: 'Hours since the run’s start; null where they were not told.',
      resolve: ({ point }) => point.hours,
    }),
    epoch: t.float({
      nullable: true,
      description: 'Epochs done; null where they were not told.',
      resolve: ({ point }) => point.epoch,
    }),
  }),
});

const MOST_DRAWN = 1000;

builder.objectField(RunRef, 'points', (t) =>
  t.connection(
    {
      type: RunPointRef,
      description: 'What it measured, by ascending step. To draw a long run ask for `curve`.',
      resolve: async ({ id, owner, points }, args, { db }) => {
        const page = pageOf(args);
        const rows = await pointPage(db, owner, id, page, stepOfPage(placeOfPage(page)));
        return connectionOf(page, rows, points, ({ step }) => numberCursor(step + 1));
      },
    },
    {
      name: 'TrainingRunPointConnection',
      description: 'A page of points.',
      fields: (f) => ({
        totalCount: f.int({
          description: 'How many there are in all.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'TrainingRunPointEdge', description: 'A point and its place in the list.' },
  ),
);

/** Cursors hold numbers from 1 on, and steps begin with 0. */
function stepOfPage(place: number | null): number | null {
  return place === null ? null : place - 1;
}

type AskedCurve = { readonly metric: Metric; readonly maxPoints: number };

builder.objectField(RunRef, 'curve', (t) =>
  t.loadableList({
    type: CurvePointRef,
    byPath: true,
    description:
      'A metric over the steps by so few points that they can be drawn, chosen to show its shape, dips and spikes included (Largest Triangle Three Buckets). Empty where it was never told.',
    args: {
      metric: t.arg({ type: MetricEnum, required: true, description: 'What the curve shows.' }),
      maxPoints: t.arg.int({
        required: true,
        defaultValue: 200,
        description: `At most this many points: 3 to ${MOST_DRAWN}.`,
      }),
    },
    // All points of the run are read, and those chosen are in memory.
    complexity: { field: 20, multiplier: 10 },
    load: (runs: StoredRun[], context: Context, asked: AskedCurve) => {
      checkWithin('maxPoints', asked.maxPoints, 3, MOST_DRAWN);
      return oneByOne(runs, (run) => curveOf(run, asked, context));
    },
    resolve: (run: StoredRun) => run,
  }),
);

async function curveOf(
  { id, owner }: StoredRun,
  { metric, maxPoints }: AskedCurve,
  { db }: Context,
): Promise<Drawn[]> {
  const [key] = METRICS[metric];
  const drawn = (await runPoints(db, owner, id)).flatMap((point): Drawn[] => {
    const y = point[key];
    return y === null ? [] : [{ x: point.step, y, point }];
  });
  return [...downsampled(drawn, maxPoints)];
}
