import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { pageOf } from '#graph/page.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import { costedRuns } from './costed-runs.ts';
import { MOST_COMPARED, NoRunsEnum } from './graph-run-comparison.ts';
import { RunFigureRef } from './graph-run-figure.ts';
import { RunRef } from './graph-run.ts';
import type { RunFigure } from './run-cost.ts';
import { returnsOf, type ReturnStep, type RunReturns } from './run-returns.ts';
import { storedRuns } from './store-runs.ts';

const StepRef = builder.objectRef<ReturnStep>('TrainingRunReturn').implement({
  description: 'What one more run of a model brought.',
  fields: (t) => {
    const figure = (description: string, of: (step: ReturnStep) => RunFigure) =>
      t.field({ type: RunFigureRef, description, resolve: of });
    return {
      run: t.field({ type: RunRef, description: 'The run.', resolve: ({ run }) => run.stored }),
      cost: figure('USD of this run.', ({ run }) => run.cost.total),
      spent: figure('USD of this run and all before it that have a cost.', ({ spent }) => spent),
      best: figure('The best accuracy so far, 0 to 1.', ({ best }) => best),
      gain: figure(
        'Percentage points over the best before, 0 where it did not get better; absent for the first, and for a run without an accuracy.',
        ({ gain }) => gain,
      ),
      gainPerDollar: figure('Those points per US dollar of this run.', ({ gainPerDollar }) => gainPerDollar),
    };
  },
});

const ReturnsRef = builder.objectRef<RunReturns>('TrainingRunReturns').implement({
  description: 'What the runs of one model brought for their money, over time.',
  fields: (t) => {
    const figure = (description: string, of: (returns: RunReturns) => RunFigure) =>
      t.field({ type: RunFigureRef, description, resolve: of });
    return {
      absence: t.field({
        type: NoRunsEnum,
        nullable: true,
        description: 'Why there is nothing to say; null where there is.',
        resolve: ({ steps }) => (steps.length === 0 ? ('NO_RUNS' as const) : null),
      }),
      spent: figure('USD of all runs that have a cost.', ({ spent }) => spent),
      best: figure('The best accuracy, 0 to 1.', ({ best }) => best),
      gained: figure('Percentage points from the first run’s accuracy to the best.', ({ gained }) => gained),
      gainedPerDollar: figure(
        'Those points per US dollar spent after the first run that tells an accuracy.',
        ({ gainedPerDollar }) => gainedPerDollar,
      ),
      spentSinceBest: figure(
        'USD of the runs after the one that first reached the best accuracy: what has bought nothing since.',
        ({ spentSinceBest }) => spentSinceBest,
      ),
      runsSinceBest: t.exposeInt('runsSinceBest', { description: 'How many runs those are.' }),
      runs: t.connection(
        {
          type: StepRef,
          description: 'Run by run, by their start, else their end, else when they were recorded.',
          resolve: ({ steps }, args) => pageOfSorted(pageOf(args), steps, ({ run }) => `${run.stored.id}`),
        },
        {
          name: 'TrainingRunReturnConnection',
          description: 'A page of runs with what they brought.',
          fields: (f) => ({
            totalCount: f.int({
              description: 'How many there are in all.',
              resolve: ({ totalCount }) => totalCount ?? 0,
            }),
          }),
        },
        { name: 'TrainingRunReturnEdge', description: 'A run with what it brought, and its place.' },
      ),
    };
  },
});

builder.queryField('runReturns', (t) =>
  t.field({
    type: ReturnsRef,
    description: `What your runs of a model brought for their money: accuracy per dollar from run to run, in all, and what was spent since the last improvement. The newest ${MOST_COMPARED} runs count.`,
    args: { model: t.arg.string({ required: true, description: 'The model, as recordRun was told it.' }) },
    complexity: { field: 30 },
    resolve: async (_root, { model }, context) => {
      const owner = ownerOf(context);
      const stored = await storedRuns(context.db, owner, { models: [model] }, MOST_COMPARED);
      return returnsOf(await costedRuns(context, stored));
    },
  }),
);
