import { sequencesThatFit } from '#analytics/serving-fit.ts';
import {
  servingSpeed,
  type GpuSplit,
  type ServingEngine,
  type ServingSetup,
  type ServingSpeed,
} from '#analytics/serving-speed.ts';
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
  /** How several GPUs share the work; the engine's own way where it is not said. */
  readonly split?: GpuSplit;
};

/** The same as the estimator takes it. */
export function estimable({ model, format, ...setup }: ThroughputSetup): ServingSetup {
  return { ...setup, model: model.shape, weightBits: WEIGHT_BITS[format] };
}

export function estimateOf(setup: ThroughputSetup): ServingSpeed {
  return servingSpeed(estimable(setup));
}

/** Sequences that are decoded at once: those asked for, but no more than fit. */
export function heldSequences(setup: ThroughputSetup): number {
  return Math.max(1, Math.min(setup.batch, sequencesThatFit(estimable(setup), setup.gpuCount)));
}

/** Output tokens a second of all sequences together, over the time in question. */
export function measureOf(speed: ServingSpeed, measure: ThroughputMeasure, setup: ThroughputSetup): number {
  return measure === 'TOTAL' ? speed.tokensPerSecond : speed.streamTokensPerSecond * heldSequences(setup);
}
