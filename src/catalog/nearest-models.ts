import type { Model } from './model.ts';
import { modelKeys, namesOfModel } from './model-name.ts';
import { models } from './models.ts';
import { COMPARED_LENGTH, nearestNamed } from './nearest-names.ts';

const named = models.map((model) => ({
  item: model,
  names: [...new Set(namesOfModel(model).map(comparable))],
}));

/** The catalog's models with names most like `name`, the nearest first; fewer than `count` where few are near. */
export function nearestModels(name: string, count: number): Model[] {
  return nearestNamed(comparable(name), named, count);
}

function comparable(name: string): string {
  const short = name.slice(0, COMPARED_LENGTH);
  return modelKeys(short).at(-1) ?? short.toLowerCase();
}
