import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { MOST_TOKENS } from './bounds.ts';
import { KvFormatEnum, WeightFormatEnum } from './graph-memory-input.ts';
import { askedModel, ModelInput } from './graph-model-input.ts';
import { ServingEngineEnum } from './graph-workload-enums.ts';
import type { ServingQuestion } from './serving-question.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** What is served, and how: of every question about throughput. */
export function servingFields(t: InputFields) {
  return {
    model: t.field({ type: ModelInput, required: true, description: 'The model.' }),
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
    promptTokens: t.int({
      required: true,
      defaultValue: 512,
      description: 'Tokens of a prompt, which are read before the answer: at least 1.',
    }),
    outputTokens: t.int({
      required: true,
      defaultValue: 256,
      description: 'Tokens of an answer: at least 1.',
    }),
  };
}

type Input = Omit<ServingQuestion, 'model'> & { readonly model: typeof ModelInput.$inferInput };

/** Throws BAD_USER_INPUT for what no model can be asked. */
export function servingQuestion({ model: named, ...input }: Input): ServingQuestion {
  const { engine, format, kvFormat, promptTokens, outputTokens } = input;
  checkWithin('promptTokens', promptTokens, 1, MOST_TOKENS);
  checkWithin('outputTokens', outputTokens, 1, MOST_TOKENS);
  const model = askedModel(named);
  if (promptTokens + outputTokens > model.shape.contextTokens)
    throw badInput(
      'promptTokens',
      `${model.name} was made for sequences of ${model.shape.contextTokens} tokens, less than \`promptTokens\` and \`outputTokens\` together: ask for fewer.`,
    );
  return { model, engine, format, kvFormat, promptTokens, outputTokens };
}
