import type { ModelSlug } from '#units/model.ts';
import type { Model } from './model.ts';
import { deepseekModels } from './models-deepseek.ts';
import { googleMicrosoftModels } from './models-google-microsoft.ts';
import { hybridModels } from './models-hybrids.ts';
import { largeMixtures } from './models-large-mixtures.ts';
import { metaModels } from './models-meta.ts';
import { mistralModels } from './models-mistral.ts';
import { openResearchModels } from './models-open-research.ts';
import { otherModels } from './models-others.ts';
import { qwenModels } from './models-qwen.ts';

/**
 * Every model the catalog knows, as publishers state them in their config.json, not compared with fetched copies. The
 * parameters counted from each row agree with the published ones within 0.5 %; contexts and windows do not enter that count.
 */
export const models: readonly Model[] = [
  ...metaModels,
  ...mistralModels,
  ...qwenModels,
  ...googleMicrosoftModels,
  ...deepseekModels,
  ...largeMixtures,
  ...hybridModels,
  ...otherModels,
  ...openResearchModels,
];

const bySlug: ReadonlyMap<string, Model> = new Map(models.map((model) => [model.slug, model]));

/** The model of a slug; undefined where the catalog has none of that slug. */
export function modelBySlug(slug: ModelSlug): Model | undefined {
  return bySlug.get(slug);
}
