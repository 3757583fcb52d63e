import type { ModelShape } from '#units/model.ts';
import type { ComputeFormat, ServingEngine } from './serving-constants.ts';

/** What of a GPU its speed depends on. */
export type SpeedGpu = {
  readonly architecture: string;
  readonly memoryType: string;
  /** How it is built in: "SXM" and its like have links of their own, "PCIE" has not. PCIe where it is not said. */
  readonly formFactor?: string;
  /** "CONSUMER" boards compute FP16 summed up in FP16 at twice the rate of that summed up in FP32. */
  readonly class?: string;
  readonly vramGb: number;
  readonly bandwidthGBPerSecond: number;
  readonly fp16Tflops: number | null;
  readonly bf16Tflops: number | null;
  readonly fp8Tflops: number | null;
};

/**
 * How several GPUs share the work. LAYERS: each holds some layers, and one works at a time. TENSOR: all hold a part of each
 * layer. REPLICAS: groups as small as hold the model, each with its own copy.
 */
export type GpuSplit = 'LAYERS' | 'TENSOR' | 'REPLICAS';

export type ServingSetup = {
  readonly model: ModelShape;
  readonly gpu: SpeedGpu;
  readonly gpuCount: number;
  readonly engine: ServingEngine;
  readonly weightBits: number;
  readonly kvBits: number;
  /** Sequences decoded at once, on all GPUs together; fewer are where their cache does not fit. */
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Where it is not said: as narrow as the weights where both engine and GPU compute in it. */
  readonly compute?: ComputeFormat;
  /** The engine's own way where it is not said. */
  readonly split?: GpuSplit;
  /** When the software is of: 2025.5 is the middle of 2025. The newest known where it is not said. */
  readonly softwareYear?: number;
  /** What whoever asks takes for each token received, one after the other: a benchmark's client that is busy. */
  readonly clientSecondsPerToken?: number;
  /** Fewer sequences are decoded at once where a token would otherwise take a stream longer. */
  readonly longestTokenSeconds?: number;
};
