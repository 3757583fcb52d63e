import type { ComputeFormat, ServingEngine, SpeedGpu } from '#analytics/serving-speed.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';

export type MeasuredPrecision = { readonly weightBits: number; readonly compute: ComputeFormat };

/** What a text or, where it says nothing, the model's name tells of the weights; the first that matches. */
const PRECISIONS: readonly (readonly [of: RegExp, weightBits: number, compute: ComputeFormat])[] = [
  [/nvfp4|(?<![a-z])fp4/i, WEIGHT_BITS.NVFP4, 'FP4'],
  [/mxfp4/i, WEIGHT_BITS.MXFP4, 'FP8'],
  [/q8_0|q8(?!\d)/i, WEIGHT_BITS.Q8_0, 'BF16'],
  [/q6/i, WEIGHT_BITS.Q6_K, 'BF16'],
  [/q5/i, WEIGHT_BITS.Q5_K_M, 'BF16'],
  [/q4_0|q4f16|q4_k_s|iq4/i, 4.55, 'BF16'],
  [/q4/i, WEIGHT_BITS.Q4_K_M, 'BF16'],
  [/q3/i, 3.9, 'BF16'],
  [/q2/i, 3, 'BF16'],
  [/awq|gptq|exl2|int4|w4a16|4[- ]?bits?\b/i, WEIGHT_BITS.AWQ, 'BF16'],
  [/nf4|bnb|bitsandbytes/i, WEIGHT_BITS.NF4, 'BF16'],
  [/w8a8|fp8|f8|e4m3|int8|8[- ]?bits?\b/i, 8, 'FP8'],
  [/fp32|float32|f32/i, 32, 'BF16'],
  [/bf16|bfloat16|fp16|f16|float16|half|16[- ]?bits?\b/i, 16, 'BF16'],
];

/** What llama.cpp reads comes in formats of its own, whatever a table calls them. */
const GGUF: typeof PRECISIONS = [
  [/int4|(?<!\d)4[- ]?bits?\b/i, WEIGHT_BITS.Q4_K_M, 'BF16'],
  [/int8|(?<!\d)8[- ]?bits?\b/i, WEIGHT_BITS.Q8_0, 'BF16'],
  ...PRECISIONS,
];

/** Weights that are published in less than 16 bits. */
const PUBLISHED_NARROW: readonly (readonly [of: RegExp, weightBits: number, compute: ComputeFormat])[] = [
  [/gpt-?oss/i, WEIGHT_BITS.MXFP4, 'FP8'],
  [/kimi-?k2-?thinking/i, WEIGHT_BITS.AWQ, 'BF16'],
  [/deepseek-?(?:r1|v3)(?!.*distill)|kimi-?k2/i, 8, 'FP8'],
];

/**
 * The weights of a measurement. Where the text leaves it to the submission: FP4 in TensorRT-LLM on Blackwell, FP8 on
 * other GPUs that have it, otherwise 8 bits. Where it says nothing: Q4_K_M of llama.cpp and Ollama, else as the weights are published.
 */
export function measuredPrecision(
  text: string,
  model: string,
  engine: ServingEngine,
  { architecture }: Pick<SpeedGpu, 'architecture'>,
): MeasuredPrecision {
  const isLlama = engine === 'LLAMA_CPP' || engine === 'OLLAMA';
  if (/see submission|fp8\s*\/\s*fp4/i.test(text)) {
    return architecture === 'Blackwell' && engine === 'TENSORRT_LLM'
      ? { weightBits: WEIGHT_BITS.NVFP4, compute: 'FP4' }
      : { weightBits: 8, compute: 'FP8' };
  }
  const said = of(isLlama ? GGUF : PRECISIONS, text);
  const published = isLlama && !/gpt-?oss/i.test(model) ? undefined : of(PUBLISHED_NARROW, model);
  if (said && !(published && said.weightBits >= 16)) return said;
  return (
    of(PRECISIONS, model) ??
    published ??
    (isLlama ? { weightBits: WEIGHT_BITS.Q4_K_M, compute: 'BF16' } : { weightBits: 16, compute: 'BF16' })
  );
}

function of(table: typeof PRECISIONS, text: string): MeasuredPrecision | undefined {
  const found = table.find(([pattern]) => pattern.test(text));
  return found && { weightBits: found[1], compute: found[2] };
}
