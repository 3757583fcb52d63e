import { isDivisible, servingMemory, type ServingLoad, type ServingMemory } from '#analytics/model-memory.ts';
import type { ModelShape } from '#units/model.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import type { RankingQuestion } from './ranking-question.ts';

export type ServedWith = Pick<
  RankingQuestion,
  'engine' | 'format' | 'kvFormat' | 'contextTokens' | 'sequences'
>;

/** More GPUs than any machine that is rented whole has. */
const MOST_GPUS = 64;

export function loadOf({ format, kvFormat, contextTokens, sequences }: ServedWith): ServingLoad {
  return { weightBits: WEIGHT_BITS[format], kvBits: WEIGHT_BITS[kvFormat], contextTokens, sequences };
}

/** What serving takes of each of so many GPUs. */
export function needOf(shape: ModelShape, asked: ServedWith, gpus: number): ServingMemory {
  return servingMemory(shape, loadOf(asked), { gpusPerNode: gpus, nodes: 1 });
}

/** Whether an engine divides a model among so many GPUs: llama.cpp gives each whole layers, others split each layer. */
function canUse(shape: ModelShape, engine: RankingQuestion['engine'], gpus: number): boolean {
  const givesLayers = engine === 'LLAMA_CPP' || engine === 'OLLAMA';
  return isDivisible(shape, givesLayers ? { gpusPerNode: 1, nodes: gpus } : { gpusPerNode: gpus, nodes: 1 });
}

/** The most GPUs of a machine that an engine divides the model among. */
export function gpusUsed(shape: ModelShape, engine: RankingQuestion['engine'], gpuCount: number): number {
  for (let gpus = gpuCount; gpus > 1; gpus--) if (canUse(shape, engine, gpus)) return gpus;
  return 1;
}

/** The fewest GPUs that hold the model; null where even the most do not. */
export function gpusNeeded(shape: ModelShape, asked: ServedWith, gpuUsableGb: number): number | null {
  for (let gpus = 1; gpus <= MOST_GPUS; gpus++) {
    if (!canUse(shape, asked.engine, gpus)) continue;
    if (needOf(shape, asked, gpus).totalGb <= gpuUsableGb) return gpus;
  }
  return null;
}

/** The most tokens that each sequence can have on so many GPUs, up to what the model was made for; 0 where it does not fit. */
export function mostContext(shape: ModelShape, asked: ServedWith, gpus: number, gpuUsableGb: number): number {
  const fits = (contextTokens: number): boolean =>
    needOf(shape, { ...asked, contextTokens }, gpus).totalGb <= gpuUsableGb;
  if (fits(shape.contextTokens)) return shape.contextTokens;
  let [low, high] = [0, shape.contextTokens];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
