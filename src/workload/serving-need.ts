import {
  ACTIVATION_BYTES,
  CHUNK_TOKENS,
  OVERHEAD_GB,
  SCORE_BYTES,
  type GpuSplit,
} from '#analytics/model-memory.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { LayerGroup } from '#units/model.ts';
import { WEIGHT_BITS, type KvFormat, type WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';
import { needOf, type MemoryNeed } from './memory-need.ts';

/** How a model is to be served. */
export type AskedServing = {
  readonly format: WeightFormat;
  readonly kvFormat: KvFormat;
  readonly contextTokens: number;
  readonly sequences: number;
};

const WEIGHTS = formula('params * bits / 8 / 1e9 / gpus');
const ACTIVATIONS = formula(
  '(min(chunkTokens, contextTokens) * hiddenSize * bytesPerHidden + sequences * vocabulary * bytesPerScore) / 1e9',
);
const GROUPED = formula(
  '2 * ceil(layers / machines) * ceil(kvHeads / gpusOfMachine) * headDim * contextTokens * sequences * bytes / 1e9',
);
const WINDOWED = formula(
  '2 * ceil(layers / machines) * ceil(kvHeads / gpusOfMachine) * headDim * min(contextTokens, window) * sequences * bytes / 1e9',
);
const LATENT = formula(
  'ceil(layers / machines) * (latentDim + ropeDim) * contextTokens * sequences * bytes / 1e9',
);
const STATE = formula('ceil(layers / machines) * stateValues / gpusOfMachine * sequences * bytes / 1e9');

/** What a weight takes in a format. */
export function bitsOf(format: WeightFormat): Figure {
  return fact(WEIGHT_BITS[format], 'bits', 'CATALOG', `${format}, with the scales of its blocks`);
}

/** The weights of a model in a format, on each of so many GPUs. */
export function weightsFigure(model: AskedModel, format: WeightFormat, gpus: number): Figure {
  const inputs = {
    params: fact(model.shape.params, 'parameters', model.basis, model.source),
    bits: bitsOf(format),
    gpus: given(gpus, '1'),
  };
  return derived(WEIGHTS, inputs, 'GB');
}

/** What serving takes of each GPU: the same as `servingMemory`, with the arithmetic. */
export function servingNeed(model: AskedModel, asked: AskedServing, split: GpuSplit): MemoryNeed {
  const { shape, source, basis } = model;
  const of = (value: number, unit = '1'): Figure => fact(value, unit, basis, source);
  const contextTokens = given(asked.contextTokens, 'tokens');
  const sequences = given(asked.sequences, 'sequences');
  const activations = derived(
    ACTIVATIONS,
    {
      chunkTokens: fact(CHUNK_TOKENS, 'tokens', 'ASSUMED', 'tokens of a step of vLLM’s chunked prefill'),
      contextTokens,
      hiddenSize: of(shape.hiddenSize),
      bytesPerHidden: fact(ACTIVATION_BYTES, 'bytes', 'ASSUMED', 'residuals, gate, up and down in 16 bits'),
      sequences,
      vocabulary: of(shape.vocabulary),
      bytesPerScore: fact(SCORE_BYTES, 'bytes', 'ASSUMED', '32 bits and the sampler’s copies (vllm#10511)'),
    },
    'GB',
    { basis: 'ESTIMATED' },
  );
  return needOf([
    { part: 'WEIGHTS', figure: weightsFigure(model, asked.format, split.gpusPerNode * split.nodes) },
    { part: 'KV_CACHE', figure: cacheFigure(model, asked, split) },
    { part: 'ACTIVATIONS', figure: activations },
    { part: 'OVERHEAD', figure: overheadFigure() },
  ]);
}

export function overheadFigure(): Figure {
  return fact(
    OVERHEAD_GB,
    'GB',
    'ASSUMED',
    'CUDA context, kernels and allocator: 0.65 to 1 GB where measured',
  );
}

/** The KV cache on each GPU, layers that remember alike together. */
export function cacheFigure(model: AskedModel, asked: AskedServing, split: GpuSplit): Figure {
  const groups = model.shape.attention.map((group) => groupFigure(group, model, asked, split));
  const [first] = groups;
  return groups.length === 1 && first ? first : sumOf(groups, 'GB');
}

function groupFigure(
  group: LayerGroup,
  { source, basis }: AskedModel,
  { kvFormat, contextTokens, sequences }: AskedServing,
  split: GpuSplit,
): Figure {
  const of = (value: number): Figure => fact(value, '1', basis, source);
  const common = {
    layers: of(group.layers),
    machines: given(split.nodes, '1'),
    gpusOfMachine: given(split.gpusPerNode, '1'),
    contextTokens: given(contextTokens, 'tokens'),
    sequences: given(sequences, 'sequences'),
    bytes: kvBytesFigure(kvFormat),
  };
  switch (group.kind) {
    case 'GROUPED': {
      const heads = { ...common, kvHeads: of(group.kvHeads), headDim: of(group.headDim) };
      return group.window === null
        ? derived(GROUPED, heads, 'GB')
        : derived(WINDOWED, { ...heads, window: of(group.window) }, 'GB');
    }
    case 'LATENT':
      return derived(LATENT, { ...common, latentDim: of(group.latentDim), ropeDim: of(group.ropeDim) }, 'GB');
    case 'STATE':
      return derived(STATE, { ...common, stateValues: of(group.stateValues) }, 'GB');
  }
}

function kvBytesFigure(kvFormat: KvFormat): Figure {
  return fact(WEIGHT_BITS[kvFormat] / 8, 'bytes', 'GIVEN', `a KV cache in ${kvFormat}`);
}

const PER_TOKEN = {
  GROUPED: formula('2 * layers * kvHeads * headDim * bytes'),
  LATENT: formula('layers * (latentDim + ropeDim) * bytes'),
} as const;

/** Bytes that one more token of a sequence takes, while it is within every window. */
export function cachePerToken({ shape, source, basis }: AskedModel, kvFormat: KvFormat): Figure {
  const of = (value: number): Figure => fact(value, '1', basis, source);
  const bytes = kvBytesFigure(kvFormat);
  const figures = shape.attention.flatMap((group): Figure[] => {
    const layers = of(group.layers);
    switch (group.kind) {
      case 'GROUPED':
        return [
          derived(
            PER_TOKEN.GROUPED,
            { layers, kvHeads: of(group.kvHeads), headDim: of(group.headDim), bytes },
            'bytes',
          ),
        ];
      case 'LATENT':
        return [
          derived(
            PER_TOKEN.LATENT,
            { layers, latentDim: of(group.latentDim), ropeDim: of(group.ropeDim), bytes },
            'bytes',
          ),
        ];
      case 'STATE':
        return [];
    }
  });
  const [first] = figures;
  if (!first) return fact(0, 'bytes', basis, `${source}: no layer remembers by token`);
  return figures.length === 1 ? first : sumOf(figures, 'bytes');
}

function sumOf(figures: readonly Figure[], unit: string): Figure {
  const inputs = Object.fromEntries(figures.map((figure, index) => [`layers${index + 1}`, figure]));
  return derived(formula(Object.keys(inputs).join(' + ')), inputs, unit);
}
