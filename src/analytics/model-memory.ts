import type { LayerGroup, ModelShape } from '#units/model.ts';

const BYTES_PER_GB = 1e9;

/** CUDA context and the allocator's own. */
export const OVERHEAD_GB = 0.8;

/** Bytes of the KV cache of one sequence of so many tokens. */
export function kvBytes(shape: Pick<ModelShape, 'attention'>, tokens: number, bytesPerValue: number): number {
  return shape.attention.reduce((sum, group) => sum + kvValues(group, tokens), 0) * bytesPerValue;
}

/** GROUPED: 2 × layers × kv heads × head dim a token; LATENT: (latent + rope) × layers; STATE: whatever the tokens. */
function kvValues(group: LayerGroup, tokens: number): number {
  switch (group.kind) {
    case 'GROUPED':
      return 2 * group.layers * group.kvHeads * group.headDim * Math.min(tokens, group.window ?? tokens);
    case 'LATENT':
      return group.layers * (group.latentDim + group.ropeDim) * tokens;
    case 'STATE':
      return group.layers * group.stateValues;
  }
}

/** params × bits ÷ 8, in gigabytes. */
export function weightsGb(params: number, bits: number): number {
  return (params * bits) / 8 / BYTES_PER_GB;
}

export type ServingMemory = {
  readonly weightsGb: number;
  readonly kvGb: number;
  readonly activationsGb: number;
  readonly overheadGb: number;
  readonly totalGb: number;
};

export type ServingLoad = {
  readonly weightBits: number;
  readonly kvBits: number;
  /** Tokens of each sequence, prompt and answer together. */
  readonly contextTokens: number;
  /** Sequences held at once. */
  readonly sequences: number;
};

/** What serving a model takes, over all its GPUs together, in gigabytes. */
export function servingMemory(shape: ModelShape, load: ServingLoad): ServingMemory {
  const weights = weightsGb(shape.params, load.weightBits);
  const kvGb = (load.sequences * kvBytes(shape, load.contextTokens, load.kvBits / 8)) / BYTES_PER_GB;
  const activationsGb = (4 * 2048 * shape.hiddenSize * 2) / BYTES_PER_GB;
  const totalGb = weights + kvGb + activationsGb + OVERHEAD_GB;
  return { weightsGb: weights, kvGb, activationsGb, overheadGb: OVERHEAD_GB, totalGb };
}
