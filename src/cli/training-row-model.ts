import { trainedModelOfSize } from '#analytics/training-shape.ts';
import type { TrainedModel } from '#analytics/training-speed.ts';
import { models } from '#catalog/models.ts';

/**
 * The model a benchmark trains: of the catalog where it knows the name, else by the parameters the row tells, and of
 * a mixture of experts by the active ones its name tells ("30B-A3B"). Else why it cannot be told.
 */
export function trainedModelOf(row: {
  readonly model: string;
  readonly params_b: string;
  readonly note: string;
}): TrainedModel | string {
  const known = models.find((model) => wordsOf(model.name) === wordsOf(row.model));
  if (known) return known.shape;
  const text = `${row.model} ${row.note}`;
  const active = /\ba(\d+(?:\.\d+)?)b\b/i.exec(text.replaceAll('_', ' '))?.[1];
  if (active !== undefined) return trainedModelOfSize(Number(active) * 1e9, true);
  if (/\bmoe\b|experts|\d+x\d+b/i.test(text))
    return 'how many parameters of its experts are active is not known';
  const total = Number(row.params_b) || Number(/(\d+(?:\.\d+)?)b\b/i.exec(row.model)?.[1]);
  if (!(total > 0)) return `nothing tells the size of "${row.model}"`;
  return trainedModelOfSize(total * 1e9, false);
}

function wordsOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.]+/g, '');
}
