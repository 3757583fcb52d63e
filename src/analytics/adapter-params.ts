import type { ModelShape } from '#units/model.ts';

/**
 * Weights of LoRA adapters of a rank (Hu et al. 2021): rank × (rows + columns) for each matrix. On every
 * matrix of attention, and of the feed-forward where the model is dense (all linear layers, as QLoRA advises);
 * of a mixture of experts on attention alone, as most recipes leave the experts be. The width of the feed-forward is what
 * the parameters leave for three matrices a layer. Llama 3.1 8B at rank 16: 41.9 million, as peft counts.
 */
export function adapterParams(shape: ModelShape, rank: number): number {
  const { hiddenSize: h, layers, vocabulary, heads } = shape;
  let adapters = 0;
  let attention = 0;
  for (const group of shape.attention) {
    const [query, key] =
      group.kind === 'GROUPED'
        ? [heads * group.headDim, group.kvHeads * group.headDim]
        : group.kind === 'LATENT'
          ? [h, group.latentDim + group.ropeDim]
          : [h, h];
    adapters += group.layers * rank * (2 * (h + query) + 2 * (h + key));
    attention += group.layers * 2 * h * (query + key);
  }
  if (shape.experts) return adapters;
  const feedForward = Math.max(0, shape.params - 2 * vocabulary * h - attention) / (3 * h * layers);
  return adapters + layers * rank * 3 * (h + feedForward);
}
