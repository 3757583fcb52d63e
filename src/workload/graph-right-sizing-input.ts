import { usualFormats } from '#catalog/engine-support.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from '#market/graph-filter.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { checkAhead, checkTokens, MOST_SEQUENCES } from './bounds.ts';
import { KvFormatEnum, WeightFormatEnum } from './graph-memory-input.ts';
import { askedModel, ModelInput } from './graph-model-input.ts';
import { ServingEngineEnum } from './graph-workload-enums.ts';
import type { RightSizingQuestion } from './right-sizing-question.ts';

export const RightSizingInput = builder.inputType('RightSizingInput', {
  description: 'What the right GPUs are looked for: a model, how it is served, and which offers count.',
  fields: (t) => ({
    model: t.field({ type: ModelInput, required: true, description: 'The model.' }),
    engine: t.field({
      type: ServingEngineEnum,
      required: true,
      defaultValue: 'VLLM',
      description: 'What serves it. Formats that it does not run on a GPU are not planned there.',
    }),
    formats: t.field({
      type: [WeightFormatEnum],
      description:
        'Formats of the weights to choose from. Those the engine is mostly used with where it is absent or empty: FP16, FP8, INT8 and AWQ, or FP16 and the K-quants with llama.cpp.',
    }),
    kvFormat: t.field({
      type: KvFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the KV cache is stored.',
    }),
    concurrency: t.int({
      required: true,
      defaultValue: 8,
      description: `Sequences served at once, for which memory is planned at full length: 1 to ${MOST_SEQUENCES}.`,
    }),
    promptTokens: t.int({
      required: true,
      defaultValue: 512,
      description: 'Tokens of a prompt: at least 1.',
    }),
    outputTokens: t.int({
      required: true,
      defaultValue: 256,
      description: 'Tokens of an answer: at least 1.',
    }),
    contextTokens: t.int({
      description:
        'Tokens that each sequence has room for: at least `promptTokens` and `outputTokens` together, which it is where it is absent, at most what the model was made for.',
    }),
    usableShare: t.float({
      required: true,
      defaultValue: USABLE_SHARE,
      description: 'Share of the memory a GPU reports that is planned with: above 0, at most 1.',
    }),
    filter: t.field({
      type: OfferFilter,
      required: true,
      defaultValue: ANY_OFFER,
      description:
        'Which offers count: GPUs, greatest price per GPU, places, billing. Taken offers never do.',
    }),
    ahead: t.field({
      type: 'Duration',
      required: true,
      defaultValue: DAY_MS,
      description: 'How far ahead costs are forecast, PT1H to P7D.',
    }),
  }),
});

/** Throws BAD_USER_INPUT, saying what to change, for what nothing can be planned for. */
export async function rightSizingQuestion(
  input: typeof RightSizingInput.$inferInput,
  context: Context,
): Promise<RightSizingQuestion> {
  const { engine, promptTokens, outputTokens, concurrency, ahead, usableShare } = input;
  const model = askedModel(input.model, 'model');
  const { shape, name } = model;
  checkWithin('concurrency', concurrency, 1, MOST_SEQUENCES);
  checkWithin('usableShare', usableShare, 0.01, 1);
  checkTokens('promptTokens', promptTokens, shape.contextTokens, name);
  checkTokens('outputTokens', outputTokens, shape.contextTokens, name);
  const least = promptTokens + outputTokens;
  const contextTokens = input.contextTokens ?? least;
  checkTokens('contextTokens', contextTokens, shape.contextTokens, name);
  if (contextTokens < least)
    throw badInput(
      'contextTokens',
      `\`contextTokens\` is at least ${least}, \`promptTokens\` and \`outputTokens\` together.`,
    );
  checkAhead(ahead);
  const formats = input.formats?.length ? new Set(input.formats) : usualFormats(engine);
  return {
    model,
    engine,
    formats: [...formats].toSorted((a, b) => WEIGHT_BITS[b] - WEIGHT_BITS[a]),
    kv: input.kvFormat,
    contextTokens,
    sequences: concurrency,
    promptTokens,
    outputTokens,
    usableShare,
    scope: await scopeOf(input.filter, context),
    hours: ahead / HOUR_MS,
  };
}
