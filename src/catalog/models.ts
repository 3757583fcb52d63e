import type { ModelSlug } from '#units/model.ts';
import type { Model } from './model.ts';
import { metaModels } from './models-meta.ts';

/** Every model the catalog knows. */
export const models: readonly Model[] = [...metaModels];

const bySlug: ReadonlyMap<string, Model> = new Map(models.map((model) => [model.slug, model]));

/** The model of a slug; undefined where the catalog has none of that slug. */
export function modelBySlug(slug: ModelSlug): Model | undefined {
  return bySlug.get(slug);
}
