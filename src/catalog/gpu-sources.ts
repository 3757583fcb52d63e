import type { FigureSource, GpuFigure } from './gpu.ts';

export const WIKIPEDIA = 'voidful/gpu-info-api@03a6b34 gpu.json (Wikipedia, 2025-06-16, CC BY-SA)';
export const STAS00 = 'stas00/ml-engineering@744d01e compute/accelerator/README.md (2026-08, CC BY-SA 4.0)';
export const LIGHTNING = 'Lightning-AI/pytorch-lightning@7f0c343 fabric/utilities/throughput.py (Apache-2.0)';
export const CLI99 = 'cli99/llm-analysis@d841e40 gpu_configs (Apache-2.0)';

/** A figure from the vendor's own publication that was not compared with a fetched copy of it. */
export const VENDOR = "the vendor's data sheet or announcement, not checked against a fetched copy";

const LAUNCH: FigureSource = { figures: ['LAUNCH'], source: VENDOR, derivation: null };

/** Sources of a row whose figures are all as published. */
export function published(memoryAndPower: string, tflops: string): FigureSource[] {
  return [of(['MEMORY', 'POWER'], memoryAndPower), of(['TFLOPS'], tflops), LAUNCH];
}

/** As `published`, where memory and power come from different places. */
export function publishedApart(memory: string, power: string, tflops: string): FigureSource[] {
  return [of(['MEMORY'], memory), of(['POWER'], power), of(['TFLOPS'], tflops), LAUNCH];
}

/**
 * Sources of a row whose TFLOPS are computed from its FP32 rate at boost clock, by `rule`, which was
 * compared with NVIDIA's own dense numbers (3090: 71, 4090: 165, 5090: 209.5, A6000: 154.8, 6000 Ada: 364).
 */
export function derived(source: string, rule: string): FigureSource[] {
  return [
    of(['MEMORY', 'POWER'], source),
    { figures: ['TFLOPS'], source, derivation: `derived: ${rule}` },
    LAUNCH,
  ];
}

export const TURING_GEFORCE =
  'dense FP16 = 4 × FP32 at boost (8 × on the tensor cores, half rate with FP32 accumulation)';
export const TURING_QUADRO = 'dense FP16 = 8 × FP32 at boost';
export const GEFORCE =
  'dense FP16 = 2 × FP32 at boost (4 × on the tensor cores, half rate with FP32 accumulation); FP8 = 2 × FP16';
export const RTX_PRO = 'dense FP16 = 4 × FP32 at boost; FP8 = 2 × FP16';
export const VECTOR_FP16 = 'FP16 = 2 × FP32 at boost on the vector units';

function of(figures: readonly GpuFigure[], source: string): FigureSource {
  return { figures, source, derivation: null };
}
