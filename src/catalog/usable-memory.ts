import type { Gpu } from './gpu.ts';

/** Vendors' gigabytes of memory are 2³⁰ bytes: an H100 of 80 GB reports 79.2 GiB to programs. */
export const BYTES_PER_VENDOR_GB = 2 ** 30;

/** The share of what a GPU reports that is planned with: the default of vLLM's --gpu-memory-utilization. */
export const USABLE_SHARE = 0.9;

/**
 * The share of the vendor's figure that programs see. Data-centre GPUs with GDDR keep one part in sixteen for error
 * correction: an L40S reports 44.4 GiB of 48, an A10G 22.1 of 24; others lose the driver's part: an RTX 3090
 * reports 23.6 of 24, an RTX A6000 47.5 of 48 (start-up logs of vLLM in its issues).
 */
export function reportedShare({ class: soldFor, memoryType }: Pick<Gpu, 'class' | 'memoryType'>): number {
  return soldFor === 'DATA_CENTER' && memoryType.startsWith('GDDR') ? 0.92 : 0.98;
}

/** Gigabytes of 10⁹ bytes that can be planned with on one GPU. */
export function usableGb(
  gpu: Pick<Gpu, 'class' | 'memoryType' | 'vramGb'>,
  share: number = USABLE_SHARE,
): number {
  return (gpu.vramGb * BYTES_PER_VENDOR_GB * reportedShare(gpu) * share) / 1e9;
}
