import { models } from '#catalog/models.ts';
import type { ModelShape } from '#units/model.ts';

/** What of a shape its speed depends on: fine-tunes, and models of another context or vocabulary alone, are alike. */
function speedKey({
  params,
  activeParams,
  layers,
  hiddenSize,
  heads,
  experts,
  attention,
}: ModelShape): string {
  return JSON.stringify([params, activeParams, layers, hiddenSize, heads, experts, attention]);
}

const keys = new Map<ModelShape, string>(models.map(({ shape }) => [shape, speedKey(shape)]));
const slugs = Map.groupBy(models, ({ shape }) => keys.get(shape));

/** The catalog's models that are as fast as one of this shape, for they are built alike. */
export function alikeModels(shape: ModelShape): readonly string[] {
  return (slugs.get(keys.get(shape) ?? speedKey(shape)) ?? []).map(({ slug }) => slug);
}
