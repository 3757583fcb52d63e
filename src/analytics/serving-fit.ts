import { kvBytes, OVERHEAD_GB, weightsGb } from './model-memory.ts';
import { ENGINE_CONSTANTS } from './serving-constants.ts';
import type { ServingSetup } from './serving-setup.ts';

/** A gigabyte of a GPU's memory is 2^30 bytes. */
const GB_OF_MEMORY = 1.073741824;
/** What engines take of the memory for themselves: vLLM's gpu_memory_utilization, and llama.cpp's, which takes what it needs. */
const USED_SHARE = { reserves: 0.92, asNeeded: 0.98 };

export type ServingFit = 'FITS' | 'SPILLS' | 'DOES_NOT_FIT';

/** Gigabytes for weights and cache on so many GPUs. */
function usableGb({ gpu, engine }: Pick<ServingSetup, 'gpu' | 'engine'>, gpus: number): number {
  const { spills } = ENGINE_CONSTANTS[engine];
  const share = spills ? USED_SHARE.asNeeded : USED_SHARE.reserves;
  return gpus * (gpu.vramGb * GB_OF_MEMORY * share - OVERHEAD_GB / 2);
}

/** How many sequences' caches fit beside the weights on so many GPUs; below 1 where not even one does. */
export function sequencesThatFit(setup: ServingSetup, gpus: number): number {
  const { model, inputTokens, outputTokens, kvBits, weightBits } = setup;
  const room = usableGb(setup, gpus) - weightsGb(model.params, weightBits);
  const each = kvBytes(model, inputTokens + outputTokens / 2, kvBits / 8) / 1e9;
  return each > 0 ? Math.max(0, room / each) : room > 0 ? Infinity : 0;
}

/** Whether the weights and one sequence fit; engines that leave the rest in the host's memory spill. */
export function servingFit(setup: ServingSetup): ServingFit {
  if (sequencesThatFit(setup, setup.gpuCount) >= 1) return 'FITS';
  return ENGINE_CONSTANTS[setup.engine].spills ? 'SPILLS' : 'DOES_NOT_FIT';
}

/** The share of the weights that stays in the host's memory. */
export function spilledShare(setup: ServingSetup): number {
  const weights = weightsGb(setup.model.params, setup.weightBits);
  const kv = kvBytes(setup.model, setup.inputTokens + setup.outputTokens, setup.kvBits / 8) / 1e9;
  return Math.min(1, Math.max(0, (weights + kv - usableGb(setup, setup.gpuCount)) / weights));
}
