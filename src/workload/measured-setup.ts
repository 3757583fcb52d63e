import { ENGINE_CONSTANTS } from '#analytics/serving-constants.ts';
import { servingFit } from '#analytics/serving-fit.ts';
import type { ServingEngine, ServingSetup } from '#analytics/serving-speed.ts';
import { mlperfWorkloads } from '#catalog/mlperf-workloads.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { measuredGpu } from './measured-gpu.ts';
import { assumedLengths, measuredWorkload } from './measured-lengths.ts';
import { measuredModel } from './measured-model.ts';
import { measuredPrecision } from './measured-precision.ts';

/** What a file of measured speeds says of one of them, as text; empty where it does not. */
export type MeasuredText = Readonly<
  Record<
    | 'source'
    | 'gpu'
    | 'gpu_count'
    | 'model'
    | 'params_b'
    | 'precision'
    | 'engine'
    | 'workload'
    | 'decode_tok_s'
    | 'output_throughput_tok_s'
    | 'measured'
    | 'note',
    string
  >
>;

/** A measured speed and the setup it was measured in. */
export type Measured = {
  readonly setup: ServingSetup;
  readonly gpu: Gpu;
  /** The engine's usual name. */
  readonly engineName: string;
  /** Tokens a second of one stream, or of the whole system, those of beams that lose counted too. */
  readonly what: 'STREAM' | 'SYSTEM';
  readonly tokensPerSecond: number;
};

const ENGINES: readonly (readonly [of: RegExp, engine: ServingEngine, name: string])[] = [
  [/ollama/i, 'OLLAMA', 'Ollama'],
  [/llama[._ -]?cpp|llama-bench|gguf|lm ?studio|koboldcpp/i, 'LLAMA_CPP', 'llama.cpp'],
  [/sglang/i, 'SGLANG', 'SGLang'],
  [/vllm|llmboost/i, 'VLLM', 'vLLM'],
  [/\btgi\b|text-generation-inference|aphrodite|deepspeed/i, 'VLLM', 'TGI and others like vLLM'],
  [/tensorrt|\btrt|nim\b/i, 'TENSORRT_LLM', 'TensorRT-LLM'],
  [/mlc|exllama|lmdeploy/i, 'TENSORRT_LLM', 'MLC LLM and other compiled engines'],
];
const REASONING = /thinking|reason|\br1\b|deepseek-r1|qwq|magistral|\bo1\b/i;
/** Models that reason unless told not to, and a set of questions that asks for it. */
const [REASONS_OR_NOT, TO_REASON] = [/gpt-?oss|qwen-?3(?!.*(?:instruct|coder|base))/i, /gpqa/i];
/** A study finds client-bound benchmarks to take so much longer a token. Assumed of LLMPerf, which tokenises each piece it gets. */
const LLMPERF_CLIENT_SECONDS = 600e-6;
const MLPERF = /mlperf|mlcommons/i;
/** More sequences at once than any GPU's memory holds of MLPerf's: the memory sets how many. */
const OFFLINE_SEQUENCES = 2048;
const MOST_STREAMS = 100_000;
/** Beyond these a number is no tokens a second. */
const [LEAST_SPEED, MOST_SPEED] = [1e-6, 1e12];
const USUAL_SERVING_BATCH = 64;

/** Reads what was measured, with stated assumptions where the texts leave something open, or why it cannot be estimated. */
export function measuredSetup(text: MeasuredText): Measured | { readonly reason: string } {
  if (/\bINVALID\b/.test(text.note)) return { reason: 'the measurement is marked invalid' };
  const [decode, output] = [positive(text.decode_tok_s), positive(text.output_throughput_tok_s)];
  if (decode === null && output === null) return { reason: 'no speed was measured' };
  const named = measuredGpu(text.gpu, text.gpu_count);
  if ('reason' in named) return named;
  const [, engine, engineName] = engineOf(text, decode !== null && output === null);
  const model = measuredModel(text.model, text.params_b, engine);
  if (!model) return { reason: 'neither the model nor its size is known' };
  const { beams = 1, ...workload } = workloadOf(text, engine, named.count, concurrency(decode, output));
  const { weightBits, compute } = measuredPrecision(text.precision, text.model, engine, named.gpu);
  const softwareYear = yearOf(text.measured) ?? undatedYear(engine);
  const asked: ServingSetup = {
    model,
    gpu: named.gpu,
    gpuCount: named.count,
    engine,
    weightBits,
    compute,
    kvBits: MLPERF.test(`${text.workload} ${text.source}`) ? 8 : 16,
    softwareYear,
    ...workload,
  };
  const setup = engine === 'OLLAMA' ? onOneGpu(asked) : asked;
  if (servingFit({ ...setup, batch: 1 }) !== 'FITS') return { reason: "does not fit in the GPUs' memory" };
  const isStream = decode !== null && (workload.batch === 1 || output === null);
  return {
    setup,
    gpu: named.gpu,
    engineName,
    what: isStream ? 'STREAM' : 'SYSTEM',
    tokensPerSecond: beams * ((isStream ? decode : output) ?? NaN),
  };
}

