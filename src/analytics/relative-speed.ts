import type { Gpu } from '#catalog/gpu.ts';
import { linkWithin } from '#catalog/interconnect.ts';
import { formula, type Formula } from '#units/formula.ts';

/**
 * How many times as fast one GPU does the work of another of which nothing is known: by a roofline it is bound by
 * compute, by memory or by what several GPUs tell each other, so that the least of the three ratios of the data
 * sheets is the worst that can be. That holds of a slower GPU; of a faster one work has parts that do not get
 * faster, and half of the gain in logarithms is what measurements show in the middle.
 */
export type RelativeSpeed = {
  readonly value: number;
  readonly how: Formula;
  /** By the formula's names, of the other GPU and of the one of now. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly error: RelativeSpeedError;
};

/** Quantiles of ln(measured ÷ said), over all pairs of GPUs that served the same model alike. */
export type RelativeSpeedError = {
  readonly p10: number;
  readonly p50: number;
  readonly pairs: number;
};

/** Of the catalog's measured throughputs; a test holds them to it. */
export const RELATIVE_SPEED_ERROR: Readonly<Record<'SLOWER' | 'FASTER', RelativeSpeedError>> = {
  SLOWER: { p10: 0.05, p50: 0.55, pairs: 493 },
  FASTER: { p10: -0.28, p50: 0.04, pairs: 147 },
};

const ONE = formula('min(compute / computeNow, bandwidth / bandwidthNow)');
const SEVERAL = formula('min(compute / computeNow, bandwidth / bandwidthNow, link / linkNow)');
const ONE_FASTER = formula('sqrt(min(compute / computeNow, bandwidth / bandwidthNow))');
const SEVERAL_FASTER = formula('sqrt(min(compute / computeNow, bandwidth / bandwidthNow, link / linkNow))');

/** Null where the catalog has no rate of one's matrix units. `several`: more than one work together, now and there. */
export function relativeSpeed(now: Gpu, there: Gpu, several: boolean): RelativeSpeed | null {
  const [compute, computeNow] = [denseTflops(there), denseTflops(now)];
  if (compute === null || computeNow === null) return null;
  const inputs = {
    compute,
    computeNow,
    bandwidth: there.bandwidthGBPerSecond,
    bandwidthNow: now.bandwidthGBPerSecond,
    ...(several && { link: linkWithin(there).gbPerSecond, linkNow: linkWithin(now).gbPerSecond }),
  };
  const least = (several ? SEVERAL : ONE).evaluate(inputs);
  const isFaster = least > 1;
  const how = isFaster ? (several ? SEVERAL_FASTER : ONE_FASTER) : several ? SEVERAL : ONE;
  return {
    value: how.evaluate(inputs),
    how,
    inputs,
    error: RELATIVE_SPEED_ERROR[isFaster ? 'FASTER' : 'SLOWER'],
  };
}

/** Dense BF16, or FP16 where the hardware has none. */
export function denseTflops({
  bf16Tflops,
  fp16Tflops,
}: Pick<Gpu, 'bf16Tflops' | 'fp16Tflops'>): number | null {
  return bf16Tflops ?? fp16Tflops;
}
