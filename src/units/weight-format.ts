/**
 * How a number of a model is stored, and the bits one takes with the scales of its block. INT8 and INT4
 * are the plain sizes; the K-quants, AWQ/GPTQ (groups of 128), NF4 (double quantisation) and the FP4
 * formats add their scales. Sources: llama.cpp quantize README (bits per weight of Llama 3.1 8B), QLoRA
 * (4.127), OCP Microscaling v1.0 (MXFP4: 32 values a scale), NVIDIA NVFP4 (16 values a scale).
 */
export const WEIGHT_BITS = {
  FP32: 32,
  FP16: 16,
  BF16: 16,
  FP8: 8,
  INT8: 8,
  INT4: 4,
  Q8_0: 8.5,
  Q6_K: 6.56,
  Q5_K_M: 5.69,
  Q4_K_M: 4.85,
  AWQ: 4.25,
  GPTQ: 4.25,
  NF4: 4.127,
  MXFP4: 4.25,
  NVFP4: 4.5,
} as const;

export type WeightFormat = keyof typeof WEIGHT_BITS;

/** How keys and values of attention are stored. */
export type KvFormat = Extract<WeightFormat, 'FP16' | 'FP8'>;
