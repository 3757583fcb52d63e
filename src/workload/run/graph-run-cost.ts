import { builder } from '#graph/builder.ts';
import { usdFromFloat } from '#units/money.ts';
import type { EnergyFigures } from '../energy/energy.ts';
import { FigureRef } from '../graph-figure.ts';
import { RunFigureRef } from './graph-run-figure.ts';
import type { RunCost, RunFigure } from './run-cost.ts';
import type { RunPrice, RunPriceBasis } from './run-prices.ts';

/** A run’s cost and where its price comes from. */
export type PricedRunCost = { readonly cost: RunCost; readonly price: RunPrice };

const PriceBasisEnum = builder.enumType('TrainingRunPriceBasis', {
  description: 'Where the price of a training run comes from.',
  values: {
    TOLD: { description: 'The owner told it.' },
    DURING_RUN: {
      description:
        'The market’s while the run was at work: the mean over time of the median offer of each hour, for its GPU, provider, region and billing.',
    },
    AT_RECORDING: {
      description:
        'The market’s in the hour before the run was recorded, for nobody told when it was at work: tell startedAt or endedAt.',
    },
  } satisfies Record<RunPriceBasis, { description: string }>,
});

const EnergyRef = builder.objectRef<EnergyFigures>('TrainingRunEnergy').implement({
  description: 'What a training run’s GPUs used, with what that emitted and cost as electricity.',
  fields: (t) => ({
    energy: t.field({ type: FigureRef, description: 'kWh.', resolve: ({ energy }) => energy }),
    carbon: t.field({ type: FigureRef, description: 'kg CO₂e.', resolve: ({ carbon }) => carbon }),
    electricity: t.field({
      type: FigureRef,
      description: 'USD of electricity, which the rent contains.',
      resolve: ({ cost }) => cost,
    }),
  }),
});

export const RunCostRef = builder.objectRef<PricedRunCost>('TrainingRunCost').implement({
  description:
    'What a training run cost and what that bought. Every figure says what it is computed of; those that cannot be computed say what to tell.',
  fields: (t) => {
    const figure = (description: string, of: (cost: RunCost) => RunFigure) =>
      t.field({ type: RunFigureRef, description, resolve: ({ cost }) => of(cost) });
    return {
      amount: t.field({
        type: 'USD',
        nullable: true,
        description: 'The total, rounded to the micro-dollar; null where there is none: see total.',
        resolve: ({ cost }) =>
          cost.total.figure === null ? null : (usdFromFloat(cost.total.figure.value) ?? null),
      }),
      total: figure('USD: price × GPUs × hours.', ({ total }) => total),
      hours: figure(
        'Hours of the clock: as told, else from start to end, else what its points have come to.',
        ({ hours }) => hours,
      ),
      gpuHours: figure('GPUs × hours.', ({ gpuHours }) => gpuHours),
      pricePerGpuHour: figure('USD for one GPU and hour.', ({ price }) => price),
      priceBasis: t.field({
        type: PriceBasisEnum,
        nullable: true,
        description: 'Where the price comes from; null where there is none.',
        resolve: ({ price }) => (price.figure === null ? null : price.basis),
      }),
      simulated: t.boolean({
        description: 'True where the price is of the simulated market.',
        resolve: ({ price }) => price.figure !== null && price.simulated,
      }),
      perSample: figure(
        'USD per sample of the dataset, however often it was seen.',
        ({ perSample }) => perSample,
      ),
      perEpoch: figure('USD per epoch.', ({ perEpoch }) => perEpoch),
      perToken: figure('USD per token.', ({ perToken }) => perToken),
      perAccuracyPoint: figure(
        'USD per percentage point of accuracy.',
        ({ perAccuracyPoint }) => perAccuracyPoint,
      ),
      accuracyPerDollar: figure(
        'Accuracy (0 to 1) per US dollar.',
        ({ accuracyPerDollar }) => accuracyPerDollar,
      ),
      efficiency: figure(
        '0 to 1: accuracy per dollar on a fixed scale, on which 100 % accuracy for ten cents is 1. For comparing runs of one task.',
        ({ efficiency }) => efficiency,
      ),
      energy: t.field({
        type: EnergyRef,
        nullable: true,
        description:
          'What its GPUs are estimated to have used, at work for 80 % of the time; null where the GPU or the hours are not known.',
        resolve: ({ cost }) => cost.energy?.detailed.middle ?? null,
      }),
    };
  },
});
