import { builder } from '#graph/builder.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { FigureRef } from './graph-figure.ts';
import {
  doesNotFit,
  longestContext,
  memoryFit,
  mostSequences,
  type DoesNotFit,
  type MemoryFit,
} from './memory-fit.ts';
import { gpusOf } from './memory-load.ts';
import { MEMORY_PARTS, type MemoryNeed } from './memory-need.ts';
import { REMEDIES, type FittingRemedy, type Remedy } from './remedy.ts';

function described<Key extends string>(
  texts: Readonly<Record<Key, string>>,
): Record<Key, { description: string }> {
  return Object.fromEntries(
    Object.entries<string>(texts).map(([key, description]) => [key, { description }]),
  ) as Record<Key, { description: string }>;
}

const PartEnum = builder.enumType('MemoryPart', {
  description: 'What takes memory.',
  values: described(MEMORY_PARTS),
});

const RemedyEnum = builder.enumType('MemoryRemedy', {
  description: 'A change that takes less memory of each GPU, or gives it more.',
  values: described(REMEDIES),
});

const ReasonEnum = builder.enumType('DoesNotFitReason', {
  description: 'Why a model cannot run on GPUs.',
  values: {
    DOES_NOT_FIT: { description: 'It takes more memory than a GPU has to plan with.' },
    NOT_DIVISIBLE: { description: 'It cannot be divided evenly among so many GPUs.' },
  },
});

const PartRef = builder.objectRef<MemoryNeed['parts'][number]>('MemoryPartFigure').implement({
  description: 'One of the things that take memory of a GPU.',
  fields: (t) => ({
    part: t.field({ type: PartEnum, description: 'What it is.', resolve: ({ part }) => part }),
    figure: t.field({
      type: FigureRef,
      description: 'How much, in gigabytes of 10⁹ bytes.',
      resolve: ({ figure }) => figure,
    }),
  }),
});

export const MemoryNeedRef = builder.objectRef<MemoryNeed>('MemoryNeed').implement({
  description: 'What one GPU has to hold, in gigabytes of 10⁹ bytes, part by part.',
  fields: (t) => ({
    total: t.field({
      type: FigureRef,
      description: 'The sum of the parts.',
      resolve: ({ total }) => total,
    }),
    parts: t.field({
      type: [PartRef],
      description: 'Each part, with the arithmetic behind it.',
      complexity: { multiplier: 6 },
      resolve: ({ parts }) => [...parts],
    }),
  }),
});

type WithShare = { readonly remedy: FittingRemedy; readonly share: number };

const RemedyRef = builder.objectRef<WithShare>('FittingRemedy').implement({
  description: 'A change, or several at once, with which it fits; it was worked out again with them.',
  fields: (t) => ({
    changes: t.field({
      type: [RemedyEnum],
      description: 'What is changed; several where no single change is enough, or one asks for the other.',
      resolve: ({ remedy }) => [...remedy.changes] satisfies Remedy[],
    }),
    to: t.string({
      description: 'What to set: "weights AWQ", "2 × H100 SXM".',
      resolve: ({ remedy }) => remedy.to,
    }),
    gpu: t.field({
      type: GpuRef,
      description: 'The GPU it then runs on.',
      resolve: ({ remedy }) => ({ ...remedy.gpu }),
    }),
    gpuCount: t.int({
      description: 'How many of it.',
      resolve: ({ remedy }) => gpusOf(remedy.load),
    }),
    need: t.field({
      type: FigureRef,
      description: 'What each GPU then has to hold.',
      resolve: ({ remedy, share }) => memoryFit(remedy.load, remedy.gpu, share).need.total,
    }),
    usable: t.field({
      type: FigureRef,
      description: 'What can be planned with of each.',
      resolve: ({ remedy, share }) => memoryFit(remedy.load, remedy.gpu, share).usable,
    }),
  }),
});

const DoesNotFitRef = builder.objectRef<DoesNotFit & { readonly share: number }>('DoesNotFit').implement({
  description: 'Why a model cannot run on GPUs, and with what changes it would.',
  fields: (t) => ({
    reason: t.field({ type: ReasonEnum, description: 'Why.', resolve: ({ reason }) => reason }),
    message: t.exposeString('message', { description: 'The same in a sentence, with what would fit.' }),
    shortBy: t.field({
      type: FigureRef,
      nullable: true,
      description: 'By how many gigabytes of each GPU. Null for NOT_DIVISIBLE.',
      resolve: ({ shortBy }) => shortBy,
    }),
    remedies: t.field({
      type: [RemedyRef],
      description:
        'Changes that were checked to make it fit, each alone; empty where none of those tried does.',
      complexity: { multiplier: 6 },
      resolve: ({ remedies, share }) => remedies.map((remedy) => ({ remedy, share })),
    }),
  }),
});

export const MemoryFitRef = builder.objectRef<MemoryFit>('MemoryFit').implement({
  description: 'Whether GPUs of one kind can hold a model and what is done with it.',
  fields: (t) => ({
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => ({ ...gpu }) }),
    gpuCount: t.int({ description: 'How many of it.', resolve: ({ load }) => gpusOf(load) }),
    fits: t.exposeBoolean('fits', { description: 'True where each of them can.' }),
    need: t.field({
      type: MemoryNeedRef,
      description: 'What each GPU has to hold.',
      resolve: ({ need }) => need,
    }),
    usable: t.field({
      type: FigureRef,
      description: 'What can be planned with of each GPU, in gigabytes of 10⁹ bytes.',
      resolve: ({ usable }) => usable,
    }),
    longestContext: t.int({
      description:
        'Tokens of the longest sequences that fit with all else as asked, at most what the model was made for; 0 where none do.',
      resolve: (fit) => longestContext(fit),
    }),
    mostSequences: t.int({
      description:
        'The most sequences at once that fit with all else as asked; in training the largest micro-batch of each GPU. 0 where not even one does, at most 1000000.',
      resolve: (fit) => mostSequences(fit),
    }),
    doesNotFit: t.field({
      type: DoesNotFitRef,
      nullable: true,
      description: 'Why not, by how much, and what would fit. Null where it fits.',
      complexity: { field: 5 },
      resolve: (fit) => {
        const why = doesNotFit(fit);
        return why && { ...why, share: fit.share };
      },
    }),
  }),
});
