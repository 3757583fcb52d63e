import type { ServingEngine } from '#analytics/serving-speed.ts';
import type { TrainingMethod } from '#analytics/training-speed.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import type { KvFormat, WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';

/** What GPUs are ranked for. */
export type RankingQuestion = {
  readonly models: readonly AskedModel[];
  readonly engine: ServingEngine;
  readonly format: WeightFormat;
  readonly kvFormat: KvFormat;
  /** Sequences served at once, each of so many tokens at most. */
  readonly sequences: number;
  readonly contextTokens: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** The share of the time that the machine serves. */
  readonly utilisation: number;
  readonly isUtilisationGiven: boolean;
  /** What the caller measured, by the GPU's slug; under null that of any other. */
  readonly tokensPerSecond: ReadonlyMap<string | null, number>;
  readonly training: { readonly tokens: number; readonly method: TrainingMethod };
  /** Which offers count; the GPUs somebody named are listed apart where nothing of them is on offer. */
  readonly scope: OfferScope;
  /** How far ahead costs are forecast. */
  readonly hours: number;
};
