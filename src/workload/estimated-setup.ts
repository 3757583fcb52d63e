import { servingMemory } from '#analytics/model-memory.ts';
import { servingSpeed, type ServingEngine, type ServingSpeed } from '#analytics/serving-speed.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { ThroughputMeasure } from '#catalog/measured-throughput.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';

/** What serves what: a model on GPUs, by an engine, for a load. */
export type ThroughputSetup = {
  readonly model: Pick<AskedModel, 'name' | 'shape'>;
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly engine: ServingEngine;
  readonly format: WeightFormat;
  readonly kvBits: number;
  /** Sequences decoded at once. */
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

export function estimateOf({ model, format, ...setup }: ThroughputSetup): ServingSpeed {
  return servingSpeed({ ...setup, model: model.shape, weightBits: WEIGHT_BITS[format] });
}

/** Output tokens a second of all sequences together, over the time in question. */
export function measureOf(speed: ServingSpeed, measure: ThroughputMeasure, batch: number): number {
  return measure === 'TOTAL' ? speed.tokensPerSecond : speed.streamTokensPerSecond * batch;
}

/** The share of the GPUs' memory that an engine fills. */
export const USABLE_SHARE = 0.9;

/** Gigabytes that the GPUs of a setup give to an engine. */
export function usableGb({ gpu, gpuCount }: Pick<ThroughputSetup, 'gpu' | 'gpuCount'>): number {
  return USABLE_SHARE * gpuCount * gpu.vramGb;
}

/** Sequences that fit beside the weights; 0 where not even one does. */
export function sequencesThatFit(setup: Omit<ThroughputSetup, 'batch'>): number {
  const load = {
    weightBits: WEIGHT_BITS[setup.format],
    kvBits: setup.kvBits,
    contextTokens: setup.inputTokens + setup.outputTokens,
  };
  const empty = servingMemory(setup.model.shape, { ...load, sequences: 0 }).totalGb;
  const one = servingMemory(setup.model.shape, { ...load, sequences: 1 }).totalGb - empty;
  return Math.max(0, Math.floor((usableGb(setup) - empty) / one));
}
