import type { GpuSlug } from '#units/gpu.ts';
import type { WeightFormat } from '#units/weight-format.ts';
import { measuredBatched } from './measured-throughput-batched.ts';
import { measuredSingleStream } from './measured-throughput-single.ts';

/** What served: the family of an engine is what its speed depends on (Ollama runs llama.cpp). */
export type MeasuredEngine = 'LLAMA_CPP' | 'VLLM' | 'TENSORRT_LLM';

/**
 * What of a run was measured. DECODE: output tokens over the time in which they were written, prompts' reading
 * left out. TOTAL: output tokens over the whole run.
 */
export type ThroughputMeasure = 'DECODE' | 'TOTAL';

/** A published measurement of how fast a model was served. */
export type MeasuredThroughput = {
  readonly gpu: GpuSlug;
  readonly gpuCount: number;
  /** Slug of a model of the same architecture. */
  readonly model: string;
  readonly format: WeightFormat;
  /** What keys and values were stored in. */
  readonly kvFormat: WeightFormat;
  readonly engine: MeasuredEngine;
  /** Sequences decoded at once; null where as many were as the memory holds. */
  readonly batch: number | null;
  /** Of each sequence, before the first token that was counted. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly measure: ThroughputMeasure;
  /** Of all sequences together. */
  readonly tokensPerSecond: number;
  /** Prompt tokens a second, and how long the prompt was; null where not told. */
  readonly prefill: { readonly tokensPerSecond: number; readonly promptTokens: number } | null;
  /** Year and month. */
  readonly measured: string;
  readonly source: string;
};

export const measuredThroughputs: readonly MeasuredThroughput[] = [
  ...measuredSingleStream,
  ...measuredBatched,
];
