import type { Brand } from './brand.ts';

/** A language model's name in the catalog, in lower-case words joined by hyphens: "llama-3.1-8b". */
export type ModelSlug = Brand<string, 'ModelSlug'>;

export function modelSlug(text: string): ModelSlug {
  if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(text)) throw new RangeError(`not a model slug: ${text}`);
  return text as ModelSlug;
}

/**
 * Layers that remember alike. GROUPED: keys and values of `kvHeads` heads for each token, of the last
 * `window` tokens where there is a window. LATENT: one compressed vector a token (multi-head latent
 * attention). STATE: a state of fixed size whatever the context (linear attention, Mamba).
 */
export type LayerGroup =
  | {
      readonly kind: 'GROUPED';
      readonly layers: number;
      readonly kvHeads: number;
      readonly headDim: number;
      readonly window: number | null;
    }
  | { readonly kind: 'LATENT'; readonly layers: number; readonly latentDim: number; readonly ropeDim: number }
  | { readonly kind: 'STATE'; readonly layers: number; readonly stateValues: number };

/** What of a transformer its memory and speed depend on. */
export type ModelShape = {
  /** Every weight: embeddings and all experts included. */
  readonly params: number;
  /** Weights a token passes through: `params` where there are no experts. */
  readonly activeParams: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly vocabulary: number;
  /** The longest sequence it was made for. */
  readonly contextTokens: number;
  /** Null for a dense model. */
  readonly experts: { readonly count: number; readonly active: number } | null;
  /** Every layer in one group. */
  readonly attention: readonly LayerGroup[];
};
