import { builder } from '#graph/builder.ts';
import type { TrainingMethod } from '#analytics/training-speed.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { TrainingMethodEnum } from './graph-workload-enums.ts';
import { freeFigure, needFigure, usableOf } from './ranking-figures.ts';
import { TRAINED_SEQUENCE, type TrainingFit } from './ranking-training.ts';
import type { Ranked } from './ranking.ts';
import type { RecommendedModel } from './recommended-models.ts';

export const RankedMemoryRef = builder.objectRef<Ranked>('RankedGPUMemory').implement({
  description: 'Memory of each GPU that the model is divided among.',
  fields: (t) => ({
    needed: t.field({
      type: FigureRef,
      description: 'Weights, KV cache, activations and overhead, in GB.',
      resolve: needFigure,
    }),
    usable: t.field({ type: FigureRef, description: 'What can be planned with, in GB.', resolve: usableOf }),
    free: t.field({
      type: FigureRef,
      description: 'The share of the usable memory that stays free.',
      resolve: freeFigure,
    }),
  }),
});

export const RecommendedModelRef = builder.objectRef<RecommendedModel>('RecommendedModel').implement({
  description: 'A model of the catalog that a machine serves.',
  fields: (t) => ({
    name: t.string({ description: 'Its name.', resolve: ({ model }) => model.name }),
    slug: t.string({ description: 'Its slug in the catalog.', resolve: ({ model }) => model.slug }),
    memoryNeededGb: t.exposeFloat('needGb', { description: 'What it takes of each GPU, in GB.' }),
    memoryFreeGb: t.float({
      description: 'What stays free on each GPU, in GB.',
      resolve: ({ needGb, row }) => row.usableGb - needGb,
    }),
  }),
});

const TrainingAbsenceEnum = builder.enumType('TrainingOnGPUAbsence', {
  description: 'Why there are no hours of training.',
  values: {
    DOES_NOT_FIT: { description: 'Training takes more memory than the machine has, see missingGb.' },
    NO_MATRIX_UNITS: { description: 'The GPU computes nothing narrower than FP32: nobody trains on it.' },
  },
});

type TrainingOnGpu = TrainingFit & { readonly method: TrainingMethod };

export const TrainingOnGpuRef = builder.objectRef<TrainingOnGpu>('TrainingOnGPU').implement({
  description: `Training on a machine, everything divided among its GPUs (ZeRO-3), activations recomputed, sequences of ${TRAINED_SEQUENCE} tokens one at a time on each.`,
  fields: (t) => ({
    method: t.field({
      type: TrainingMethodEnum,
      description: 'Which weights are trained, as asked.',
      resolve: ({ method }) => method,
    }),
    hours: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Hours that the tokens asked for take. Null where it cannot be trained here: see absence.',
      resolve: (fit) => (fit.kind === 'FITS' ? fit.hours : null),
    }),
    cost: t.field({
      type: CostRef,
      nullable: true,
      description: 'What these hours cost at the price of the moment. Null where hours is.',
      resolve: (fit) => (fit.kind === 'FITS' ? fit.cost : null),
    }),
    absence: t.field({
      type: TrainingAbsenceEnum,
      nullable: true,
      description: 'Why there are no hours; null where there are.',
      resolve: ({ kind }) => (kind === 'FITS' ? null : kind),
    }),
    missingGb: t.float({
      nullable: true,
      description: 'Gigabytes that each GPU lacks. Null but for DOES_NOT_FIT.',
      resolve: (fit) => (fit.kind === 'DOES_NOT_FIT' ? fit.needGb - fit.usableGb : null),
    }),
  }),
});
