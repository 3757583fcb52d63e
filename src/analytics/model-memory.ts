import type { LayerGroup, ModelShape } from '#units/model.ts';

const BYTES_PER_GB = 1e9;

/** CUDA context, kernels and the allocator's own on each GPU: 0.65 to 1 GB where it was measured. */
export const OVERHEAD_GB = 0.8;

/** Tokens that an engine reads of prompts in one step: the default of vLLM's chunked prefill. */
export const CHUNK_TOKENS = 2048;

/** Bytes of a token's activations for each value of the hidden state: residuals, gate, up and down in 16 bits. */
export const ACTIVATION_BYTES = 25;

/** Bytes of a sequence's scores for each word of the vocabulary: 32 bits, and the sampler's three copies. */
export const SCORE_BYTES = 16;

/** GPUs of a machine share every layer (tensor parallel), machines share the layers out (pipeline). */
export type GpuSplit = {
  readonly gpusPerNode: number;
  readonly nodes: number;
};

export const ONE_GPU: GpuSplit = { gpusPerNode: 1, nodes: 1 };

/** Whether a model can be split so: each GPU of a machine takes a whole number of heads, each machine whole layers. */
export function isDivisible({ heads, layers }: ModelShape, { gpusPerNode, nodes }: GpuSplit): boolean {
  return heads % gpusPerNode === 0 && nodes <= layers;
}

/** Bytes of the KV cache of one sequence of so many tokens, on each GPU where it is split. */
export function kvBytes(
  shape: Pick<ModelShape, 'attention'>,
  tokens: number,
  bytesPerValue: number,
  split: GpuSplit = ONE_GPU,
): number {
  return shape.attention.reduce((sum, group) => sum + kvValues(group, tokens, split), 0) * bytesPerValue;
}

/**
 * GROUPED: 2 × layers × kv heads × head dim a token, a whole number of heads on each GPU. LATENT: (latent + rope) × layers,
 * which all GPUs of a machine hold, as it belongs to no head. STATE: whatever the tokens.
 */
function kvValues(group: LayerGroup, tokens: number, { gpusPerNode, nodes }: GpuSplit): number {
  const layers = Math.ceil(group.layers / nodes);
  switch (group.kind) {
    case 'GROUPED': {
      const heads = Math.ceil(group.kvHeads / gpusPerNode);
      return 2 * layers * heads * group.headDim * Math.min(tokens, group.window ?? tokens);
    }
    case 'LATENT':
      return layers * (group.latentDim + group.ropeDim) * tokens;
    case 'STATE':
      return (layers * group.stateValues) / gpusPerNode;
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

/**
 * What serving a model takes of each GPU, in gigabytes. Weights and cache are divided; activations and overhead
 * every GPU has whole: vLLM measured 1.26 GiB of activations for Llama 3 8B (8192 tokens a step, 256 sequences) on one
 * GPU and on two alike (vllm#10511), where this formula gives 1.27.
 */
export function servingMemory(
  shape: ModelShape,
  load: ServingLoad,
  split: GpuSplit = ONE_GPU,
  chunkTokens = CHUNK_TOKENS,
): ServingMemory {
  const { contextTokens, sequences } = load;
  const weights = weightsGb(shape.params, load.weightBits) / (split.gpusPerNode * split.nodes);
  const kvGb = (sequences * kvBytes(shape, contextTokens, load.kvBits / 8, split)) / BYTES_PER_GB;
  const inStep = Math.min(chunkTokens, contextTokens) * shape.hiddenSize * ACTIVATION_BYTES;
  const activationsGb = (inStep + sequences * shape.vocabulary * SCORE_BYTES) / BYTES_PER_GB;
  const totalGb = weights + kvGb + activationsGb + OVERHEAD_GB;
  return { weightsGb: weights, kvGb, activationsGb, overheadGb: OVERHEAD_GB, totalGb };
}
