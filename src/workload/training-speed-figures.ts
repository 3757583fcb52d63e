import { trainingMfu } from '#analytics/training-mfu.ts';
import {
  slowdownOf,
  TOKENS_PER_SECOND_PER_GPU,
  trainingSpeed,
  type TrainingSetup,
} from '#analytics/training-speed.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import type { TrainingQuestion } from './training-question.ts';

/** How fast one GPU trains, with the arithmetic. */
export type TrainingSpeedFigures = {
  readonly flopsPerToken: Figure;
  readonly mfu: Figure;
  readonly tokensPerSecondPerGpu: Figure;
};

/** What the inputs’ sources would only repeat. */
const METHOD = 'FLOPs and the share of the peak that is reached';
const CONVENTION =
  'Kaplan et al. 2020, Scaling Laws for Neural Language Models: 2 FLOPs a parameter and pass';
const ATTENTION = 'Chowdhery et al. 2022, PaLM, appendix B: the FLOPs of attention';
const STUDY = 'by a study of published runs: `estimator` tells how far off it is';
const UNTRIED = 'taken over from its neighbours: tried on no published run';
const RASCHKA = 'Raschka 2023, Practical Tips for Finetuning LLMs: 39 % longer than LoRA';

/** Null where the catalog has no rate of the GPU's matrix units. */
export function speedFigures(
  {
    model,
    method,
    precision,
    sequenceTokens,
    mfu,
  }: Pick<TrainingQuestion, 'model' | 'method' | 'precision' | 'sequenceTokens' | 'mfu'>,
  gpu: Gpu,
  recomputes: boolean,
): TrainingSpeedFigures | null {
  const setup: TrainingSetup = {
    model: model.shape,
    gpu,
    method,
    precision,
    sequenceTokens,
    recomputes,
    mfu: mfu ?? undefined,
  };
  const speed = trainingSpeed(setup);
  if (!speed) return null;
  const known: Readonly<Record<string, Figure>> = {
    flopsPerParameter: fact(
      speed.flopsPerToken.inputs['flopsPerParameter'] ?? 0,
      'FLOPs',
      'ASSUMED',
      CONVENTION,
    ),
    activeParameters: fact(model.shape.activeParams, 'parameters', model.basis, model.source),
    flopsPerAttention: fact(recomputes ? 16 : 12, 'FLOPs', 'ASSUMED', ATTENTION),
    layers: fact(model.shape.layers, '1', model.basis, model.source),
    hiddenSize: fact(model.shape.hiddenSize, '1', model.basis, model.source),
    sequenceTokens: given(sequenceTokens, 'tokens'),
  };
  const flopsPerToken = derived(speed.flopsPerToken.how, known, 'FLOPs/token');
  const share = mfu === null ? estimatedMfu(setup, gpu, known) : given(mfu, '1');
  const slowdown = slowdownOf(setup);
  const tokensPerSecondPerGpu = derived(
    TOKENS_PER_SECOND_PER_GPU,
    {
      mfu: share,
      peakTflops: fact(speed.peakTflops, 'TFLOPS', 'CATALOG', `${gpu.name}, dense, ${precisionOf(gpu)}`),
      flopsPerToken,
      slowdown: fact(slowdown, '1', 'ASSUMED', slowdown === 1 ? 'nothing besides the FLOPs' : RASCHKA),
    },
    'tokens/s',
    { source: METHOD },
  );
  return { flopsPerToken, mfu: share, tokensPerSecondPerGpu };
}

function estimatedMfu(
  { model, precision }: TrainingSetup,
  gpu: Gpu,
  known: Readonly<Record<string, Figure>>,
): Figure {
  const { how, level, isTried } = trainingMfu(gpu.architecture, precision, model.experts !== null);
  const of = model.experts ? 'mixtures of experts' : 'dense models of 7B';
  const source = `share of the BF16 peak that ${gpu.architecture} reaches with ${of} in ${precision}, ${isTried ? STUDY : UNTRIED}`;
  return derived(how, { ...known, level: fact(level, '1', 'ESTIMATED', source) }, '1');
}

function precisionOf({ bf16Tflops }: Gpu): string {
  return bf16Tflops === null ? 'FP16' : 'BF16';
}
