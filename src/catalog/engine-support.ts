import type { WeightFormat } from '#units/weight-format.ts';
import type { Gpu } from './gpu.ts';

/** NVIDIA's generations, the oldest first. */
const GENERATIONS = [
  'Kepler',
  'Maxwell',
  'Pascal',
  'Volta',
  'Turing',
  'Ampere',
  'Ada',
  'Hopper',
  'Blackwell',
];

/** The first of NVIDIA's generations that vLLM and its like run a format on (vLLM documentation, "Supported hardware"). */
const FIRST: Readonly<Partial<Record<WeightFormat, string>>> = {
  FP32: 'Volta',
  FP16: 'Volta',
  BF16: 'Ampere',
  FP8: 'Ampere',
  INT8: 'Turing',
  INT4: 'Turing',
  AWQ: 'Turing',
  GPTQ: 'Volta',
  NF4: 'Turing',
  MXFP4: 'Ampere',
  NVFP4: 'Ampere',
};

const ON_AMD: ReadonlySet<WeightFormat> = new Set(['FP32', 'FP16', 'BF16', 'AWQ', 'GPTQ', 'INT4']);
const AMD_SERVED: ReadonlySet<string> = new Set(['CDNA2', 'CDNA3', 'CDNA4', 'RDNA3', 'RDNA4']);
const AMD_FP8: ReadonlySet<string> = new Set(['CDNA3', 'CDNA4', 'RDNA4']);
const ON_INTEL: ReadonlySet<WeightFormat> = new Set(['FP32', 'FP16', 'BF16']);

/** Formats of llama.cpp, which runs on all but the oldest GPUs. */
const LLAMA_CPP: ReadonlySet<WeightFormat> = new Set([
  'FP32',
  'FP16',
  'BF16',
  'Q8_0',
  'Q6_K',
  'Q5_K_M',
  'Q4_K_M',
  'MXFP4',
]);

type Engine = 'LLAMA_CPP' | 'OLLAMA' | 'VLLM' | 'SGLANG' | 'TENSORRT_LLM';

export function isLlamaCpp(engine: Engine): boolean {
  return engine === 'LLAMA_CPP' || engine === 'OLLAMA';
}

/** What is asked for where no format is: those an engine is mostly used with, the most exact first. */
export function usualFormats(engine: Engine): readonly WeightFormat[] {
  return isLlamaCpp(engine) ? ['FP16', 'Q8_0', 'Q6_K', 'Q5_K_M', 'Q4_K_M'] : ['FP16', 'FP8', 'INT8', 'AWQ'];
}

/** True where an engine runs weights of a format on a GPU. */
export function runs(
  engine: Engine,
  format: WeightFormat,
  { vendor, architecture }: Pick<Gpu, 'vendor' | 'architecture'>,
): boolean {
  if (isLlamaCpp(engine)) return LLAMA_CPP.has(format) && architecture !== 'Kepler';
  if (vendor === 'NVIDIA') {
    const first = FIRST[format];
    return first !== undefined && GENERATIONS.indexOf(architecture) >= GENERATIONS.indexOf(first);
  }
  if (engine === 'TENSORRT_LLM') return false;
  if (vendor === 'AMD')
    return format === 'FP8' ? AMD_FP8.has(architecture) : AMD_SERVED.has(architecture) && ON_AMD.has(format);
  return engine === 'VLLM' && (ON_INTEL.has(format) || (format === 'FP8' && architecture === 'Gaudi'));
}
