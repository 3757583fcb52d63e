import type { ServingEngine } from '#analytics/serving-speed.ts';
import { MAX_PARAMS, MIN_PARAMS, shapeOfSize } from '#catalog/model-sizes.ts';
import { resolveModel } from '#catalog/resolve-model.ts';
import type { ModelShape } from '#units/model.ts';

/** A name and a stated size further apart than this, on the natural logarithm, are of two models. */
const SAME_SIZE = 0.35;
/** Models whose heads have keys and values of their own at every size; those of later years share them among eight. */
const OWN_KEYS =
  /llama-?_?[12](?:\b|[^0-9.])|gpt-?j|gpt-?2|neox|pythia|mpt|opt-|bloom|falcon-7|vicuna|alpaca/;
/** Mixtures by names that do not tell their active parameters. */
const MIXTURES: readonly (readonly [of: RegExp, params: number, activeParams: number])[] = [
  [/8x7b/, 46.7e9, 12.9e9],
  [/8x22b/, 140.6e9, 39.1e9],
  [/deepseek-?(?:r1|v3)(?!.*distill)/, 671e9, 37e9],
  [/gpt-?oss.?20b/, 20.9e9, 3.6e9],
  [/gpt-?oss.?120b/, 116.8e9, 5.1e9],
];

/** What Ollama's library gives to whoever names a family and no size, in billions: what is run of it mostly. */
const USUAL_SIZES: Readonly<Record<string, number>> = {
  llama2: 6.74,
  llama3: 8.03,
  'llama3.1': 8.03,
  'llama3.2': 3.21,
  codellama: 6.74,
  mistral: 7.25,
  qwen: 4,
  qwen2: 7.6,
  'qwen2.5': 7.6,
  'qwen2.5-coder': 7.6,
  qwen3: 8.2,
  gemma: 8.5,
  gemma2: 9.2,
  gemma3: 4.3,
  phi3: 3.8,
  'deepseek-coder': 1.3,
};

/** "deepseek-r1" is the whole model but in Ollama, which gives a distilled one. */
const DISTILLED: Readonly<Record<string, number>> = { 'deepseek-r1': 8.2 };

function usualSize(key: string, engine: ServingEngine): number {
  const family = key.replace(/:latest$/, '').trim();
  return USUAL_SIZES[family] ?? (engine === 'OLLAMA' ? DISTILLED[family] : undefined) ?? NaN;
}

/** The shape of the model a measurement names; of an unknown one the usual shape of its size. Undefined without either. */
export function measuredModel(
  name: string,
  paramsText: string,
  engine: ServingEngine,
): ModelShape | undefined {
  const key = name.slice(0, 200).toLowerCase();
  const stated = paramsOf(Number.parseFloat(paramsText) || usualSize(key, engine));
  const near = catalogShapes(name).filter(
    ({ params, activeParams }) =>
      stated === undefined || isNear(params, stated) || isNear(activeParams, stated),
  );
  const [known] = near.toSorted((a, b) => b.params - a.params);
  if (known) return known;
  const [, whole, active] = MIXTURES.find(([of]) => of.test(key)) ?? [];
  // A distilled model has the family's name and a size of its own.
  const isMixture = whole !== undefined && (stated === undefined || isNear(whole, stated));
  const params = isMixture ? whole : (stated ?? paramsOf(sizeIn(key)));
  if (params === undefined) return undefined;
  const activeParams = Math.min(params, (isMixture ? active : paramsOf(activeIn(key))) ?? params);
  return usualShape(params, activeParams, OWN_KEYS.test(key));
}

function isNear(params: number, stated: number): boolean {
  return Math.abs(Math.log(params / stated)) < SAME_SIZE;
}

function catalogShapes(name: string): readonly ModelShape[] {
  const found = resolveModel(name);
  if (found.kind === 'MAPPED') return [found.model.shape];
  return found.kind === 'AMBIGUOUS' ? found.candidates.map(({ shape }) => shape) : [];
}

/** A mixture is as deep and wide as a dense model between its active and all of its parameters. */
function usualShape(params: number, activeParams: number, hasOwnKeys: boolean): ModelShape {
  const shape = shapeOfSize(Math.max(MIN_PARAMS, Math.sqrt(params * activeParams)));
  const attention = hasOwnKeys
    ? shape.attention
    : shape.attention.map((group) =>
        group.kind === 'GROUPED' ? { ...group, kvHeads: Math.min(8, group.kvHeads) } : group,
      );
  return { ...shape, params, activeParams, attention };
}

function paramsOf(billions: number): number | undefined {
  const params = billions * 1e9;
  return params >= MIN_PARAMS && params <= MAX_PARAMS ? params : undefined;
}

/** "qwen3-235b-a22b": 235. */
function sizeIn(name: string): number {
  return Number(/(?<![a-z\d.])(\d{1,4}(?:\.\d{1,3})?)b(?![a-z])/.exec(name)?.[1]);
}

/** "qwen3-235b-a22b": 22. */
function activeIn(name: string): number {
  return Number(/(?<![a-z\d])a(\d{1,4}(?:\.\d{1,3})?)b(?![a-z])/.exec(name)?.[1]);
}
