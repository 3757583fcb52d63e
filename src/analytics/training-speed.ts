import { formula, type Formula } from '#units/formula.ts';
import type { ModelShape } from '#units/model.ts';
import type { SpeedGpu } from './serving-speed.ts';
import { trainingMfu, type TrainingPrecision } from './training-mfu.ts';

export type TrainingMethod = 'FULL' | 'LORA' | 'QLORA';

/** What of a model its FLOPs depend on. */
export type TrainedModel = Pick<ModelShape, 'activeParams' | 'layers' | 'hiddenSize' | 'experts'>;

export type TrainingSetup = {
  readonly model: TrainedModel;
  readonly gpu: Pick<SpeedGpu, 'architecture' | 'bf16Tflops' | 'fp16Tflops'>;
  readonly method: TrainingMethod;
  readonly precision: TrainingPrecision;
  readonly sequenceTokens: number;
  /** True where activations are computed again in the backward pass, to save memory. */
  readonly recomputes: boolean;
  /** Share of the peak by the convention that attention does not count, where somebody knows it. */
  readonly mfu?: number | undefined;
};

/** A number of a setup with how it is computed: `how` of the inputs gives the value. */
export type Step = {
  readonly how: Formula;
  readonly inputs: Readonly<Record<string, number>>;
  readonly value: number;
};

export type TrainingSpeed = {
  readonly flopsPerToken: Step;
  /** Share of the BF16 peak that is reached, recomputed FLOPs and attention counted. */
  readonly mfu: Step;
  /** Dense BF16, or FP16 where the hardware has no BF16; the share of any other precision is of this peak too. */
  readonly peakTflops: number;
  readonly tokensPerSecondPerGpu: number;
};

export const FLOPS_PER_TOKEN = formula(
  'flopsPerParameter * activeParameters + flopsPerAttention * layers * hiddenSize * sequenceTokens',
);
/** The convention "6 N D". */
export const FLOPS_OF_PARAMETERS = formula('flopsPerParameter * activeParameters');
export const TOKENS_PER_SECOND_PER_GPU = formula('mfu * peakTflops * 1e12 / (flopsPerToken * slowdown)');
const SAID = formula('mfu');

/** Unpacking 4-bit weights takes time: 39 % more than LoRA in 16 bits (Raschka 2023, Practical tips for LoRA). */
const QLORA_SLOWDOWN = 1.39;

/** Null where nothing is known of the GPU's matrix units. The number of GPUs shows no slope from 8 to 512. */
export function trainingSpeed(setup: TrainingSetup): TrainingSpeed | null {
  const { model, gpu, precision } = setup;
  const peakTflops = gpu.bf16Tflops ?? gpu.fp16Tflops;
  if (peakTflops === null) return null;
  const flopsPerToken = flopsOf(setup);
  const { how, level } = trainingMfu(gpu.architecture, precision, model.experts !== null);
  const mfu =
    setup.mfu === undefined
      ? step(how, { level, activeParameters: model.activeParams })
      : step(SAID, { mfu: setup.mfu });
  const tokensPerSecondPerGpu = TOKENS_PER_SECOND_PER_GPU.evaluate({
    mfu: mfu.value,
    peakTflops,
    flopsPerToken: flopsPerToken.value,
    slowdown: slowdownOf(setup),
  });
  return { flopsPerToken, mfu, peakTflops, tokensPerSecondPerGpu };
}

/** How much longer a token takes than its FLOPs do; 1 where the caller says what is reached. */
export function slowdownOf({ method, mfu }: Pick<TrainingSetup, 'method' | 'mfu'>): number {
  return method === 'QLORA' && mfu === undefined ? QLORA_SLOWDOWN : 1;
}

/**
 * Forward 2, gradients of activations 2, gradients of weights 2 (none with adapters), forward again 2 where it is
 * recomputed; attention multiplies each token with all others of the sequence, as published MFUs count it.
 */
function flopsOf({ model, method, recomputes, sequenceTokens, mfu }: TrainingSetup): Step {
  const flopsPerParameter = (method === 'FULL' ? 6 : 4) + (recomputes ? 2 : 0);
  if (mfu !== undefined)
    return step(FLOPS_OF_PARAMETERS, { flopsPerParameter, activeParameters: model.activeParams });
  return step(FLOPS_PER_TOKEN, {
    flopsPerParameter,
    activeParameters: model.activeParams,
    flopsPerAttention: recomputes ? 16 : 12,
    layers: model.layers,
    hiddenSize: model.hiddenSize,
    sequenceTokens,
  });
}

function step(how: Formula, inputs: Readonly<Record<string, number>>): Step {
  return { how, inputs, value: how.evaluate(inputs) };
}
