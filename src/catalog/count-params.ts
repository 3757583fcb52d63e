import type { LayerGroup } from '#units/model.ts';
import type { Model } from './model.ts';

/**
 * Parameters counted from the architecture: embeddings (and an output head unless tied), the projections of each
 * layer's attention, feed-forward parts with their routers. Norms, biases and positions are left out: under 0.1 %.
 */
export function countParams({ shape, weights }: Pick<Model, 'shape' | 'weights'>): {
  readonly params: number;
  /** The embedding counts as passed through, though only one row of it is read. */
  readonly activeParams: number;
} {
  const { hiddenSize, vocabulary, attention } = shape;
  const { tiedEmbeddings, feedForward, otherWeights } = weights;
  const embeddings = vocabulary * hiddenSize * (tiedEmbeddings ? 1 : 2);
  const mixing = attention.reduce(
    (sum, group) => sum + group.layers * layerWeights(group, { shape, weights }),
    0,
  );
  const fed = (count: 'experts' | 'active'): number =>
    feedForward.reduce((sum, part) => {
      const blocks = part.matrices * hiddenSize * (part[count] * part.size + part.sharedSize);
      const router = part.experts > 1 ? hiddenSize * part.experts : 0;
      return sum + part.layers * (blocks + router);
    }, 0);
  const always = embeddings + mixing + otherWeights;
  return { params: always + fed('experts'), activeParams: always + fed('active') };
}

function layerWeights(group: LayerGroup, { shape, weights }: Pick<Model, 'shape' | 'weights'>): number {
  const { hiddenSize, heads } = shape;
  switch (group.kind) {
    case 'GROUPED':
      return 2 * hiddenSize * group.headDim * (heads + group.kvHeads);
    case 'LATENT': {
      const { queryRank, keyDim, valueDim } = weights.latent ?? { queryRank: null, keyDim: 0, valueDim: 0 };
      const query = heads * (keyDim + group.ropeDim);
      const down = hiddenSize * (group.latentDim + group.ropeDim);
      const up = group.latentDim * heads * (keyDim + valueDim);
      const queries = queryRank === null ? hiddenSize * query : queryRank * (hiddenSize + query);
      return queries + down + up + heads * valueDim * hiddenSize;
    }
    case 'STATE':
      // Without a state it is a feed-forward layer alone.
      return group.stateValues === 0 ? 0 : weights.stateLayerWeights;
  }
}
