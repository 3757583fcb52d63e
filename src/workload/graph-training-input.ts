import { checkAboveZero, checkDuration, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#units/time.ts';
import { checkTokens } from './bounds.ts';
import { OptimizerEnum } from './graph-memory-input.ts';
import { askedModel, ModelInput } from './graph-model-input.ts';
import { TrainingMethodEnum } from './graph-workload-enums.ts';
import { MOST_GPUS } from './training-placement.ts';
import type { TrainingQuestion } from './training-question.ts';

const MOST_TOKENS = 1e15;
const MOST_EPOCHS = 1000;
const MOST_RANK = 1024;
const DEFAULT_SEQUENCE = 2048;
/** About what vocabularies of 32k to 128k tokens make of English text: 4 bytes a token. */
const USUAL_TOKENS_PER_BYTE = 0.25;

export const TrainingPrecisionEnum = builder.enumType('TrainingPrecision', {
  description: 'What the matrices of training are multiplied in.',
  values: {
    FP32: { description: '32 bits, on matrix units as TF32: half the rate of BF16.' },
    FP16: { description: '16 bits.' },
    BF16: { description: '16 bits of a wider range.' },
    FP8: { description: '8-bit floats, weights kept in 16 bits: Hopper, Ada, Blackwell and CDNA3 on.' },
    NVFP4: { description: '4-bit floats with scales, weights kept in 16 bits: Blackwell.' },
    INT8: { description: 'Stored in 8 bits for transfer alone and computed in 16: planned as BF16.' },
  },
});

const TrainingTextInput = builder.inputType('TrainingTextInput', {
  description: 'A data set by the size of its text.',
  fields: (t) => ({
    gb: t.float({ required: true, description: 'Gigabytes of 10⁹ bytes of plain text: at least 0.000001.' }),
    tokensPerByte: t.float({
      description: `Tokens the model’s vocabulary makes of a byte: 0.001 to 1. ${USUAL_TOKENS_PER_BYTE} where it is absent, about what English comes to; code and other scripts come to more.`,
    }),
  }),
});

const TrainingDatasetInput = builder.inputType('TrainingDatasetInput', {
  description: 'What is trained on, once through.',
  isOneOf: true,
  fields: (t) => ({
    tokens: t.float({ description: `Tokens: at least 1, at most ${MOST_TOKENS}.` }),
    text: t.field({ type: TrainingTextInput, description: 'Text, of which tokens are made.' }),
  }),
});

export const TrainingInput = builder.inputType('TrainingInput', {
  description: 'Training that is planned: what, on how much, and how.',
  fields: (t) => ({
    model: t.field({ type: ModelInput, required: true, description: 'The model.' }),
    dataset: t.field({ type: TrainingDatasetInput, required: true, description: 'The data set.' }),
    epochs: t.float({
      required: true,
      defaultValue: 1,
      description: `How often the data set is gone through: 0.001 to ${MOST_EPOCHS}.`,
    }),
    method: t.field({
      type: TrainingMethodEnum,
      required: true,
      defaultValue: 'FULL',
      description: 'Which weights are trained.',
    }),
    optimizer: t.field({
      type: OptimizerEnum,
      description:
        'What is kept of each parameter that is trained. ADAM_MIXED, or ADAM_FP32 in FP32, where it is absent.',
    }),
    precision: t.field({
      type: TrainingPrecisionEnum,
      required: true,
      defaultValue: 'BF16',
      description: 'What is computed in.',
    }),
    gpuCount: t.int({
      description: `GPUs that train together: 1 to ${MOST_GPUS}. Where it is absent, of each GPU the machines with the fewest GPUs that hold the model.`,
    }),
    sequenceTokens: t.int({
      description: `Tokens of a sequence: at least 1, at most what the model was made for. ${DEFAULT_SEQUENCE}, or what the model was made for where that is less, where it is absent.`,
    }),
    recompute: t.boolean({
      description:
        'Whether activations are computed again in the backward pass to save memory, which takes a third longer. Where it is absent only where it would not fit without.',
    }),
    loraRank: t.int({
      required: true,
      defaultValue: 16,
      description: `Rank of the adapters of LORA and QLORA, on all linear layers (of a mixture of experts on attention alone): 1 to ${MOST_RANK}.`,
    }),
    mfu: t.float({
      description:
        'Share of the GPU’s BF16 peak you reckon with, in place of the estimator’s: 0.001 to 1. FLOPs are then 6 for each parameter and token (8 recomputing, 4 with adapters), attention not counted, as such shares are usually told.',
    }),
    checkpointDuration: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 2 * MINUTE_MS,
      description: 'On spot: what writing one checkpoint takes: a second to a day.',
    }),
    restartDuration: t.field({
      type: 'Duration',
      required: true,
      defaultValue: 5 * MINUTE_MS,
      description: 'On spot: from a new machine until the work goes on, paid: at most a day.',
    }),
  }),
});

/** Throws BAD_USER_INPUT for what nothing can be worked out of. */
export function trainingQuestion(input: typeof TrainingInput.$inferInput): TrainingQuestion {
  const model = askedModel(input.model);
  const most = model.shape.contextTokens;
  const sequenceTokens = input.sequenceTokens ?? Math.min(DEFAULT_SEQUENCE, most);
  checkTokens('sequenceTokens', sequenceTokens, most, model.name);
  const { epochs, loraRank, gpuCount, mfu, checkpointDuration, restartDuration } = input;
  checkWithin('epochs', epochs, 0.001, MOST_EPOCHS);
  checkWithin('loraRank', loraRank, 1, MOST_RANK);
  if (gpuCount != null) checkWithin('gpuCount', gpuCount, 1, MOST_GPUS);
  if (mfu != null) checkWithin('mfu', mfu, 0.001, 1);
  checkDuration('checkpointDuration', checkpointDuration, { least: SECOND_MS });
  checkDuration('restartDuration', restartDuration);
  const { method, precision } = input;
  return {
    model,
    method,
    optimizer: input.optimizer ?? (precision === 'FP32' ? 'ADAM_FP32' : 'ADAM_MIXED'),
    precision,
    rank: loraRank,
    sequenceTokens,
    recomputes: input.recompute ?? null,
    datasetTokens: datasetTokens(input.dataset),
    epochs: given(epochs, '1'),
    gpuCount: gpuCount ?? null,
    mfu: mfu ?? null,
    checkpointHours: checkpointDuration / HOUR_MS,
    restartHours: restartDuration / HOUR_MS,
  };
}

const TOKENS_OF_TEXT = formula('gb * 1e9 * tokensPerByte');

function datasetTokens({ tokens, text }: typeof TrainingDatasetInput.$inferInput): Figure {
  if (tokens != null) {
    checkWithin('tokens', tokens, 1, MOST_TOKENS);
    return given(tokens, 'tokens');
  }
  const { gb, tokensPerByte } = text ?? { gb: 0 };
  checkAboveZero('gb', gb, MOST_TOKENS / 1e9);
  if (tokensPerByte != null) checkWithin('tokensPerByte', tokensPerByte, 0.001, 1);
  const perByte =
    tokensPerByte == null
      ? fact(USUAL_TOKENS_PER_BYTE, 'tokens/byte', 'ASSUMED', 'English text; `tokensPerByte` says otherwise')
      : given(tokensPerByte, 'tokens/byte');
  return derived(TOKENS_OF_TEXT, { gb: given(gb, 'GB'), tokensPerByte: perByte }, 'tokens');
}
