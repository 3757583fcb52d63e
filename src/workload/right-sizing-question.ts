import type { ServingEngine } from '#analytics/serving-speed.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import type { KvFormat, WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';
import type { AskedServing } from './serving-need.ts';

/** What a plan is looked for. */
export type RightSizingQuestion = {
  readonly model: AskedModel;
  readonly engine: ServingEngine;
  /** The most exact first. */
  readonly formats: readonly WeightFormat[];
  readonly kvFormat: KvFormat;
  readonly contextTokens: number;
  readonly sequences: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly usableShare: number;
  readonly scope: OfferScope;
  /** How far ahead costs are forecast. */
  readonly hours: number;
};

export function servingAs(asked: RightSizingQuestion, format: WeightFormat): AskedServing {
  const { kvFormat, contextTokens, sequences } = asked;
  return { format, kvFormat, contextTokens, sequences };
}
