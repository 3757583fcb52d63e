import { modelSlug, type LayerGroup } from '#units/model.ts';
import { gated, grouped, type FeedForward, type Model, type ModelWeights } from './model.ts';

/** A model as its table writes it down: what most have in common may be left out. */
export type ModelRow = {
  readonly name: string;
  readonly developer: string;
  readonly released: string;
  readonly licence: string;
  /** Its repository on Hugging Face, whose config.json the architecture is from; an alias as well. */
  readonly repository: string;
  readonly aliases?: readonly string[];
  /** Parameters in 10⁹ as the publisher counts them. */
  readonly billions: number;
  /** Those a token passes through; left out for dense models. */
  readonly activeBillions?: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly vocabulary: number;
  readonly contextTokens: number;
  /** Key and value heads of every layer, and their dimension: [8, 128]. */
  readonly kv?: readonly [heads: number, dim: number];
  /** The layers' groups where not every layer is alike. */
  readonly attention?: readonly LayerGroup[];
  /** Width of the gated feed-forward part of every layer. */
  readonly feedForwardSize?: number;
  /** The parts where they are not alike. */
  readonly feedForward?: readonly FeedForward[];
} & Partial<Omit<ModelWeights, 'feedForward'>>;

/** The models of rows; the slug is the name in lower case with hyphens. */
export function modelsOf(rows: readonly ModelRow[]): readonly Model[] {
  return rows.map(modelOf);
}

function modelOf(row: ModelRow): Model {
  const { name, layers, hiddenSize, heads, vocabulary, contextTokens } = row;
  const attention = row.attention ?? (row.kv && [grouped(layers, ...row.kv)]);
  const feedForward = row.feedForward ?? (row.feedForwardSize && [gated(layers, row.feedForwardSize)]);
  if (!attention || !feedForward) throw new RangeError(`${name} says too little of its layers`);
  const mixture = feedForward.find((part) => part.experts > 1);
  return {
    slug: modelSlug(name.toLowerCase().replaceAll(' ', '-')),
    name,
    developer: row.developer,
    released: row.released,
    licence: row.licence,
    aliases: [row.repository, ...(row.aliases ?? [])],
    shape: {
      params: Math.round(row.billions * 1e9),
      activeParams: Math.round((row.activeBillions ?? row.billions) * 1e9),
      layers,
      hiddenSize,
      heads,
      vocabulary,
      contextTokens,
      experts: mixture ? { count: mixture.experts, active: mixture.active } : null,
      attention,
    },
    weights: {
      tiedEmbeddings: row.tiedEmbeddings ?? false,
      feedForward,
      latent: row.latent ?? null,
      stateLayerWeights: row.stateLayerWeights ?? 0,
      otherWeights: row.otherWeights ?? 0,
    },
    source: `${row.repository} config.json`,
  };
}
