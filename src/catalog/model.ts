import type { ModelShape, ModelSlug } from '#units/model.ts';

/** An open model: its architecture as its own configuration file states it. */
export type Model = {
  readonly slug: ModelSlug;
  readonly name: string;
  /** Who published it. */
  readonly developer: string;
  /** Year and month of its release: "2024-07". */
  readonly released: string;
  readonly licence: string;
  /** Other names that mean this model alone: "meta-llama/Llama-3.1-8B-Instruct". */
  readonly aliases: readonly string[];
  readonly shape: ModelShape;
  /** Where the architecture is from. */
  readonly source: string;
};
