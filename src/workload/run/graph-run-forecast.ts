import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { ownerOf } from '#graph/owner.ts';
import { providerIds } from '#market/store-providers.ts';
import { MAX_GPU_COUNT } from '#units/quote-laws.ts';
import { rentalOf } from '../rental.ts';
import { costedRuns, type CostedRun } from './costed-runs.ts';
import { MOST_COMPARED, NoRunsEnum } from './graph-run-comparison.ts';
import { RunFigureRef } from './graph-run-figure.ts';
import type { RunFigure } from './run-cost.ts';
import { runForecast, type ForecastAsked, type RunForecast } from './run-forecast.ts';
import { storedRuns } from './store-runs.ts';

type Answer = RunForecast & { readonly found: boolean; readonly runs: number; readonly confidence: number };

const ForecastRef = builder.objectRef<Answer>('TrainingRunForecast').implement({
  description: 'What more training runs are expected to cost, from what past ones took.',
  fields: (t) => {
    const figure = (description: string, of: (forecast: Answer) => RunFigure) =>
      t.field({ type: RunFigureRef, description, resolve: of });
    return {
      absence: t.field({
        type: NoRunsEnum,
        nullable: true,
        description: 'Why there is nothing to say; null where there is.',
        resolve: ({ found }) => (found ? null : ('NO_RUNS' as const)),
      }),
      runs: t.exposeInt('runs', { description: 'How many more runs.' }),
      confidence: t.exposeFloat('confidence', {
        description: 'How likely the cost is to be from low to high.',
      }),
      pastRuns: t.exposeInt('pastRuns', {
        description: 'Completed runs that the spread was learned from; with one it is the prior’s.',
      }),
      expected: figure(
        'USD: their number times the mean cost of the runs it is of.',
        ({ expected }) => expected,
      ),
      low: figure('USD: with the confidence asked for the cost is not below it.', ({ low }) => low),
      high: figure('USD: with the confidence asked for the cost is not above it.', ({ high }) => high),
      gpuHours: figure('GPU-hours of all of them.', ({ gpuHours }) => gpuHours),
      atMarketPrice: figure(
        'USD of these GPU-hours at the market’s price of the moment for the GPU, provider, region and billing of the newest run.',
        ({ atMarketPrice }) => atMarketPrice,
      ),
      hoursSpread: figure(
        'How far one run’s GPU-hours differ from another’s: the standard deviation of their logarithm.',
        ({ hoursSpread }) => hoursSpread,
      ),
      priceSpread: figure(
        'How far the price is from that of past runs: the standard deviation of its logarithm.',
        ({ priceSpread }) => priceSpread,
      ),
    };
  },
});

const MOST_RUNS_AHEAD = 1000;

builder.queryField('runForecast', (t) =>
  t.field({
    type: ForecastRef,
    description:
      'What more runs of a model, or runs like one, are expected to cost, with an interval from how far durations of past runs and prices differ. With one past run the spread is an assumption that is told.',
    args: {
      model: t.arg.string({ description: 'The model: its completed runs are the past.' }),
      run: t.arg.string({
        description: 'The name of a run: more like this one. One of model and run is given.',
      }),
      runs: t.arg.int({ required: true, description: `How many more: 1 to ${MOST_RUNS_AHEAD}.` }),
      confidence: t.arg.float({
        required: true,
        defaultValue: 0.8,
        description: 'How likely the cost is to be within the interval: 0.5 to 0.99.',
      }),
    },
    complexity: { field: 50 },
    resolve: async (_root, { model, run, runs, confidence }, context): Promise<Answer> => {
      const owner = ownerOf(context);
      checkWithin('runs', runs, 1, MOST_RUNS_AHEAD);
      checkWithin('confidence', confidence, 0.5, 0.99);
      if ((model == null) === (run == null))
        throw badInput(
          model == null ? 'model' : 'run',
          'Say which `model`, or which `run` they are like: one of them.',
        );
      const [named] = run == null ? [] : await storedRuns(context.db, owner, { names: [run] });
      const of = named?.model ?? model;
      const stored = of == null ? [] : await storedRuns(context.db, owner, { models: [of] }, MOST_COMPARED);
      const past = await costedRuns(context, stored);
      const like =
        run == null
          ? past.filter(({ stored: { status } }) => status === 'COMPLETED')
          : past.filter(({ stored: { id } }) => id === named?.id);
      const market = await marketOf(like.at(-1), context);
      const asked: ForecastAsked = { like, past, runs, confidence, market };
      return { ...runForecast(asked), found: stored.length > 0, runs, confidence };
    },
  }),
);

/** What such a machine costs now; null where nobody offers it, and for a provider the market does not know. */
async function marketOf(run: CostedRun | undefined, context: Context): Promise<ForecastAsked['market']> {
  if (!run) return null;
  const { gpu, gpuCount, provider, region, billing } = run.run;
  if (gpu === null || gpuCount > MAX_GPU_COUNT) return null;
  if (provider !== null && !(await providerIds(context.db)).includes(provider)) return null;
  const asked = { gpu, gpuCount, provider, region, billing: billing ?? ('ON_DEMAND' as const) };
  const { price, factors } = await rentalOf(asked, context, { at: context.now(), asOf: null });
  return price && { price, factors };
}
