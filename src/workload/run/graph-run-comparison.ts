import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { givenList } from '#market/graph-filter.ts';
import { checkAccuracy } from './check-run.ts';
import { costedRuns, type CostedRun } from './costed-runs.ts';
import { RunFigureRef } from './graph-run-figure.ts';
import { RunRef } from './graph-run.ts';
import { comparedRuns, type FrontierRun, type ModelRuns, type RunComparison } from './run-comparison.ts';
import { returnsOf } from './run-returns.ts';
import { runCount, storedRuns } from './store-runs.ts';
import type { RunFigure } from './run-cost.ts';

/** Runs that are compared at once: the newest. */
export const MOST_COMPARED = 1000;

type WithoutRuns = 'NO_RUNS';

export const NoRunsEnum = builder.enumType('TrainingRunsAbsence', {
  description: 'Why there is nothing to say of training runs.',
  values: {
    NO_RUNS: {
      description:
        'You have recorded none that were asked for: record one with recordRun, or look at `runs`.',
    },
  } satisfies Record<WithoutRuns, { description: string }>,
});

type Answer = RunComparison & { readonly target: number | null; readonly leftOut: number };

const ModelRunsRef = builder.objectRef<ModelRuns>('TrainingModelRuns').implement({
  description: 'Your runs of one model together.',
  fields: (t) => {
    const figure = (description: string, of: (model: ModelRuns) => RunFigure) =>
      t.field({ type: RunFigureRef, description, resolve: of });
    return {
      model: t.exposeString('model', { description: 'The model, as it was told.' }),
      runs: t.int({ description: 'How many runs.', resolve: ({ runs }) => runs.length }),
      costedRuns: t.exposeInt('costed', { description: 'Of these, how many have a cost.' }),
      total: figure('USD of those that have a cost.', ({ total }) => total),
      mean: figure('USD a run, over those.', ({ mean }) => mean),
      gpuHours: figure('GPU-hours of those that tell their hours.', ({ gpuHours }) => gpuHours),
      bestAccuracy: figure('The best accuracy of any.', ({ bestAccuracy }) => bestAccuracy),
      bestRun: t.field({
        type: RunRef,
        nullable: true,
        description: 'The run of that accuracy, the cheapest of equal ones; null where none tells one.',
        resolve: ({ best }) => best?.stored ?? null,
      }),
      costPerAccuracyPoint: figure(
        'USD of all its runs per percentage point of the best accuracy: what it took to get there.',
        ({ perAccuracyPoint }) => perAccuracyPoint,
      ),
      dominatedBy: t.field({
        type: RunRef,
        nullable: true,
        description:
          'A run that costs no more than its best run, is no less accurate, and is better in one of both; null where there is none.',
        resolve: ({ dominatedBy }) => dominatedBy?.stored ?? null,
      }),
    };
  },
});

const FrontierRef = builder.objectRef<FrontierRun>('TrainingFrontierRun').implement({
  description: 'A run with its cost and accuracy, held against all others.',
  fields: (t) => ({
    run: t.field({ type: RunRef, description: 'The run.', resolve: ({ run }) => run.stored }),
    total: t.field({ type: RunFigureRef, description: 'USD.', resolve: ({ run }) => run.cost.total }),
    accuracy: t.float({ description: '0 to 1.', resolve: ({ run }) => run.run.accuracy ?? 0 }),
    dominatedBy: t.field({
      type: RunRef,
      nullable: true,
      description:
        'A run of the frontier that is no dearer, no less accurate, and better in one of both; null for a run of the frontier.',
      resolve: ({ dominatedBy }) => dominatedBy?.stored ?? null,
    }),
  }),
});

type Path = { readonly run: CostedRun; readonly spent: RunFigure };

const PathRef = builder.objectRef<Path>('TrainingAccuracyPath').implement({
  description: 'The way to an accuracy.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      description: 'The cheapest run that reached it.',
      resolve: ({ run }) => run.stored,
    }),
    total: t.field({
      type: RunFigureRef,
      description: 'USD of that run alone.',
      resolve: ({ run }) => run.cost.total,
    }),
    spentUntilThen: t.field({
      type: RunFigureRef,
      description: 'USD of the runs of its model up to the first that reached it, failures included.',
      resolve: ({ spent }) => spent,
    }),
  }),
});

const ComparisonRef = builder.objectRef<Answer>('TrainingRunComparison').implement({
  description: 'Your training runs compared across models.',
  fields: (t) => ({
    absence: t.field({
      type: NoRunsEnum,
      nullable: true,
      description: 'Why there is nothing to compare; null where there is.',
      resolve: ({ models }) => (models.length === 0 ? ('NO_RUNS' as const) : null),
    }),
    models: t.field({
      type: [ModelRunsRef],
      description: 'The models, that of the best accuracy first; at most 50.',
      resolve: ({ models }) => models.slice(0, 50),
    }),
    frontier: t.field({
      type: [FrontierRef],
      description:
        'The runs that no other beats in cost and accuracy together (Pareto’s frontier), the cheapest first; at most 50.',
      resolve: ({ judged }) => judged.filter(({ dominatedBy }) => dominatedBy === null).slice(0, 50),
    }),
    dominated: t.field({
      type: [FrontierRef],
      description: 'The other runs that have a cost and an accuracy, the cheapest first; at most 50.',
      resolve: ({ judged }) => judged.filter(({ dominatedBy }) => dominatedBy !== null).slice(0, 50),
    }),
    cheapestTo: t.field({
      type: PathRef,
      nullable: true,
      description:
        'The cheapest way to the accuracy that was asked for; null where no run reached it, or none was asked for.',
      resolve: cheapestTo,
    }),
    leftOut: t.exposeInt('leftOut', {
      description: `Older runs that were not compared: the newest ${MOST_COMPARED} are.`,
    }),
  }),
});

function cheapestTo({ judged, models, target }: Answer): Path | null {
  if (target === null) return null;
  const run = judged.find((one) => (one.run.run.accuracy ?? 0) >= target)?.run;
  const group = models.find(({ model }) => model === run?.run.model);
  if (!run || !group) return null;
  const steps = returnsOf(group.runs).steps;
  const reached = steps.find((step) => (step.run.run.accuracy ?? 0) >= target);
  return { run, spent: reached?.spent ?? run.cost.total };
}

builder.queryField('runComparison', (t) =>
  t.field({
    type: ComparisonRef,
    description: `Compares your training runs across models by what they cost and how accurate they became: the newest ${MOST_COMPARED} of those asked for.`,
    args: {
      models: t.arg.stringList({
        required: true,
        defaultValue: [],
        description: 'Which models, as they were told; all of them where the list is empty.',
      }),
      accuracy: t.arg.float({ description: 'The accuracy to find the cheapest way to, 0 to 1.' }),
    },
    complexity: { field: 50 },
    resolve: async (_root, { models, accuracy }, context): Promise<Answer> => {
      const owner = ownerOf(context);
      checkAccuracy('accuracy', accuracy);
      const choice = { models: givenList(models) ?? undefined };
      const [stored, count] = await Promise.all([
        storedRuns(context.db, owner, choice, MOST_COMPARED),
        runCount(context.db, owner, choice),
      ]);
      const compared = comparedRuns(await costedRuns(context, stored));
      return { ...compared, target: accuracy ?? null, leftOut: count - stored.length };
    },
  }),
);
