import type { ModelShape } from '#units/model.ts';

/**
 * What of the activations is computed again in the backward pass. NONE: all are kept. SELECTIVE: not the
 * scores of attention (as with FlashAttention, which never stores them). FULL: each layer's input alone is kept.
 */
export type Recomputation = 'NONE' | 'SELECTIVE' | 'FULL';

export type ActivationSetup = {
  readonly microBatch: number;
  readonly sequenceTokens: number;
  readonly recomputation: Recomputation;
};

/**
 * Bytes of 16-bit activations that wait for the backward pass on one GPU (Korthikanti et al. 2022, "Reducing
 * Activation Recomputation in Large Transformer Models", eq. 1–2 and table 2, without tensor parallelism):
 * s·b·h·(34 + 5·a·s/h) a layer; 34·s·b·h with selective and 2·s·b·h with full recomputation, which needs one
 * whole layer beside it while that is computed again; and 4·s·b·v of logits in 32 bits.
 */
export function trainingActivationBytes(
  { layers, hiddenSize, heads, vocabulary }: ModelShape,
  { microBatch, sequenceTokens, recomputation }: ActivationSetup,
): number {
  const tokens = sequenceTokens * microBatch;
  const scores = (5 * heads * sequenceTokens) / hiddenSize;
  const logits = 4 * tokens * vocabulary;
  switch (recomputation) {
    case 'NONE':
      return layers * tokens * hiddenSize * (34 + scores) + logits;
    case 'SELECTIVE':
      return layers * tokens * hiddenSize * 34 + logits;
    case 'FULL':
      return layers * tokens * hiddenSize * 2 + tokens * hiddenSize * 34 + logits;
  }
}
