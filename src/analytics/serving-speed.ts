import type { ModelShape } from '#units/model.ts';
import { kvBytes, weightsGb } from './model-memory.ts';

export type ServingEngine = 'LLAMA_CPP' | 'OLLAMA' | 'VLLM' | 'SGLANG' | 'TENSORRT_LLM';

/** What of a GPU its speed depends on. */
export type SpeedGpu = {
  readonly architecture: string;
  readonly memoryType: string;
  readonly vramGb: number;
  readonly bandwidthGBPerSecond: number;
  readonly fp16Tflops: number | null;
  readonly bf16Tflops: number | null;
  readonly fp8Tflops: number | null;
};

export type ServingSetup = {
  readonly model: ModelShape;
  readonly gpu: SpeedGpu;
  readonly gpuCount: number;
  readonly engine: ServingEngine;
  readonly weightBits: number;
  readonly kvBits: number;
  /** Sequences decoded at once. */
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

export type ServingSpeed = {
  /** Output tokens a second of all sequences together. */
  readonly tokensPerSecond: number;
  /** Of one sequence while it is decoded. */
  readonly streamTokensPerSecond: number;
  /** Prompt tokens a second while a prompt is read. */
  readonly prefillTokensPerSecond: number;
  /** Seconds from a prompt's arrival to its first token, alone on the machine. */
  readonly firstTokenSeconds: number;
};

/** Shares of the data sheet's figures that are reached, by the study's fit; per layer and token a fixed time. */
const REACHED = { weights: 0.9, kv: 0.85, compute: 0.6, secondsPerLayer: 100e-6, secondsPerSequence: 60e-6 };

/** A roofline: reading weights and cache, computing, and what each step takes anyway. */
export function servingSpeed(setup: ServingSetup): ServingSpeed {
  const { model, gpu, gpuCount, batch, inputTokens, outputTokens } = setup;
  const bandwidth = gpuCount * gpu.bandwidthGBPerSecond * 1e9;
  const flops = gpuCount * (gpu.bf16Tflops ?? gpu.fp16Tflops ?? 10) * 1e12 * REACHED.compute;
  const share = model.activeParams / model.params;
  const touched = Math.min(1, 0.3 * share + 1 - (1 - share) ** batch);
  const weights = weightsGb(model.params, setup.weightBits) * 1e9 * touched;
  const kv = kvBytes(model, inputTokens + outputTokens / 2, setup.kvBits / 8);
  const read = weights / (REACHED.weights * bandwidth * batch) + kv / (REACHED.kv * bandwidth);
  const fixed = (REACHED.secondsPerLayer * model.layers) / batch + REACHED.secondsPerSequence;
  const prefill = flops / (2 * model.activeParams);
  const decode = read + (2 * model.activeParams) / flops + fixed;
  const total = 1 / (decode + inputTokens / outputTokens / prefill);
  return {
    tokensPerSecond: total,
    streamTokensPerSecond: 1 / (decode * batch),
    prefillTokensPerSecond: prefill,
    firstTokenSeconds: inputTokens / prefill,
  };
}
