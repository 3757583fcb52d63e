import type { WeightFormat } from '#units/weight-format.ts';

/**
 * What was measured. PERPLEXITY: of WikiText-2, in percent more than in 16 bits. ACCURACY: of benchmarks, in percent
 * less than in 16 bits. They are not the same, and a percent of one is not a percent of the other.
 */
export type QualityMetric = 'PERPLEXITY' | 'ACCURACY';

/** What a format costs in quality, as published. */
export type QualityLoss = {
  readonly metric: QualityMetric;
  /** Percent: of the models measured the one that lost least, and the one that lost most. */
  readonly low: number;
  readonly high: number;
  readonly source: string;
};

const NO_LOSS: QualityLoss = {
  metric: 'ACCURACY',
  low: 0,
  high: 0,
  source: 'the format models are released in',
};
const LLAMA_CPP =
  'llama.cpp: Llama 2 70B (examples/perplexity/README.md) and Llama 3 70B (pull request 6745, dranger003)';
const AWQ = 'Lin et al. 2023 (AWQ), table of Llama 2 7B, 13B and 70B in groups of 128';
const KURTIC = 'Kurtic et al. 2024, "Give Me BF16 or Give Me Death?", Llama 3.1 8B to 405B';

/**
 * By format; null where no measurement is known that speaks for the format in general. Perplexities of AWQ's table: FP16
 * 5.47, 4.88, 3.32; round to nearest 5.73, 4.98, 3.46; GPTQ 5.69, 4.98, 3.42; AWQ 5.60, 4.97, 3.41.
 */
export const QUALITY_LOSS: Readonly<Record<WeightFormat, QualityLoss | null>> = {
  FP32: NO_LOSS,
  FP16: NO_LOSS,
  BF16: NO_LOSS,
  FP8: { metric: 'ACCURACY', low: 0, high: 0, source: `${KURTIC}: lossless` },
  INT8: { metric: 'ACCURACY', low: 1, high: 3, source: `${KURTIC}: weights and activations, tuned` },
  INT4: { metric: 'PERPLEXITY', low: 2, high: 4.8, source: `${AWQ}: round to nearest` },
  AWQ: { metric: 'PERPLEXITY', low: 1.8, high: 2.7, source: AWQ },
  GPTQ: { metric: 'PERPLEXITY', low: 2, high: 4, source: AWQ },
  Q8_0: { metric: 'PERPLEXITY', low: 0.03, high: 0.03, source: LLAMA_CPP },
  Q6_K: { metric: 'PERPLEXITY', low: 0.16, high: 0.47, source: LLAMA_CPP },
  Q5_K_M: { metric: 'PERPLEXITY', low: 0.4, high: 1.23, source: LLAMA_CPP },
  Q4_K_M: { metric: 'PERPLEXITY', low: 1.2, high: 4.83, source: LLAMA_CPP },
  // What QLoRA measured is of models tuned on top of it, which make up for what it loses.
  NF4: null,
  MXFP4: null,
  NVFP4: null,
};

/**
 * What one format costs in quality against another, less being better: below 0 where `a` is better, 0 where they are the
 * same, above 0 where it is worse, null where they cannot be compared. What loses nothing is no worse than any.
 */
export function compareQuality(a: WeightFormat, b: WeightFormat): number | null {
  if (a === b) return 0;
  const [ours, theirs] = [QUALITY_LOSS[a], QUALITY_LOSS[b]];
  if (ours?.high === 0) return theirs?.high === 0 ? 0 : -1;
  if (theirs?.high === 0) return 1;
  if (!ours || !theirs || ours.metric !== theirs.metric) return null;
  return ours.high - theirs.high;
}
