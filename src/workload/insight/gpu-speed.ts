import { relativeSpeed, type RelativeSpeed, type SpeedFacts } from '#analytics/relative-speed.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { linkWithin } from '#catalog/interconnect.ts';

/** How fast a GPU is against that of now. Null where the catalog has no rate of one's matrix units. */
export function gpuSpeed(now: Gpu, there: Gpu, several: boolean): RelativeSpeed | null {
  const [own, other] = [factsOf(now, several), factsOf(there, several)];
  return own && other && relativeSpeed(own, other);
}

/** By dense BF16, or FP16 where the hardware has none. */
function factsOf(gpu: Gpu, several: boolean): SpeedFacts | null {
  const tflops = gpu.bf16Tflops ?? gpu.fp16Tflops;
  if (tflops === null) return null;
  const { bandwidthGBPerSecond } = gpu;
  return { tflops, bandwidthGBPerSecond, linkGBPerSecond: several ? linkWithin(gpu).gbPerSecond : null };
}
