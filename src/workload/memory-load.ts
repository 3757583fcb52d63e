import { servingMemory, type GpuSplit } from '#analytics/model-memory.ts';
import { trainingMemory } from '#analytics/training-memory.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';
import type { MemoryNeed } from './memory-need.ts';
import { servingNeed, type AskedServing } from './serving-need.ts';
import { setupOf, trainingNeed, type AskedTraining } from './training-need.ts';

/** What a model is to do, and on how many GPUs of one kind. */
export type MemoryLoad =
  | {
      readonly kind: 'SERVING';
      readonly model: AskedModel;
      readonly asked: AskedServing;
      readonly gpuCount: number;
    }
  | { readonly kind: 'TRAINING'; readonly model: AskedModel; readonly asked: AskedTraining };

/** GPUs of one machine, where several are needed. */
export const GPUS_PER_NODE = 8;

export function gpusOf(load: MemoryLoad): number {
  return load.kind === 'SERVING' ? load.gpuCount : load.asked.gpuCount;
}

/** Up to eight GPUs are of one machine; more are machines of eight. */
export function splitOf(gpuCount: number): GpuSplit {
  return gpuCount <= GPUS_PER_NODE
    ? { gpusPerNode: gpuCount, nodes: 1 }
    : { gpusPerNode: GPUS_PER_NODE, nodes: Math.ceil(gpuCount / GPUS_PER_NODE) };
}

/** Gigabytes on each GPU. */
export function gbOf(load: MemoryLoad): number {
  const { shape } = load.model;
  if (load.kind === 'TRAINING') return trainingMemory(shape, setupOf(shape, load.asked)).totalGb;
  const { format, kvFormat, contextTokens, sequences } = load.asked;
  const weightBits = WEIGHT_BITS[format];
  const kvBits = WEIGHT_BITS[kvFormat];
  return servingMemory(shape, { weightBits, kvBits, contextTokens, sequences }, splitOf(load.gpuCount))
    .totalGb;
}

/** The same with its parts and the arithmetic. */
export function needFor(load: MemoryLoad): MemoryNeed {
  return load.kind === 'SERVING'
    ? servingNeed(load.model, load.asked, splitOf(load.gpuCount))
    : trainingNeed(load.model, load.asked);
}

/** Why a model cannot be split over so many GPUs; null where it can. Engines give each GPU a whole number of heads. */
export function cannotSplit(load: MemoryLoad): string | null {
  if (load.kind === 'TRAINING') return null;
  const { gpusPerNode, nodes } = splitOf(load.gpuCount);
  const { heads, layers } = load.model.shape;
  if (heads % gpusPerNode !== 0)
    return `${heads} attention heads cannot be shared evenly by ${gpusPerNode} GPUs, as tensor parallelism asks.`;
  if (layers < nodes) return `${layers} layers cannot be shared out among ${nodes} machines.`;
  return null;
}

/** True where each GPU can hold its part. */
export function isHeld(load: MemoryLoad, gpu: Gpu, share: number): boolean {
  return cannotSplit(load) === null && gbOf(load) <= usableGb(gpu, share);
}
