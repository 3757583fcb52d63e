import { gpuSlug } from '#units/gpu.ts';
import { mlperfWorkloads } from './mlperf-workloads.ts';
import type { MeasuredEngine, MeasuredThroughput } from './measured-throughput.ts';

const SOURCE = 'MLPerf Inference v5.1, closed division, Offline, mlcommons/inference_results_v5.1@965182b0';

/**
 * Systems under as many sequences as they hold: GPU, count, model, engine, output tokens a second of the whole
 * system (the median of submitters), and how many submitted.
 */
const ROWS: readonly (readonly [
  gpu: string,
  count: number,
  model: string,
  engine: MeasuredEngine,
  tokensPerSecond: number,
  submitters: number,
])[] = [
  ['b200', 8, 'deepseek-r1', 'TENSORRT_LLM', 31397.1, 4],
  ['b200', 8, 'llama-2-70b', 'TENSORRT_LLM', 101610, 8],
  ['b200', 8, 'llama-3.1-405b', 'TENSORRT_LLM', 1645, 10],
  ['b200', 8, 'llama-3.1-8b', 'TENSORRT_LLM', 142136, 7],
  ['h200-sxm', 8, 'llama-2-70b', 'TENSORRT_LLM', 34964.6, 7],
  ['h200-sxm', 8, 'llama-3.1-405b', 'TENSORRT_LLM', 551.4, 2],
  ['h200-sxm', 8, 'llama-3.1-8b', 'TENSORRT_LLM', 58304.3, 3],
  ['h200-sxm', 8, 'mixtral-8x7b', 'TENSORRT_LLM', 61740.4, 2],
  ['h200-sxm', 16, 'llama-2-70b', 'TENSORRT_LLM', 68894.8, 1],
  ['h200-sxm', 16, 'llama-3.1-405b', 'TENSORRT_LLM', 1086, 1],
  ['mi325x', 8, 'llama-2-70b', 'VLLM', 33874.9, 6],
  ['mi325x', 8, 'mixtral-8x7b', 'VLLM', 68500, 6],
  ['mi300x', 8, 'llama-2-70b', 'VLLM', 27564.9, 2],
  ['mi300x', 8, 'mixtral-8x7b', 'VLLM', 53175.6, 2],
  ['h200-nvl', 4, 'llama-2-70b', 'TENSORRT_LLM', 15057.6, 1],
  ['h200-nvl', 4, 'llama-3.1-8b', 'TENSORRT_LLM', 25180.8, 1],
  ['h200-nvl', 8, 'llama-2-70b', 'TENSORRT_LLM', 30877.2, 2],
  ['h200-nvl', 8, 'llama-3.1-8b', 'TENSORRT_LLM', 50776.8, 1],
  ['gb200', 4, 'llama-2-70b', 'TENSORRT_LLM', 51736.9, 3],
  ['gb200', 4, 'llama-3.1-405b', 'TENSORRT_LLM', 851.5, 2],
  ['gb200', 72, 'deepseek-r1', 'TENSORRT_LLM', 289712, 1],
  ['gb200', 72, 'llama-3.1-405b', 'TENSORRT_LLM', 14774.3, 1],
  ['h100-sxm', 1, 'llama-3.1-8b', 'VLLM', 5777.1, 1],
  ['h100-sxm', 16, 'llama-2-70b', 'TENSORRT_LLM', 62351.6, 1],
  ['h100-sxm', 16, 'llama-3.1-405b', 'TENSORRT_LLM', 783.1, 1],
  ['h100-sxm', 32, 'llama-2-70b', 'TENSORRT_LLM', 124879, 1],
  ['h100-sxm', 32, 'llama-3.1-405b', 'TENSORRT_LLM', 1561.6, 1],
  ['rtx-pro-6000-server', 8, 'llama-2-70b', 'TENSORRT_LLM', 26205.8, 1],
  ['rtx-pro-6000-server', 8, 'llama-3.1-8b', 'TENSORRT_LLM', 46841.8, 1],
  ['rtx-pro-6000-server', 8, 'mixtral-8x7b', 'TENSORRT_LLM', 32738.8, 1],
  ['gb300', 8, 'deepseek-r1', 'TENSORRT_LLM', 48047, 1],
  ['gb300', 72, 'deepseek-r1', 'TENSORRT_LLM', 420659, 1],
  ['gb300', 72, 'llama-3.1-405b', 'TENSORRT_LLM', 16104.1, 1],
  ['l40s', 1, 'llama-3.1-8b', 'VLLM', 1642.2, 1],
];

/** The logs do not name a format: NVIDIA's Blackwell submissions run NVFP4, all others FP8. */
const FP4_GPUS: ReadonlySet<string> = new Set(['b200', 'gb200', 'gb300', 'rtx-pro-6000-server']);

export const measuredBatched: readonly MeasuredThroughput[] = ROWS.map(
  ([gpu, gpuCount, model, engine, tokensPerSecond, submitters]) => {
    const workload = mlperfWorkloads.find((one) => one.model.test(model));
    if (!workload) throw new RangeError(`MLPerf has no workload of ${model}`);
    return {
      gpu: gpuSlug(gpu),
      gpuCount,
      model,
      format: FP4_GPUS.has(gpu) ? 'NVFP4' : 'FP8',
      kvFormat: 'FP8',
      engine,
      batch: null,
      inputTokens: workload.inputTokens,
      outputTokens: workload.outputTokens,
      measure: 'TOTAL',
      tokensPerSecond,
      prefill: null,
      measured: '2025-09',
      source: submitters === 1 ? SOURCE : `${SOURCE} (median of ${submitters} submitters)`,
    };
  },
);
