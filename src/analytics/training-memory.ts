import type { ModelShape } from '#units/model.ts';
import { OVERHEAD_GB } from './model-memory.ts';
import { trainingActivationBytes, type Recomputation } from './training-activations.ts';
import type { TrainingMethod } from './training-speed.ts';

/**
 * Bytes a trained parameter takes as weight, gradient and optimizer state. ADAM_MIXED: 16-bit weights and
 * gradients, and in 32 bits a copy of the weights and both moments (ZeRO, Rajbhandari et al. 2020, §3.1).
 * ADAM_8BIT: the same with both moments in 8 bits (Dettmers et al. 2022). ADAM_BF16: all in 16 bits.
 */
export const OPTIMIZER_BYTES = {
  ADAM_FP32: { weights: 4, gradients: 4, states: 8 },
  ADAM_MIXED: { weights: 2, gradients: 2, states: 12 },
  ADAM_8BIT: { weights: 2, gradients: 2, states: 6 },
  ADAM_BF16: { weights: 2, gradients: 2, states: 4 },
} as const;

export type TrainingOptimizer = keyof typeof OPTIMIZER_BYTES;

/** Nothing, the optimizer's states, gradients too, weights too are divided among the GPUs. */
export type ZeroStage = 0 | 1 | 2 | 3;

/** Bytes of a frozen weight: BF16, and NF4 with double quantisation at 4.127 bits (QLoRA, Dettmers et al. 2023). */
export const FROZEN_BYTES = { LORA: 2, QLORA: 0.516 } as const;

export type TrainingMemorySetup = {
  readonly method: TrainingMethod;
  /** Of the parameters that are trained: all, or the adapters. */
  readonly optimizer: TrainingOptimizer;
  /** Weights of the adapters (`adapterParams`); not read for FULL. */
  readonly adapterParams: number;
  readonly zeroStage: ZeroStage;
  /** Data-parallel GPUs. */
  readonly gpuCount: number;
  /** Sequences a GPU works on at once. */
  readonly microBatch: number;
  readonly sequenceTokens: number;
  readonly recomputation: Recomputation;
};

/** What one GPU holds, in gigabytes of 10⁹ bytes. */
export type TrainingMemory = {
  readonly weightsGb: number;
  readonly gradientsGb: number;
  readonly optimizerGb: number;
  readonly activationsGb: number;
  /** Two layers' whole weights while they are computed with: ZeRO-3 alone. */
  readonly gatheredGb: number;
  readonly overheadGb: number;
  readonly totalGb: number;
};

const BYTES_PER_GB = 1e9;

/** What training takes on each GPU. */
export function trainingMemory(shape: ModelShape, setup: TrainingMemorySetup): TrainingMemory {
  const { method, zeroStage, gpuCount } = setup;
  const bytes = OPTIMIZER_BYTES[setup.optimizer];
  const trained = method === 'FULL' ? shape.params : setup.adapterParams;
  const frozen = method === 'FULL' ? 0 : shape.params * FROZEN_BYTES[method];
  const over = (stage: ZeroStage): number => (zeroStage >= stage ? gpuCount : 1);
  const allWeights = (frozen + trained * bytes.weights) / BYTES_PER_GB;

  const weightsGb = allWeights / over(3);
  const gradientsGb = (trained * bytes.gradients) / over(2) / BYTES_PER_GB;
  const optimizerGb = (trained * bytes.states) / over(1) / BYTES_PER_GB;
  const activationsGb = trainingActivationBytes(shape, setup) / BYTES_PER_GB;
  const gatheredGb = over(3) > 1 ? (2 * allWeights) / shape.layers : 0;
  const overheadGb = OVERHEAD_GB;
  const totalGb = weightsGb + gradientsGb + optimizerGb + activationsGb + gatheredGb + overheadGb;
  return { weightsGb, gradientsGb, optimizerGb, activationsGb, gatheredGb, overheadGb, totalGb };
}

/** The most sequences that a GPU can work on at once within `usableGb`; 0 where not even one fits. */
export function largestMicroBatch(
  shape: ModelShape,
  setup: Omit<TrainingMemorySetup, 'microBatch'>,
  usableGb: number,
): number {
  const { totalGb, activationsGb } = trainingMemory(shape, { ...setup, microBatch: 1 });
  const room = usableGb - (totalGb - activationsGb);
  return Math.max(0, Math.floor(room / activationsGb + 1e-9));
}
