import type { ModelShape } from '#units/model.ts';
import { grouped } from './model.ts';

/**
 * Dense models after which those of a size are imagined: parameters, layers, hidden size. Up to 1.1e9 the
 * GPT-3 paper's and TinyLlama's, then Llama 3.2 3B, Llama 2 7B and 13B, Llama 30B, Llama 2 70B, Llama 3.1 405B.
 */
const TYPICAL: readonly (readonly [params: number, layers: number, hiddenSize: number])[] = [
  [0.125e9, 12, 768],
  [0.35e9, 24, 1024],
  [1.1e9, 22, 2048],
  [3.2e9, 28, 3072],
  [7e9, 32, 4096],
  [13e9, 40, 5120],
  [32.5e9, 60, 6656],
  [70e9, 80, 8192],
  [405e9, 126, 16_384],
];

/** From this size on keys and values are in 8 heads that the others share, as Llama's are. */
const GROUPED_FROM = 70e9;
const HEAD_DIM = 128;

/** "180B" is asked of one model: Falcon 180B. */
const FALCON_180B: ModelShape = {
  params: 180e9,
  activeParams: 180e9,
  layers: 80,
  hiddenSize: 14_848,
  heads: 232,
  vocabulary: 65_024,
  contextTokens: 2048,
  experts: null,
  attention: [grouped(80, 8, 64)],
};

/**
 * A typical dense model of so many parameters, for a model of which only the size is known: layers and hidden size
 * between those of the nearest sizes of the table on a logarithmic scale, beyond its ends as of the last two; heads of
 * 128, as many as four GPUs can share, each with keys and values of its own below 70e9 and 8 for all from there on. Its vocabulary is Llama 2's, its
 * context what most open models of today state. Throws a RangeError for what is no number of parameters.
 */
export function shapeOfSize(params: number): ModelShape {
  if (!(params >= MIN_PARAMS && params <= MAX_PARAMS)) {
    throw new RangeError(`a model has ${MIN_PARAMS} to ${MAX_PARAMS} parameters, not ${params}`);
  }
  if (params === FALCON_180B.params) return FALCON_180B;
  const above = TYPICAL.findIndex(([size]) => size >= params);
  const at = above === -1 ? TYPICAL.length - 1 : Math.max(above, 1);
  const [from, to] = [TYPICAL[at - 1], TYPICAL[at]];
  if (!from || !to) throw new RangeError('the table of sizes is empty');
  const way = Math.log(params / from[0]) / Math.log(to[0] / from[0]);
  const layers = Math.max(1, Math.round(between(from[1], to[1], way)));
  const heads = wholeHeads(between(from[2], to[2], way) / HEAD_DIM);
  return {
    params,
    activeParams: params,
    layers,
    hiddenSize: heads * HEAD_DIM,
    heads,
    vocabulary: 32_000,
    contextTokens: 131_072,
    experts: null,
    attention: [grouped(layers, params >= GROUPED_FROM ? Math.min(8, heads) : heads, HEAD_DIM)],
  };
}

export const MIN_PARAMS = 1e6;
export const MAX_PARAMS = 1e14;

const SIZE = /^(\d{1,6}(?:\.\d{1,6})?)\s*([mbt])$/i;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', 1e6],
  ['b', 1e9],
  ['t', 1e12],
]);

/** The parameters of a size as people say it: "7B", "1.5b", "350M", "1T". Null for what is none. */
export function paramsOfSize(text: string): number | null {
  const [, number, unit] = SIZE.exec(text.trim()) ?? [];
  // 0.0016e9 is not a whole number in binary.
  const params = Math.round(Number(number) * (UNITS.get(unit?.toLowerCase() ?? '') ?? NaN));
  return params >= MIN_PARAMS && params <= MAX_PARAMS ? params : null;
}

/** From eight on a multiple of four, as in the models of the table: 52 in Llama 30B, never 51. */
function wholeHeads(heads: number): number {
  return heads < 7.5 ? Math.max(1, Math.round(heads)) : Math.max(8, 4 * Math.round(heads / 4));
}

function between(from: number, to: number, way: number): number {
  return from * (to / from) ** way;
}
