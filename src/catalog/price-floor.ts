import { formatUsd, microUsd, usdFromFloat, type MicroUsd } from '#units/money.ts';
import type { Gpu } from './gpu.ts';

/**
 * What a GPU-hour has cost per gigabyte of memory and per dense FP16 TFLOPS, in dollars, over real
 * markets from 2015 to 2026: Vast.ai, RunPod, AWS and GCP spot and on demand, and 30 more clouds
 * (93,766 prices of a GPU in this catalog). Lowest: an L4 bid of $0.0258, 0.0011 per GB and 0.00021 per TFLOPS.
 * Highest: a GRID K520 at $6.00 in AWS's old auction, 1.50 per GB; a P100 at $1.46, 0.078 per TFLOPS;
 * and a host that asks $99 for an RTX 6000 Ada, 2.06 per GB and 0.27 per TFLOPS. The bounds lie 10
 * times below the lowest and 5 to 7 times above the highest: beyond them is no market but a mistake
 * (a price of another unit, a test listing).
 */
const LOWEST = { perGb: 0.0001, perTflops: 0.00002 };
const HIGHEST = { perGb: 10, perTflops: 2 };

/**
 * Why nobody asks this price for an hour of this GPU: a B200 at $0.01, an RTX 3060 at $400. Null
 * for a price that can be. Memory is a measure for every GPU, TFLOPS for those with fast FP16.
 */
export function absurdPrice(gpu: Gpu, price: MicroUsd): string | null {
  const tflops = gpu.fp16Tflops;
  const floor = Math.max(gpu.vramGb * LOWEST.perGb, (tflops ?? 0) * LOWEST.perTflops);
  const ceiling = Math.min(gpu.vramGb * HIGHEST.perGb, (tflops ?? Infinity) * HIGHEST.perTflops);
  const least = usdFromFloat(floor) ?? microUsd(0);
  const most = usdFromFloat(ceiling) ?? microUsd(0);
  if (price < least)
    return `${formatUsd(price)} USD an hour for one ${gpu.name} is below ${formatUsd(least)}, a tenth of the lowest price seen for such a GPU`;
  if (price > most)
    return `${formatUsd(price)} USD an hour for one ${gpu.name} is above ${formatUsd(most)}, several times the highest price seen for such a GPU`;
  return null;
}