function engineOf({ engine, source }: MeasuredText, isStream: boolean): (typeof ENGINES)[number] {
  // An engine that is named and not known is not the one that its source is named after.
  const named = engine === '' ? source : engine;
  const found = ENGINES.find(([of]) => of.test(named));
  return found ?? (isStream ? [/./, 'LLAMA_CPP', 'other engines'] : [/./, 'VLLM', 'other engines']);
}

/** Ollama leaves the other GPUs idle where a model fits into one. */
function onOneGpu(setup: ServingSetup): ServingSetup {
  const alone = { ...setup, gpuCount: 1 };
  return servingFit(alone) === 'FITS' ? alone : setup;
}

type Workload = Pick<
  ServingSetup,
  'batch' | 'inputTokens' | 'outputTokens' | 'split' | 'longestTokenSeconds' | 'clientSecondsPerToken'
> & { readonly beams?: number };

function workloadOf(
  text: MeasuredText,
  engine: ServingEngine,
  gpuCount: number,
  observed: number | null,
): Workload {
  const { model, source, workload } = text;
  const mlperf = MLPERF.test(`${workload} ${source}`)
    ? mlperfWorkloads.find((one) => one.model.test(model.toLowerCase()))
    : undefined;
  if (mlperf) {
    const { outputTokens, tokenSeconds, beams = 1 } = mlperf;
    // Each beam is a sequence of its own, with its part of the prompt they share.
    const inputTokens = mlperf.inputTokens / beams;
    const limit = /server/i.test(workload)
      ? { longestTokenSeconds: tokenSeconds.server }
      : /interactive/i.test(workload)
        ? { longestTokenSeconds: tokenSeconds.interactive }
        : {};
    const batch = beams * OFFLINE_SEQUENCES * gpuCount;
    return { batch, beams, inputTokens, outputTokens, split: 'REPLICAS', ...limit };
  }
  const said = measuredWorkload(workload);
  const saidBatch = said.batch ?? measuredWorkload(text.note).batch;
  const isReasoning = REASONING.test(model) || (REASONS_OR_NOT.test(model) && TO_REASON.test(workload));
  const assumed = assumedLengths(`${workload} ${source}`, isReasoning);
  const isLlama = engine === 'LLAMA_CPP' || engine === 'OLLAMA';
  const batch = saidBatch ?? observed ?? (isLlama ? 1 : USUAL_SERVING_BATCH);
  // llama-bench times its answers apart from its prompts, beginning with an empty context.
  const isBench = engine === 'LLAMA_CPP' && /generate \d+ \/ prompt \d+/.test(workload);
  return {
    batch,
    inputTokens: isBench ? 0 : (said.inputTokens ?? assumed.inputTokens),
    outputTokens: said.outputTokens ?? assumed.outputTokens,
    ...(/llmperf/i.test(source) && batch > 1 ? { clientSecondsPerToken: LLMPERF_CLIENT_SECONDS } : {}),
  };
}

/**
 * Streams decoded at once, where the text does not say it: one where only a stream was timed, and by Little's law where
 * both that and the whole system were. Only the two measurements' relation to one another goes into it.
 */
function concurrency(decode: number | null, output: number | null): number | null {
  if (decode === null) return null;
  return output === null ? 1 : Math.min(MOST_STREAMS, Math.max(1, Math.round(output / decode)));
}

/** Without a date: the constants' own, and 2025 for those of before, from when on llama.cpp records its steps as graphs. */
function undatedYear(engine: ServingEngine): number {
  return Math.max(2025, ENGINE_CONSTANTS[engine].asOf);
}

/** "2024-05", "2024-05-17" and "2024/5" as a year with its part; undefined for anything else. */
function yearOf(text: string): number | undefined {
  const [, year, month] = /^(20\d\d)(?:[-/.](\d{1,2})(?!\d))?/.exec(text) ?? [];
  return year === undefined
    ? undefined
    : Number(year) + (month === undefined ? 0.5 : (Number(month) - 0.5) / 12);
}

function positive(text: string): number | null {
  const value = text === '' ? NaN : Number(text.replaceAll(',', ''));
  return value > LEAST_SPEED && value < MOST_SPEED ? value : null;
}
