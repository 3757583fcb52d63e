import type { Model } from '#catalog/model.ts';
import { models } from '#catalog/models.ts';
import { checkWithin } from '#graph/bounds.ts';
import { needOf } from './ranking-fit.ts';
import type { Ranked } from './ranking.ts';

export type RecommendedModel = {
  readonly model: Model;
  /** Of each GPU, in gigabytes. */
  readonly needGb: number;
  readonly row: Ranked;
};

/** Models of the catalog that a machine serves as it was asked for, the largest first. */
export function recommendedModels(row: Ranked, first: number): RecommendedModel[] {
  checkWithin('first', first, 1, 100);
  return models
    .filter(({ shape }) => shape.contextTokens >= row.asked.contextTokens)
    .map((model) => ({ model, needGb: needOf(model.shape, row.asked, row.used).totalGb, row }))
    .filter(({ needGb }) => needGb <= row.usableGb)
    .toSorted((a, b) => b.model.shape.params - a.model.shape.params)
    .slice(0, first);
}
