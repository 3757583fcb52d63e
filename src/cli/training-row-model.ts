import { trainedModelOfSize } from '#analytics/training-shape.ts';
import type { TrainedModel } from '#analytics/training-speed.ts';
import { resolveModel } from '#catalog/resolve-model.ts';
import type { Model } from '#catalog/model.ts';

/** Rows round parameters, and some leave out embeddings. */
const ALIKE = 1.25;

/**
 * The model a benchmark trains: of the catalog where it knows the name and the parameters agree, else by the parameters
 * the row tells, and of a mixture of experts by the active ones its name tells ("30B-A3B"). Else why it cannot be told.
 */
export function trainedModelOf(row: {
  readonly model: string;
  readonly params_b: string;
  readonly note: string;
}): TrainedModel | string {
  const stated = Number(row.params_b) * 1e9;
  const known = candidatesOf(row.model).find(
    ({ shape }) => !(stated > 0) || isAlike(stated, shape.params) || isAlike(stated, shape.activeParams),
  );
  if (known) return known.shape;
  const text = `${row.model} ${row.note}`.replaceAll('_', ' ');
  const active = /\ba(\d+(?:\.\d+)?)b\b/i.exec(text)?.[1];
  if (active !== undefined) return trainedModelOfSize(Number(active) * 1e9, true);
  if (/\bmoe\b|experts|\d+x\d+b/i.test(text))
    return 'how many parameters of its experts are active is not known';
  const total = stated || 1e9 * Number(/(\d+(?:\.\d+)?)b\b/i.exec(row.model)?.[1]);
  if (!(total > 0)) return `nothing tells the size of "${row.model}"`;
  return trainedModelOfSize(total, false);
}

function candidatesOf(name: string): readonly Model[] {
  // "DeepSeek V3 (MoE)" and "Llama 3 8B, LoRA" say more than a name.
  for (const text of [name, name.replace(/\(.*?\)/g, ' '), name.replace(/[,(].*$/, '')]) {
    const found = resolveModel(text.replace(/\b(moe|lora|qlora|sft|pretrain)\b/gi, ' '));
    if (found.kind === 'MAPPED') return [found.model];
    if (found.kind === 'AMBIGUOUS') return found.candidates;
  }
  return [];
}

function isAlike(a: number, b: number): boolean {
  return Math.max(a, b) / Math.min(a, b) <= ALIKE;
}
