import type { Model } from './model.ts';
import { modelKeys, namesOfModel } from './model-name.ts';
import { models } from './models.ts';

/** What a name means. A name that fits several models is not guessed at. */
export type ModelResolution =
  | { readonly kind: 'MAPPED'; readonly model: Model }
  | { readonly kind: 'AMBIGUOUS'; readonly candidates: readonly Model[] }
  | { readonly kind: 'UNKNOWN' };

const UNKNOWN: ModelResolution = { kind: 'UNKNOWN' };

const byKey = indexNames();

/**
 * Finds the model that a person, a hub or a benchmark names: "Llama-3-8B", "llama3.1:8b",
 * "meta-llama/Llama-3.1-8B-Instruct", "llama3_1-405b", "llama2-70b-99.9". Case, punctuation, publishers and
 * what builds add (-Instruct, -FP8, -AWQ, a month) do not matter where the name alone is not listed.
 *
 * The beginning of one model's name means it ("qwen3:235b"), of several all of them ("Llama 3.1"); a name with its
 * version left out all it may be ("Llama 70B").
 */
export function resolveModel(name: string): ModelResolution {
  const keys = modelKeys(name);
  for (const key of keys) {
    const found = byKey.get(key);
    if (found) return resolutionOf(found);
  }
  const asked = keys.at(-1);
  if (asked === undefined) return UNKNOWN;
  const begun = listedUnder((key) => key.startsWith(`${asked} `));
  // One word is the beginning of other words too: "mistral" of "mistralsmall".
  const family = /^[a-z]+$/.test(asked) ? listedUnder((key) => key.startsWith(asked)) : begun;
  if (family.length > 1) return resolutionOf(family);
  if (begun.length === 1) return resolutionOf(begun);
  const spread = listedUnder((key) => isSpread(asked, key));
  return spread.length > 1 ? resolutionOf(spread) : UNKNOWN;
}

function resolutionOf(candidates: readonly Model[]): ModelResolution {
  const [model] = candidates;
  if (!model) return UNKNOWN;
  return candidates.length === 1 ? { kind: 'MAPPED', model } : { kind: 'AMBIGUOUS', candidates };
}

function listedUnder(isMeant: (key: string) => boolean): readonly Model[] {
  const meant = new Set([...byKey].flatMap(([key, listed]) => (isMeant(key) ? listed : [])));
  return models.filter((model) => meant.has(model));
}

/** Whether `key` begins with the first word of `asked` and has its others in their order, with more between them. */
function isSpread(asked: string, key: string): boolean {
  const [maker = '', ...words] = asked.split(' ');
  if (!/^[a-z]/.test(maker) || !key.startsWith(maker)) return false;
  let place = 0;
  for (const word of key.split(' ').slice(1)) if (word === words[place]) place += 1;
  return place === words.length;
}

/** Whole names come before what is left of names without what builds add: "command-r" is not "command-r-08-2024". */
function indexNames(): ReadonlyMap<string, readonly Model[]> {
  const whole = new Map<string, Model[]>();
  const bare = new Map<string, Model[]>();
  for (const model of models)
    for (const name of namesOfModel(model)) {
      const [key, ...others] = modelKeys(name);
      if (key === undefined) throw new RangeError(`${model.slug}: nothing to find "${name}" by`);
      list(whole, key, model);
      for (const other of others) list(bare, other, model);
    }
  return new Map([...bare, ...whole]);
}

function list(index: Map<string, Model[]>, key: string, model: Model): void {
  const listed = index.get(key);
  if (!listed) index.set(key, [model]);
  else if (!listed.includes(model)) listed.push(model);
}
