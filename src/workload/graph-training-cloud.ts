import { builder } from '#graph/builder.ts';
import { CLOUD_NAMES } from '#market/cloud-comparator.ts';
import { CloudEnum, MatchEnum } from '#market/graph-cloud-saving.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { FigureRef } from './graph-figure.ts';
import type { CloudTraining } from './training-clouds.ts';

export const CloudTrainingRef = builder.objectRef<CloudTraining>('CloudTraining').implement({
  description: 'The same training on demand at one of the large clouds, and what is saved against it.',
  fields: (t) => ({
    cloud: t.field({ type: CloudEnum, description: 'The cloud.', resolve: ({ cloud }) => cloud }),
    name: t.string({ description: 'Its name.', resolve: ({ cloud }) => CLOUD_NAMES[cloud] }),
    match: t.field({
      type: MatchEnum,
      description: 'Whether it rents the very GPU.',
      resolve: ({ match }) => match,
    }),
    reason: t.exposeString('reason', {
      description: 'What is compared and why; or why the training cannot be compared.',
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there is no price; null where there is one, and where only the training does not fit.',
      resolve: ({ absence }) => absence,
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU compared with, which trains at its own speed; null where none is.',
      resolve: ({ comparedGpu }) => comparedGpu,
    }),
    sku: t.string({
      nullable: true,
      description: 'The cloud’s name of the instance type; null where none is compared.',
      resolve: ({ option }) => option?.sku,
    }),
    hours: t.field({
      type: FigureRef,
      nullable: true,
      description: 'How long it takes there. Null where nothing can be compared: see reason.',
      resolve: ({ hours }) => hours,
    }),
    cost: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What it costs there in US dollars, by the share of instances that the GPUs make up. Null where nothing can be compared.',
      resolve: ({ cost }) => cost,
    }),
    savingPercent: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What is saved here, in percent of the cost there; negative where it costs more here. Null where nothing can be compared.',
      resolve: ({ saving }) => saving,
    }),
  }),
});
