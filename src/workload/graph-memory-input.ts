import { OPTIMIZER_BYTES, type ZeroStage } from '#analytics/training-memory.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import { checkTokens, MOST_SEQUENCES } from './bounds.ts';
import type { AskedModel } from './graph-model-input.ts';
import { TrainingMethodEnum } from './graph-workload-enums.ts';
import type { AskedServing } from './serving-need.ts';
import type { AskedTraining } from './training-need.ts';

const MAX_RANK = 1024;
const DEFAULT_CONTEXT = 8192;
const DEFAULT_SEQUENCE = 2048;

export const WeightFormatEnum = builder.enumType('WeightFormat', {
  description:
    'How a model’s weights are stored. More bits are more exact; what the scales of a block take is counted.',
  values: Object.fromEntries(
    Object.entries(WEIGHT_BITS).map(([format, bits]) => [format, { description: `${bits} bits a weight.` }]),
  ) as Record<WeightFormat, { description: string }>,
});

export const KvFormatEnum = builder.enumType('KVCacheFormat', {
  description: 'How keys and values of attention are stored.',
  values: {
    FP16: { description: 'Two bytes a value: what engines do unless told otherwise.' },
    FP8: { description: 'One byte a value.' },
  },
});

export const OptimizerEnum = builder.enumType('TrainingOptimizer', {
  description: 'What is kept of each parameter that is trained.',
  values: {
    ADAM_FP32: { description: 'All in 32 bits: 16 bytes.' },
    ADAM_MIXED: {
      description:
        '16-bit weights and gradients, with moments and a copy of the weights in 32 bits: 16 bytes.',
    },
    ADAM_8BIT: { description: 'The same with moments in 8 bits: 10 bytes.' },
    ADAM_BF16: { description: 'Weights, gradients and moments in BF16: 8 bytes.' },
  } satisfies Record<keyof typeof OPTIMIZER_BYTES, { description: string }>,
});

const RecomputationEnum = builder.enumType('ActivationRecomputation', {
  description: 'Which activations are computed again in the backward pass instead of being kept.',
  values: {
    NONE: { description: 'None.' },
    SELECTIVE: { description: 'The scores of attention, as FlashAttention does.' },
    FULL: { description: 'All but each layer’s input.' },
  },
});

export const ServingMemoryInput = builder.inputType('ServingMemoryInput', {
  description: 'How a model is to be served, as far as memory goes.',
  fields: (t) => ({
    format: t.field({
      type: WeightFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the weights are stored.',
    }),
    kvFormat: t.field({
      type: KvFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the KV cache is stored.',
    }),
    contextTokens: t.int({
      description: `Tokens of each sequence, prompt and answer together: at least 1, at most what the model was made for. ${DEFAULT_CONTEXT}, or what the model was made for where that is less, where it is absent.`,
    }),
    concurrency: t.int({
      required: true,
      defaultValue: 1,
      description: `Sequences served at once, each with its own cache: 1 to ${MOST_SEQUENCES}.`,
    }),
  }),
});

export const TrainingMemoryInput = builder.inputType('TrainingMemoryInput', {
  description: 'How a model is to be trained, as far as memory goes.',
  fields: (t) => ({
    method: t.field({
      type: TrainingMethodEnum,
      required: true,
      defaultValue: 'FULL',
      description: 'What is trained.',
    }),
    optimizer: t.field({
      type: OptimizerEnum,
      required: true,
      defaultValue: 'ADAM_MIXED',
      description: 'The optimizer of what is trained.',
    }),
    loraRank: t.int({
      required: true,
      defaultValue: 16,
      description: `Rank of the adapters, on all linear layers (of a mixture of experts on attention alone): 1 to ${MAX_RANK}.`,
    }),
    zeroStage: t.int({
      required: true,
      defaultValue: 0,
      description: 'What is divided among the GPUs: 0 nothing, 1 optimizer, 2 gradients too, 3 weights too.',
    }),
    microBatch: t.int({
      required: true,
      defaultValue: 1,
      description: `Sequences a GPU works on at once: 1 to ${MOST_SEQUENCES}.`,
    }),
    sequenceTokens: t.int({
      description: `Tokens of a sequence: at least 1, at most what the model was made for. ${DEFAULT_SEQUENCE}, or what the model was made for where that is less, where it is absent.`,
    }),
    recomputation: t.field({
      type: RecomputationEnum,
      required: true,
      defaultValue: 'SELECTIVE',
      description: 'Which activations are not kept.',
    }),
  }),
});

/** As an argument’s default, which GraphQL does not complete by the fields’ own. */
export const PLAIN_SERVING = {
  format: 'FP16',
  kvFormat: 'FP16',
  concurrency: 1,
} satisfies typeof ServingMemoryInput.$inferInput;

export const PLAIN_TRAINING = {
  method: 'FULL',
  optimizer: 'ADAM_MIXED',
  loraRank: 16,
  zeroStage: 0,
  microBatch: 1,
  recomputation: 'SELECTIVE',
} satisfies typeof TrainingMemoryInput.$inferInput;

/** Throws BAD_USER_INPUT for what nothing can be worked out of. */
export function askedServing(
  input: typeof ServingMemoryInput.$inferInput,
  { shape, name }: AskedModel,
): AskedServing {
  const { format: weights, kvFormat: kv, concurrency: sequences } = input;
  const contextTokens = input.contextTokens ?? Math.min(DEFAULT_CONTEXT, shape.contextTokens);
  checkTokens('contextTokens', contextTokens, shape.contextTokens, name);
  checkWithin('concurrency', sequences, 1, MOST_SEQUENCES);
  return { weights, kv, contextTokens, sequences };
}

/** Throws BAD_USER_INPUT for what nothing can be worked out of. */
export function askedTraining(
  input: typeof TrainingMemoryInput.$inferInput,
  { shape, name }: AskedModel,
  gpuCount: number,
): AskedTraining {
  const { method, optimizer, loraRank: rank, microBatch, recomputation, zeroStage } = input;
  const sequenceTokens = input.sequenceTokens ?? Math.min(DEFAULT_SEQUENCE, shape.contextTokens);
  checkTokens('sequenceTokens', sequenceTokens, shape.contextTokens, name);
  checkWithin('microBatch', microBatch, 1, MOST_SEQUENCES);
  checkWithin('loraRank', rank, 1, MAX_RANK);
  if (!isStage(zeroStage)) throw badInput('zeroStage', '`zeroStage` is 0, 1, 2 or 3.');
  return { method, optimizer, rank, zeroStage, gpuCount, microBatch, sequenceTokens, recomputation };
}

function isStage(stage: number): stage is ZeroStage {
  return stage >= 0 && stage <= 3;
}
