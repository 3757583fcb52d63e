import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { ANY_OFFER, OfferFilter, scopeOf, slugOf } from '#market/graph-filter.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { KvFormatEnum, WeightFormatEnum } from './graph-memory-input.ts';
import { askedModel, ModelInput } from './graph-model-input.ts';
import { ServingEngineEnum, TrainingMethodEnum } from './graph-workload-enums.ts';
import { checkAhead, checkedSpeed, checkUtilisation, MOST_SEQUENCES, MOST_TOKENS } from './bounds.ts';
import type { RankingQuestion } from './ranking-question.ts';

const MOST_MODELS = 10;
const MOST_TRAINING_TOKENS = 1e15;

const GpuSpeedInput = builder.inputType('GPUSpeedInput', {
  description: 'How fast somebody found a GPU to be.',
  fields: (t) => ({
    gpu: t.string({ required: true, description: 'The GPU by any name the catalog knows.' }),
    tokensPerSecond: t.float({
      required: true,
      description: 'Output tokens a second of the whole machine, all sequences together: above 0.',
    }),
  }),
});

export const LlmGpuInput = builder.inputType('LLMGPUInput', {
  description: 'What GPUs are ranked for: models, how they are served, and which offers count.',
  fields: (t) => ({
    models: t.field({
      type: [ModelInput],
      required: true,
      description: `The models, 1 to ${MOST_MODELS}; one may be given without a list. Every model is ranked on every GPU.`,
    }),
    engine: t.field({
      type: ServingEngineEnum,
      required: true,
      defaultValue: 'VLLM',
      description: 'What serves it.',
    }),
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
    concurrency: t.int({
      required: true,
      defaultValue: 16,
      description: `Sequences served at once (the batch): 1 to ${MOST_SEQUENCES}. Memory is planned for all of them at full length.`,
    }),
    promptTokens: t.int({
      required: true,
      defaultValue: 512,
      description: 'Tokens of a prompt, which are read before the answer: at least 1.',
    }),
    outputTokens: t.int({
      required: true,
      defaultValue: 256,
      description:
        'Tokens of an answer: at least 1. Costs are of these tokens, reading the prompts included.',
    }),
    contextTokens: t.int({
      description:
        'Tokens that each sequence has room for, at most what the model was made for. promptTokens + outputTokens where it is absent.',
    }),
    utilisation: t.float({
      required: true,
      defaultValue: 1,
      description:
        'The share of the time that the machine is busy, above 0 up to 1. By default 1: the least a token can cost; at 0.25 it costs four times as much.',
    }),
    tokensPerSecond: t.float({
      description:
        'Output tokens a second that any machine makes, all sequences together, where you know better: above 0. Estimated or measured for each GPU where it is absent.',
    }),
    speeds: t.field({
      type: [GpuSpeedInput],
      description: 'The same for single GPUs, which goes before tokensPerSecond. At most 100.',
    }),
    trainingTokens: t.float({
      required: true,
      defaultValue: 10_000_000,
      description: 'Tokens that trainingHours are told for, passes over the data counted: above 0.',
    }),
    trainingMethod: t.field({
      type: TrainingMethodEnum,
      required: true,
      defaultValue: 'LORA',
      description: 'Which weights trainingHours train.',
    }),
    filter: t.field({
      type: OfferFilter,
      required: true,
      defaultValue: ANY_OFFER,
      description:
        'Which offers count: GPUs, least memory, greatest price, places, billing. Taken offers never do. GPUs named here are told of even where nobody offers them.',
    }),
    ahead: t.field({
      type: 'Duration',
      required: true,
      defaultValue: DAY_MS,
      description: 'How far ahead costs are forecast, PT1H to P7D.',
    }),
  }),
});

type LlmGpuInputValue = typeof LlmGpuInput.$inferInput;

/** Checks what is asked. Throws BAD_USER_INPUT, saying what to change, for what cannot be ranked. */
export async function rankingQuestion(input: LlmGpuInputValue, context: Context): Promise<RankingQuestion> {
  const { promptTokens, outputTokens, concurrency, utilisation, trainingTokens, ahead } = input;
  if (input.models.length < 1 || input.models.length > MOST_MODELS)
    throw badInput('models', `\`models\` names 1 to ${MOST_MODELS} models.`);
  checkWithin('concurrency', concurrency, 1, MOST_SEQUENCES);
  checkWithin('promptTokens', promptTokens, 1, MOST_TOKENS);
  checkWithin('outputTokens', outputTokens, 1, MOST_TOKENS);
  checkUtilisation(utilisation);
  checkAboveZero('trainingTokens', trainingTokens, MOST_TRAINING_TOKENS);
  checkAhead(ahead);
  const models = input.models.map((model) => askedModel(model, 'models'));
  const contextTokens = input.contextTokens ?? promptTokens + outputTokens;
  checkContext(contextTokens, promptTokens + outputTokens, models);
  return {
    models: [...new Map(models.map((model) => [model.slug ?? JSON.stringify(model), model])).values()],
    engine: input.engine,
    format: input.format,
    kvFormat: input.kvFormat,
    sequences: concurrency,
    contextTokens,
    promptTokens,
    outputTokens,
    utilisation,
    isUtilisationGiven: utilisation !== 1,
    tokensPerSecond: speedsOf(input),
    training: { tokens: trainingTokens, method: input.trainingMethod },
    scope: await scopeOf(input.filter, context),
    hours: ahead / HOUR_MS,
  };
}

function checkContext(contextTokens: number, needed: number, models: RankingQuestion['models']): void {
  if (contextTokens < needed)
    throw badInput(
      'contextTokens',
      `\`contextTokens\` is ${contextTokens}, less than the ${needed} of \`promptTokens\` and \`outputTokens\` together: give at least that many, or leave it out.`,
    );
  const short = models.find(({ shape }) => shape.contextTokens < contextTokens);
  if (short)
    throw badInput(
      'contextTokens',
      `${short.name} was made for sequences of ${short.shape.contextTokens} tokens, and ${contextTokens} are asked: ask for fewer, or leave that model out.`,
    );
}

function speedsOf({ tokensPerSecond, speeds }: LlmGpuInputValue): ReadonlyMap<string | null, number> {
  if ((speeds?.length ?? 0) > 100) throw badInput('speeds', '`speeds` holds at most 100 GPUs.');
  const given = new Map<string | null, number>();
  if (tokensPerSecond != null) given.set(null, checkedSpeed('tokensPerSecond', tokensPerSecond));
  for (const { gpu, tokensPerSecond: speed } of speeds ?? [])
    given.set(slugOf(gpu, 'speeds'), checkedSpeed('speeds', speed));
  return given;
}
