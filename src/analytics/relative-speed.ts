import { formula, type Formula } from '#units/formula.ts';

/** What a GPU does at most, by its data sheet. */
export type SpeedFacts = {
  /** Dense, of the matrix units. */
  readonly tflops: number;
  readonly bandwidthGBPerSecond: number;
  /** Between GPUs of a machine; null where one works alone. */
  readonly linkGBPerSecond: number | null;
};

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
  readonly isFaster: boolean;
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

/** Of one against the GPU of now; links count where both have one. */
export function relativeSpeed(now: SpeedFacts, there: SpeedFacts): RelativeSpeed {
  const [link, linkNow] = [there.linkGBPerSecond, now.linkGBPerSecond];
  const several = link !== null && linkNow !== null;
  const inputs = {
    compute: there.tflops,
    computeNow: now.tflops,
    bandwidth: there.bandwidthGBPerSecond,
    bandwidthNow: now.bandwidthGBPerSecond,
    ...(several && { link, linkNow }),
  };
  const isFaster = (several ? SEVERAL : ONE).evaluate(inputs) > 1;
  const how = isFaster ? (several ? SEVERAL_FASTER : ONE_FASTER) : several ? SEVERAL : ONE;
  const error = RELATIVE_SPEED_ERROR[isFaster ? 'FASTER' : 'SLOWER'];
  return { value: how.evaluate(inputs), how, inputs, isFaster, error };
}
