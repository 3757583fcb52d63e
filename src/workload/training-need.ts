import { adapterParams } from '#analytics/adapter-params.ts';
import {
  FROZEN_BYTES,
  OPTIMIZER_BYTES,
  type TrainingMemorySetup,
  type TrainingOptimizer,
  type ZeroStage,
} from '#analytics/training-memory.ts';
import type { Recomputation } from '#analytics/training-activations.ts';
import type { TrainingMethod } from '#analytics/training-speed.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { ModelShape } from '#units/model.ts';
import type { AskedModel } from './graph-model-input.ts';
import { needOf, type MemoryNeed } from './memory-need.ts';
import { overheadFigure } from './serving-need.ts';

/** How a model is to be trained. */
export type AskedTraining = {
  readonly method: TrainingMethod;
  readonly optimizer: TrainingOptimizer;
  /** Of the adapters; not read for FULL. */
  readonly rank: number;
  readonly zeroStage: ZeroStage;
  readonly gpuCount: number;
  readonly microBatch: number;
  readonly sequenceTokens: number;
  readonly recomputation: Recomputation;
};

/** The same as `trainingMemory` takes it. */
export function setupOf(shape: ModelShape, asked: AskedTraining): TrainingMemorySetup {
  const { rank, ...setup } = asked;
  return { ...setup, adapterParams: asked.method === 'FULL' ? 0 : adapterParams(shape, rank) };
}

const ACTIVATIONS: Readonly<Record<Recomputation, ReturnType<typeof formula>>> = {
  NONE: formula(
    '(layers * tokens * hiddenSize * (34 + 5 * heads * sequenceTokens / hiddenSize) + 4 * tokens * vocabulary) / 1e9',
  ),
  SELECTIVE: formula('(layers * tokens * hiddenSize * 34 + 4 * tokens * vocabulary) / 1e9'),
  FULL: formula(
    '(layers * tokens * hiddenSize * 2 + tokens * hiddenSize * 34 + 4 * tokens * vocabulary) / 1e9',
  ),
};
const KORTHIKANTI = 'Korthikanti et al. 2022, Reducing Activation Recomputation in Large Transformer Models';
const ZERO = 'Rajbhandari et al. 2020, ZeRO';

const TRAINED = formula('params * bytes / gpus / 1e9');
const ADAPTED = formula('(params * frozenBytes + adapters * bytes) / gpus / 1e9');
const ADAPTERS = formula('adapters * bytes / gpus / 1e9');
const GATHERED = formula('2 * weights * gpus / layers');
const TOKENS = formula('microBatch * sequenceTokens');

/** What training takes of each GPU: the same as `trainingMemory`, with the arithmetic. */
export function trainingNeed(model: AskedModel, asked: AskedTraining): MemoryNeed {
  const { shape, source, basis } = model;
  const { method, zeroStage, gpuCount } = asked;
  const of = (value: number, unit = '1'): Figure => fact(value, unit, basis, source);
  const bytes = OPTIMIZER_BYTES[asked.optimizer];
  const perParam = (value: number): Figure => fact(value, 'bytes', 'CATALOG', `${asked.optimizer} (${ZERO})`);
  const dividedFrom = (stage: ZeroStage): Figure => given(zeroStage >= stage ? gpuCount : 1, '1');
  const params = of(shape.params, 'parameters');

  const isFull = method === 'FULL';
  const trained = isFull ? { params } : { adapters: adaptersFigure(model, asked.rank) };
  const how = isFull ? TRAINED : ADAPTERS;
  const weights = isFull
    ? derived(TRAINED, { params, bytes: perParam(bytes.weights), gpus: dividedFrom(3) }, 'GB')
    : derived(
        ADAPTED,
        {
          params,
          frozenBytes: frozenFigure(method),
          ...trained,
          bytes: perParam(bytes.weights),
          gpus: dividedFrom(3),
        },
        'GB',
      );
  const gradients = derived(
    how,
    { ...trained, bytes: perParam(bytes.gradients), gpus: dividedFrom(2) },
    'GB',
  );
  const optimizer = derived(how, { ...trained, bytes: perParam(bytes.states), gpus: dividedFrom(1) }, 'GB');
  const gathered =
    zeroStage === 3 && gpuCount > 1
      ? derived(GATHERED, { weights, gpus: dividedFrom(3), layers: of(shape.layers) }, 'GB')
      : null;
  return needOf([
    { part: 'WEIGHTS', figure: weights },
    { part: 'GRADIENTS', figure: gradients },
    { part: 'OPTIMIZER', figure: optimizer },
    { part: 'ACTIVATIONS', figure: activationsFigure(model, asked) },
    ...(gathered ? [{ part: 'GATHERED' as const, figure: gathered }] : []),
    { part: 'OVERHEAD', figure: overheadFigure() },
  ]);
}

function activationsFigure({ shape, source, basis }: AskedModel, asked: AskedTraining): Figure {
  const of = (value: number): Figure => fact(value, '1', basis, source);
  const sequenceTokens = given(asked.sequenceTokens, 'tokens');
  const inputs = {
    layers: of(shape.layers),
    tokens: derived(TOKENS, { microBatch: given(asked.microBatch, 'sequences'), sequenceTokens }, 'tokens'),
    hiddenSize: of(shape.hiddenSize),
    heads: of(shape.heads),
    sequenceTokens,
    vocabulary: of(shape.vocabulary),
  };
  return derived(ACTIVATIONS[asked.recomputation], inputs, 'GB', { basis: 'ESTIMATED', source: KORTHIKANTI });
}

function adaptersFigure({ shape, source }: AskedModel, rank: number): Figure {
  return derived(
    formula('rank * adaptersPerRank'),
    {
      rank: given(rank, '1'),
      adaptersPerRank: fact(
        adapterParams(shape, 1),
        'parameters',
        'ESTIMATED',
        `rows + columns of each adapted matrix, from ${source} (Hu et al. 2021)`,
      ),
    },
    'parameters',
  );
}

function frozenFigure(method: 'LORA' | 'QLORA'): Figure {
  const source =
    method === 'LORA' ? 'BF16 weights' : 'NF4 with double quantisation, 4.127 bits (Dettmers et al. 2023)';
  return fact(FROZEN_BYTES[method], 'bytes', 'CATALOG', source);
}
