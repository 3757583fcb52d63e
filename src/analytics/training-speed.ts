import type { ModelShape } from '#units/model.ts';
import type { SpeedGpu } from './serving-speed.ts';

export type TrainingMethod = 'FULL' | 'LORA' | 'QLORA';
export type TrainingPrecision = 'FP32' | 'FP16' | 'BF16' | 'FP8' | 'INT8';

export type TrainingSetup = {
  readonly model: ModelShape;
  readonly gpu: SpeedGpu;
  readonly gpuCount: number;
  readonly method: TrainingMethod;
  readonly precision: TrainingPrecision;
  readonly sequenceTokens: number;
  /** True where activations are computed again in the backward pass, to save memory. */
  readonly recomputes: boolean;
};

export type TrainingSpeed = {
  readonly flopsPerToken: number;
  /** Share of the peak that is reached. */
  readonly mfu: number;
  readonly peakTflops: number;
  readonly tokensPerSecondPerGpu: number;
};

/** tokens/s/GPU = MFU × peak ÷ FLOPs a token; 6N, 8N recomputing, 4N with LoRA, and 12 × L × d × seq of attention. */
export function trainingSpeed(setup: TrainingSetup): TrainingSpeed {
  const { model, gpu, method, recomputes, sequenceTokens } = setup;
  const perParam = method === 'FULL' ? (recomputes ? 8 : 6) : recomputes ? 6 : 4;
  const flopsPerToken = perParam * model.activeParams + 12 * model.layers * model.hiddenSize * sequenceTokens;
  const mfu = 0.4;
  const peakTflops = gpu.bf16Tflops ?? gpu.fp16Tflops ?? 10;
  return { flopsPerToken, mfu, peakTflops, tokensPerSecondPerGpu: (mfu * peakTflops * 1e12) / flopsPerToken };
}
