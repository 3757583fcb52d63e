export type ServingEngine = 'LLAMA_CPP' | 'OLLAMA' | 'VLLM' | 'SGLANG' | 'TENSORRT_LLM';

/** What the matrix units compute in. */
export type ComputeFormat = 'BF16' | 'FP8' | 'FP4';

/** Shares of the data sheet's figures that an engine reaches, and the time each step takes besides, of one date. */
export type EngineConstants = {
  readonly source: string;
  /** Of the memory's bandwidth while weights are read. */
  readonly weights: { readonly gddr: number; readonly hbm: number };
  /** The same for the KV cache. */
  readonly kv: number;
  /** Of the matrix units' peak in each format. */
  readonly compute: Readonly<Record<ComputeFormat, number>>;
  /**
   * Experts share the matrix units badly: the share of the peak is multiplied by (active ÷ all parameters) to this power,
   * by what engines reach on Mixtral 8x7B and DeepSeek-R1 in MLPerf Inference v5.1.
   */
  readonly expertsPower: number;
  /** Kernel launches and what else a step takes for each layer. */
  readonly secondsPerLayer: number;
  /** Scheduling, sampling and detokenising for each token. */
  readonly secondsPerSequence: number;
  /** The year the two times are of, with its part: 2025.5 is the middle of 2025. */
  readonly asOf: number;
  /** By what software of a year later divides the two times, and the least share of them that is believed. */
  readonly yearlyGain: number;
  readonly leastTime: number;
  /** Whether it reads FP8 and FP4 weights into the matrix units as they are; otherwise it widens them to 16 bits first. */
  readonly computesNarrow: boolean;
  /** Whether it sums up in FP16, which GeForce boards do at twice the rate that the catalog states. */
  readonly sumsNarrow: boolean;
  /** Whether several GPUs hold layers in turn, one of them busy at a time, rather than parts of each layer. */
  readonly splitsLayers: boolean;
  /** Whether what does not fit is left in the host's memory rather than refused. */
  readonly spills: boolean;
};

/**
 * llama.cpp: from a study of its published single-stream figures; 99 µs a layer in 2024 and 50 from 2025 on. What it
 * reaches in prefill is read off runs of 512 and 1,024 tokens.
 */
const LLAMA_CPP: EngineConstants = {
  source: 'fit of llama.cpp of May 2024 to its published runs of one stream',
  weights: { gddr: 0.96, hbm: 0.57 },
  kv: 0.4,
  compute: { BF16: 0.36, FP8: 0.36, FP4: 0.36 },
  expertsPower: 0.25,
  secondsPerLayer: 99e-6,
  secondsPerSequence: 0,
  asOf: 2024.4,
  yearlyGain: 3,
  leastTime: 0.5,
  computesNarrow: false,
  sumsNarrow: true,
  splitsLayers: true,
  spills: true,
};

/** Ollama is a server around llama.cpp: what it takes to pass each token on is an assumption, 0.2 ms from 2025 on. */
const OLLAMA: EngineConstants = {
  ...LLAMA_CPP,
  source: `${LLAMA_CPP.source}, and what a server takes besides`,
  secondsPerSequence: 400e-6,
};

/**
 * vLLM: the middle of the ranges that a study of published runs attains leaving one GPU out in turn (weights .85–1, cache
 * .7–1, peak .5–.9, 100–114 µs a layer, 55–63 µs a token). That they are of autumn 2025, when most GPUs and models of those
 * runs were out, and the experts' power, which Mixtral on MI300X and MI325X sets by eye, are assumptions.
 */
const VLLM: EngineConstants = {
  source: 'fit of vLLM to published runs of batched serving',
  weights: { gddr: 0.9, hbm: 0.9 },
  kv: 0.85,
  compute: { BF16: 0.7, FP8: 0.6, FP4: 0.4 },
  expertsPower: 0.25,
  secondsPerLayer: 100e-6,
  secondsPerSequence: 60e-6,
  asOf: 2025.75,
  yearlyGain: 1.4,
  leastTime: 0.7,
  computesNarrow: true,
  sumsNarrow: false,
  splitsLayers: false,
  spills: false,
};

/** TensorRT-LLM: compiled graphs and a scheduler in C++; its shares of the peak are fitted to MLPerf Inference v5.1. */
const TENSORRT_LLM: EngineConstants = {
  ...VLLM,
  source: 'fit of TensorRT-LLM 10 to MLPerf Inference v5.1',
  compute: { BF16: 0.75, FP8: 0.78, FP4: 0.5 },
  expertsPower: 0.5,
  secondsPerLayer: 40e-6,
  secondsPerSequence: 22e-6,
  asOf: 2025.6,
};

export const ENGINE_CONSTANTS: Readonly<Record<ServingEngine, EngineConstants>> = {
  LLAMA_CPP,
  OLLAMA,
  VLLM,
  SGLANG: VLLM,
  TENSORRT_LLM,
};
