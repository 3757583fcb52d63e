import { gpuBySlug, gpus as catalog } from '#catalog/gpus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { slugOf } from '#market/graph-filter.ts';
import type { Figure } from '#units/figure.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import { FigureRef } from './graph-figure.ts';
import { MemoryFitRef, MemoryNeedRef } from './graph-memory-fit.ts';
import {
  askedServing,
  askedTraining,
  PLAIN_SERVING,
  PLAIN_TRAINING,
  ServingMemoryInput,
  TrainingMemoryInput,
  WeightFormatEnum,
} from './graph-memory-input.ts';
import { askedModel, ModelInput, type AskedModel } from './graph-model-input.ts';
import { checkGpuCount } from './bounds.ts';
import { memoryFit } from './memory-fit.ts';
import { needFor, type MemoryLoad } from './memory-load.ts';
import { bitsOf, cachePerToken, weightsFigure } from './serving-need.ts';

type FormatWeights = { readonly format: WeightFormat; readonly bits: Figure; readonly figure: Figure };

const FormatWeightsRef = builder.objectRef<FormatWeights>('WeightsOfFormat').implement({
  description: 'What a model’s weights take in one format.',
  fields: (t) => ({
    format: t.field({ type: WeightFormatEnum, description: 'Which.', resolve: ({ format }) => format }),
    bits: t.field({
      type: FigureRef,
      description: 'Bits a weight, scales included.',
      resolve: ({ bits }) => bits,
    }),
    figure: t.field({
      type: FigureRef,
      description: 'All weights, in gigabytes of 10⁹ bytes.',
      resolve: ({ figure }) => figure,
    }),
    wholeGb: t.int({
      description: 'The same rounded to whole gigabytes: 14 for 7 billion parameters in FP16.',
      resolve: ({ figure }) => Math.round(figure.value),
    }),
  }),
});

type LoadOn = { readonly load: MemoryLoad; readonly share: number };

const MOST_NAMED = 20;

/** What a row costs less where the whole catalog is asked: most are told apart by `fits` alone. */
const CATALOG_COST = 40;

/** The GPUs of these names, or all. Throws BAD_USER_INPUT for a name that means none or several. */
function gpusNamed(names: readonly string[]): readonly Gpu[] {
  if (names.length > MOST_NAMED) throw badInput('gpus', `\`gpus\` has at most ${MOST_NAMED} names.`);
  const slugs = names.map((name) => slugOf(name));
  return slugs.length > 0 ? slugs.flatMap((slug) => gpuBySlug(slug as GpuSlug) ?? []) : catalog;
}

const LoadMemoryRef = builder.objectRef<LoadOn>('LoadMemory').implement({
  description: 'What serving or training takes of each GPU, and which GPUs have that.',
  fields: (t) => ({
    need: t.field({
      type: MemoryNeedRef,
      description: 'What each of the `gpuCount` GPUs has to hold.',
      resolve: ({ load }) => needFor(load),
    }),
    fits: t.field({
      type: [MemoryFitRef],
      description:
        'Whether it fits, GPU by GPU: those that hold it first, by ascending memory; at most the catalog.',
      args: {
        gpus: t.arg.stringList({
          description: `GPUs it might run on, by any name the catalog knows: at most ${MOST_NAMED}. Every GPU of the catalog where it is absent or empty.`,
        }),
      },
      complexity: ({ gpus }) => ({ field: 1, multiplier: gpus?.length ? gpus.length : CATALOG_COST }),
      resolve: ({ load, share }, { gpus }) =>
        gpusNamed(gpus ?? [])
          .map((gpu) => memoryFit(load, gpu, share))
          .toSorted((a, b) => Number(b.fits) - Number(a.fits) || a.gpu.vramGb - b.gpu.vramGb),
    }),
  }),
});

type ModelMemory = {
  readonly model: AskedModel;
  readonly serving: LoadOn;
  readonly training: LoadOn;
};

const ModelMemoryRef = builder.objectRef<ModelMemory>('ModelMemory').implement({
  description: 'What a language model takes of GPU memory, with the arithmetic.',
  fields: (t) => ({
    model: t.string({
      description: 'The model’s name, as the catalog or the caller has it.',
      resolve: ({ model }) => model.name,
    }),
    weights: t.field({
      type: [FormatWeightsRef],
      description: 'Its weights alone in every format, the most exact first.',
      complexity: { multiplier: 8 },
      resolve: ({ model }) =>
        (Object.keys(WEIGHT_BITS) as WeightFormat[])
          .map((format) => ({ format, bits: bitsOf(format), figure: weightsFigure(model, format, 1) }))
          .toSorted((a, b) => b.bits.value - a.bits.value),
    }),
    cachePerToken: t.field({
      type: FigureRef,
      description:
        'What one more token of a sequence adds to the KV cache, in bytes, while windows are not full; states of fixed size are not in it.',
      resolve: ({ model, serving }) =>
        cachePerToken(model, serving.load.kind === 'SERVING' ? serving.load.asked.kv : 'FP16'),
    }),
    serving: t.field({
      type: LoadMemoryRef,
      description: 'To serve it as `serving` asks.',
      resolve: ({ serving }) => serving,
    }),
    training: t.field({
      type: LoadMemoryRef,
      description: 'To train it as `training` asks.',
      resolve: ({ training }) => training,
    }),
  }),
});

builder.queryField('modelMemory', (t) =>
  t.field({
    type: ModelMemoryRef,
    description:
      'What a language model takes of GPU memory to be served and trained, which GPUs hold it, and where one does not, by how much and what would. It depends on no price.',
    complexity: { field: 10 },
    args: {
      model: t.arg({ type: ModelInput, required: true, description: 'Which model.' }),
      serving: t.arg({
        type: ServingMemoryInput,
        required: true,
        defaultValue: PLAIN_SERVING,
        description: 'How it is to be served. In FP16, one sequence at a time, where it is absent.',
      }),
      training: t.arg({
        type: TrainingMemoryInput,
        required: true,
        defaultValue: PLAIN_TRAINING,
        description:
          'How it is to be trained. In full by Adam in mixed precision, one sequence at a time, where it is absent.',
      }),
      gpuCount: t.arg.int({
        required: true,
        defaultValue: 1,
        description:
          'GPUs of one kind among which it is divided: 1 to 8 of one machine, or machines of 8. Serving divides every layer among the GPUs of a machine and the layers among machines; training divides batches, and what `zeroStage` says.',
      }),
      usableShare: t.arg.float({
        required: true,
        defaultValue: USABLE_SHARE,
        description: 'Share of the memory a GPU reports that is planned with: above 0, at most 1.',
      }),
    },
    resolve: (_root, { model: input, serving, training, gpuCount, usableShare: share }) => {
      const model = askedModel(input);
      checkGpuCount(gpuCount);
      checkWithin('usableShare', share, 0.01, 1);
      const on = (load: MemoryLoad): LoadOn => ({ load, share });
      return {
        model,
        serving: on({ kind: 'SERVING', model, asked: askedServing(serving, model), gpuCount }),
        training: on({ kind: 'TRAINING', model, asked: askedTraining(training, model, gpuCount) }),
      };
    },
  }),
);
