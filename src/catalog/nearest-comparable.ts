import type { Gpu } from './gpu.ts';

/** A GPU with less memory cannot take the same model: a shortfall counts three times, an excess once. */
const SHORTFALL = 3;
/** What another architecture adds: as much as one figure twice as far, so that an H100 is nearest to an H100. */
const OTHER_ARCHITECTURE = Math.log(2);
/** What a GPU without the BF16 that the wanted one has adds: most models of today do not run on it as they are. */
const WITHOUT_BF16 = Math.log(4);
/** Beyond it nothing is called near: four times apart in one figure, or 2.2 times in each of the three. */
const FARTHEST = Math.log(4);

/**
 * How far apart two GPUs are for the same work: the Euclidean distance of ln(memory), ln(bandwidth) and
 * ln(dense FP16 TFLOPS), each with weight 1, memory the other lacks with 3; ln 2 for another
 * architecture and ln 4 for BF16 the other lacks are further axes. FP16 is left out where either GPU has
 * none that is fast. 0 is the same GPU; ln 2 is one figure twice as large.
 */
export function distanceTo(wanted: Gpu, other: Gpu): number {
  const memory = Math.log(other.vramGb / wanted.vramGb);
  const bandwidth = Math.log(other.bandwidthGBPerSecond / wanted.bandwidthGBPerSecond);
  const tflops =
    wanted.fp16Tflops === null || other.fp16Tflops === null
      ? 0
      : Math.log(other.fp16Tflops / wanted.fp16Tflops);
  return Math.hypot(
    memory < 0 ? SHORTFALL * memory : memory,
    bandwidth,
    tflops,
    wanted.architecture === other.architecture ? 0 : OTHER_ARCHITECTURE,
    wanted.bf16Tflops !== null && other.bf16Tflops === null ? WITHOUT_BF16 : 0,
  );
}

/** The nearest of several GPUs and its distance, whether it is near enough or not; null where there are none. */
export function nearestOf(
  wanted: Gpu,
  others: readonly Gpu[],
): { readonly gpu: Gpu; readonly distance: number; readonly near: boolean } | null {
  const [nearest] = others
    .map((gpu) => ({ gpu, distance: distanceTo(wanted, gpu) }))
    .toSorted((a, b) => a.distance - b.distance || (a.gpu.slug < b.gpu.slug ? -1 : 1));
  return nearest ? { ...nearest, near: nearest.distance <= FARTHEST } : null;
}

/** How the other GPU compares in words: "memory 24 GB to 24 GB (1.00 times), …". */
export function comparedWith(wanted: Gpu, other: Gpu): string {
  return [
    figure('memory', 'GB', other.vramGb, wanted.vramGb),
    figure('bandwidth', 'GB/s', other.bandwidthGBPerSecond, wanted.bandwidthGBPerSecond),
    figure('dense FP16', 'TFLOPS', other.fp16Tflops, wanted.fp16Tflops),
  ].join(', ');
}

function figure(name: string, unit: string, theirs: number | null, wanted: number | null): string {
  const times = theirs === null || wanted === null ? '' : ` (${(theirs / wanted).toFixed(2)} times)`;
  const said = (value: number | null) => (value === null ? 'none' : `${value} ${unit}`);
  return `${name} ${said(theirs)} to ${said(wanted)}${times}`;
}
