import type { Gpu } from '#catalog/gpu.ts';
import type { MemoryLoad } from './memory-load.ts';

export const REMEDIES = {
  FEWER_BITS: 'Weights in a format of fewer bits.',
  KV_CACHE_FP8: 'The KV cache in FP8.',
  SHORTER_CONTEXT: 'Shorter sequences.',
  FEWER_SEQUENCES: 'Fewer sequences at once.',
  MORE_GPUS: 'More GPUs of the kind.',
  OTHER_COUNT: 'As many GPUs as divide it evenly.',
  OTHER_GPU: 'A GPU with more memory, as many of it.',
  LORA: 'Train adapters of a frozen model (LoRA).',
  QLORA: 'Train adapters of a model frozen in 4 bits (QLoRA).',
  ADAM_8BIT: 'Moments of the optimizer in 8 bits.',
  ZERO: 'Divide states, gradients, weights among the GPUs (ZeRO).',
  RECOMPUTE: 'Compute activations again in the backward pass.',
} as const;

export type Remedy = keyof typeof REMEDIES;

/** A change, or several at once, with which it does fit: it was worked out again with them. */
export type FittingRemedy = {
  readonly changes: readonly Remedy[];
  readonly load: MemoryLoad;
  readonly gpu: Gpu;
  /** What to set, in words: "weights AWQ, 2 GPUs". */
  readonly to: string;
};

/** GPUs of one kind that are planned with: of one machine up to eight, then of several. */
export const COUNTS = [1, 2, 4, 8, 16, 32, 64] as const;
