import type { ServingEngine } from '#analytics/serving-speed.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { WEIGHT_BITS, type KvFormat, type WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';
import { memoryFit, type MemoryFit } from './memory-fit.ts';
import type { ThroughputSetup } from './throughput.ts';

/** A model to be served in some way, whatever bears it. */
export type ServingQuestion = {
  readonly model: AskedModel;
  readonly engine: ServingEngine;
  readonly format: WeightFormat;
  readonly kvFormat: KvFormat;
  readonly promptTokens: number;
  readonly outputTokens: number;
};

/** The question on some GPUs, with so many sequences at once. */
export function setupOn(
  { kvFormat, promptTokens, ...asked }: ServingQuestion,
  gpu: Gpu,
  gpuCount: number,
  batch: number,
): ThroughputSetup {
  const kvBits = WEIGHT_BITS[kvFormat];
  return { ...asked, gpu, gpuCount, kvBits, batch, inputTokens: promptTokens };
}

/** Whether so many sequences at full length fit. */
export function fitOn(asked: ServingQuestion, gpu: Gpu, gpuCount: number, sequences: number): MemoryFit {
  const { model, format, kvFormat, promptTokens, outputTokens } = asked;
  const contextTokens = promptTokens + outputTokens;
  const serving = { format, kvFormat, contextTokens, sequences };
  return memoryFit({ kind: 'SERVING', model, asked: serving, gpuCount }, gpu, USABLE_SHARE);
}
