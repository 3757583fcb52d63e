import { weightsGb } from './model-memory.ts';
import type { ServingSetup } from './serving-speed.ts';
import { touchedShare } from './serving-terms.ts';

/** Tokens that one pass over the weights may give a sequence: speculative decoding gets two or three accepted. */
export const TOKENS_A_PASS = 4;
/** FP4 computes four times as fast as BF16. */
const FASTEST_OVER_BF16 = 4;

/**
 * What no engine can exceed by reading every weight that is needed once for a pass over all sequences, and
 * computing twice the active parameters for a token, at the data sheet's full bandwidth and peak, with
 * `TOKENS_A_PASS` tokens of each pass: output tokens a second of all sequences together.
 */
export function servingLimit({ model, gpu, gpuCount, batch, weightBits }: ServingSetup): number {
  const touched = touchedShare(model.activeParams / model.params, batch);
  const passes = (gpuCount * gpu.bandwidthGBPerSecond) / (weightsGb(model.params, weightBits) * touched);
  const peak = FASTEST_OVER_BF16 * (gpu.bf16Tflops ?? gpu.fp16Tflops ?? 50) * 1e12;
  return Math.min(TOKENS_A_PASS * batch * passes, (gpuCount * peak) / (2 * model.activeParams));
}
