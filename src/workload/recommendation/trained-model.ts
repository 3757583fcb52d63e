import { MAX_PARAMS, MIN_PARAMS, shapeOfSize } from '#catalog/model-sizes.ts';
import { resolveModel } from '#catalog/resolve-model.ts';
import { fact, given, type Figure } from '#units/figure.ts';
import { askedOf, type AskedModel } from '../graph-model-input.ts';
import type { TrainingQuestion } from '../training-question.ts';
import type { JudgedRun } from './recommendation.ts';

const USUAL_SEQUENCE = 512;

/** A run as training that could be planned; null where neither the catalog knows its model nor its parameters are told. */
export function trainingOf(run: JudgedRun): TrainingQuestion | null {
  const model = modelOf(run);
  if (!model) return null;
  const sequence = sequenceOf(run);
  return {
    model,
    method: 'FULL',
    optimizer: 'ADAM_MIXED',
    precision: run.gpuOf && run.gpuOf.bf16Tflops === null ? 'FP16' : 'BF16',
    rank: 16,
    sequenceTokens: Math.max(1, Math.min(model.shape.contextTokens, Math.round(sequence.value))),
    recomputes: null,
    datasetTokens: given(Math.max(1, run.tokens ?? (run.samples ?? 1) * sequence.value), 'tokens'),
    epochs: given(1, '1'),
    gpuCount: null,
    mfu: null,
    checkpointHours: 0,
    restartHours: 0,
  };
}

/** Tokens of a sample. */
export function sequenceOf({ tokens, samples, epochs }: JudgedRun): Figure {
  if (tokens !== null && samples !== null)
    return fact(
      tokens / (samples * (epochs ?? 1)),
      'tokens',
      'GIVEN',
      'the caller: tokens ÷ (samples × epochs)',
    );
  return fact(USUAL_SEQUENCE, 'tokens', 'ASSUMED', 'a sample where the run’s tokens are not told');
}

function modelOf({ model, parameters }: JudgedRun): AskedModel | null {
  const found = model === null ? undefined : resolveModel(model);
  if (found?.kind === 'MAPPED') return askedOf(found.model);
  if (parameters === null) return null;
  return {
    name: model ?? 'the model',
    slug: null,
    shape: shapeOfSize(Math.min(MAX_PARAMS, Math.max(MIN_PARAMS, parameters))),
    source: 'a typical transformer of as many parameters',
    basis: 'ASSUMED',
  };
}
