import { builder } from '#graph/builder.ts';
import { absenceOf } from '#market/graph-absence.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import { derived, fact } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { FigureRef } from './graph-figure.ts';
import { WeightFormatEnum } from './graph-memory-input.ts';
import { usableFigure } from './memory-need.ts';
import { needFigure } from './ranking-figures.ts';
import type { Excluded } from './ranking-candidate.ts';

const MISSING = formula('(need - usable) * gpus');

const ReasonEnum = builder.enumType('RankingExclusion', {
  description: 'Why a GPU is not ranked.',
  values: {
    DOES_NOT_FIT: { description: 'The largest machine of it on offer does not hold the model: see missing.' },
    SOLD_OUT: { description: 'It is listed, but every offer is taken.' },
    STALE: {
      description: 'The only offers are of providers that have not answered lately, and those were excluded.',
    },
    NOT_OFFERED: { description: 'No provider lists it, under the filter given.' },
  },
});

const detailsOf = ({ why }: Excluded) => (why.kind === 'DOES_NOT_FIT' ? why : null);

export const ExcludedGpuRef = builder.objectRef<Excluded>('ExcludedGPU').implement({
  description: 'A GPU that cannot serve a model here and now, and by how much it fails.',
  fields: (t) => ({
    modelName: t.string({ description: 'The model asked for.', resolve: ({ model }) => model.name }),
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => gpu }),
    billing: t.field({
      type: BillingEnum,
      nullable: true,
      description: 'How it is listed. Null where it is not.',
      resolve: ({ billing }) => billing,
    }),
    reason: t.field({
      type: ReasonEnum,
      description: 'Why it is not ranked.',
      resolve: ({ why }) => {
        if (why.kind === 'DOES_NOT_FIT') return 'DOES_NOT_FIT';
        const absence = absenceOf(why.listing ?? undefined);
        return absence === 'SOLD_OUT' || absence === 'STALE' ? absence : 'NOT_OFFERED';
      },
    }),
    largestGpuCount: t.int({
      nullable: true,
      description: 'GPUs of the largest machine on offer. Null but for DOES_NOT_FIT.',
      resolve: (one) => detailsOf(one)?.largest.gpuCount ?? null,
    }),
    gpusNeeded: t.int({
      nullable: true,
      description:
        'The fewest of this GPU that would hold it in one machine. Null but for DOES_NOT_FIT, and where no number up to 64 would.',
      resolve: (one) => detailsOf(one)?.needed ?? null,
    }),
    missing: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Gigabytes that the GPUs of the largest machine lack together. Null but for DOES_NOT_FIT.',
      resolve: (one) => {
        const details = detailsOf(one);
        if (!details) return null;
        const { asked, used, largest } = details;
        return derived(
          MISSING,
          {
            need: needFigure({ model: one.model, asked, used }),
            usable: usableFigure(one.gpu, USABLE_SHARE, true),
            gpus: fact(
              used,
              'GPUs',
              'OBSERVED',
              `${largest.source}: GPUs of the largest machine that the model can be divided among`,
            ),
          },
          'GB',
        );
      },
    }),
    formatsThatFit: t.field({
      type: [WeightFormatEnum],
      description:
        'Formats of fewer bits that the largest machine would hold it in, the most exact first; empty where none would, and but for DOES_NOT_FIT.',
      resolve: (one) => [...(detailsOf(one)?.formats ?? [])],
    }),
  }),
});
