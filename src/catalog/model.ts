import type { LayerGroup, ModelShape, ModelSlug } from '#units/model.ts';

/** An open model: its architecture as its own configuration file states it. */
export type Model = {
  readonly slug: ModelSlug;
  readonly name: string;
  /** Who published it. */
  readonly developer: string;
  /** Year and month of its release: "2024-07". */
  readonly released: string;
  readonly licence: string;
  /** Other names that mean this model alone: "meta-llama/Llama-3.1-8B-Instruct", Ollama's "llama3.1". */
  readonly aliases: readonly string[];
  readonly shape: ModelShape;
  readonly weights: ModelWeights;
  /** Where the architecture is from: a repository on Hugging Face and its file. */
  readonly source: string;
};

/** What its parameter count follows from, beside its shape. */
export type ModelWeights = {
  /** True where one matrix is both embedding and output head. */
  readonly tiedEmbeddings: boolean;
  /** The feed-forward parts of its layers, in groups that are alike. */
  readonly feedForward: readonly FeedForward[];
  /** Low-rank dimensions of latent attention; null where there is none. */
  readonly latent: {
    readonly queryRank: number | null;
    readonly keyDim: number;
    readonly valueDim: number;
  } | null;
  /** Weights of one layer that keeps a state, its projections; 0 where there is none. */
  readonly stateLayerWeights: number;
  /** What the publisher counts and the layers above do not hold (an image encoder); 0 where there is none. */
  readonly otherWeights: number;
};

/** `layers` × `experts` blocks of `matrices` × hidden × `size` weights, and one of `sharedSize` for all tokens. */
export type FeedForward = {
  readonly layers: number;
  readonly size: number;
  /** 3 with a gate (SwiGLU, GeGLU), 2 without. */
  readonly matrices: 2 | 3;
  readonly experts: number;
  /** Experts a token passes through, beside the shared one. */
  readonly active: number;
  readonly sharedSize: number;
};

/** A gated feed-forward part of every token. */
export function gated(layers: number, size: number): FeedForward {
  return { layers, size, matrices: 3, experts: 1, active: 1, sharedSize: 0 };
}

/** Two matrices and an activation between them. */
export function plain(layers: number, size: number): FeedForward {
  return { ...gated(layers, size), matrices: 2 };
}

/** Gated experts; `sharedSize` is the width of what every token passes through beside them. */
export function experts(
  layers: number,
  size: number,
  [active, count]: readonly [active: number, count: number],
  sharedSize = 0,
): FeedForward {
  return { layers, size, matrices: 3, experts: count, active, sharedSize };
}

export function grouped(
  layers: number,
  kvHeads: number,
  headDim: number,
  window: number | null = null,
): LayerGroup {
  return { kind: 'GROUPED', layers, kvHeads, headDim, window };
}

export function latent(layers: number, latentDim: number, ropeDim: number): LayerGroup {
  return { kind: 'LATENT', layers, latentDim, ropeDim };
}

export function state(layers: number, stateValues: number): LayerGroup {
  return { kind: 'STATE', layers, stateValues };
}
