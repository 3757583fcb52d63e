import { gcpSku, type GcpSku } from '../support/fake-gcp.ts';

export type Way = 'ON_DEMAND' | 'SPOT';

type Rates = {
  readonly A2: readonly [core: number, ram: number];
  readonly A3: readonly [core: number, ram: number];
  readonly G2: readonly [core: number, ram: number];
  readonly gpus: Readonly<Record<string, number>>;
  readonly ssdMonth: number;
};

/**
 * What Google asked in us-central1 on 2025-06-12, SKU by SKU, in nano-dollars. Worked out of the prices
 * of whole machines (Cyclenerd/google-cloud-pricing-cost-calculator, pricing.yml), which fix an A2's three
 * rates, a G2's GPU and the sum for 4 vCPUs and 16 GiB, and an A3's sum for 26 vCPUs, 234 GiB and a GPU;
 * the rest is split so that it is whole.
 */
export const RATES: Readonly<Record<Way, Rates>> = {
  ON_DEMAND: {
    A2: [31_611_000, 4_237_000],
    A3: [29_920_063, 1_729_000],
    G2: [24_988_440, 2_927_391],
    gpus: {
      'Nvidia Tesla A100': 2_933_908_000,
      'Nvidia Tesla A100 80GB': 3_928_080_000,
      'Nvidia H100 80GB': 9_796_550_569,
      'Nvidia L4': 560_040_239,
    },
    ssdMonth: 80_000_000,
  },
  SPOT: {
    A2: [12_640_000, 1_695_000],
    A3: [13_100_000, 1_060_000],
    G2: [9_996_000, 1_172_000],
    gpus: {
      'Nvidia Tesla A100': 1_147_200_000,
      'Nvidia Tesla A100 80GB': 1_567_450_000,
      'Nvidia H100 80GB': 1_928_794_000,
      'Nvidia L4': 223_100_000,
    },
    ssdMonth: 31_600_000,
  },
};

const US: readonly string[] = ['us-central1'];

/** Every SKU of `RATES`, as the catalog describes them. */
export function catalogSkus(way: Way, rates: Partial<Rates> = RATES[way], regions = US): GcpSku[] {
  return [
    ...(['A2', 'A3', 'G2'] as const).flatMap((series) => hostSkus(series, rates[series], way, regions)),
    ...Object.entries(rates.gpus ?? {}).map(([name, nanoUsd]) => gpuSku(name, nanoUsd, way, regions)),
    ...(rates.ssdMonth === undefined ? [] : [ssdSku(rates.ssdMonth, way, regions)]),
  ];
}

/** The two SKUs of a series' vCPUs and RAM. */
export function hostSkus(
  series: string,
  rates: readonly [core: number, ram: number] | undefined,
  way: Way = 'ON_DEMAND',
  regions = US,
): GcpSku[] {
  if (!rates) return [];
  const spot = way === 'SPOT' ? 'Spot Preemptible ' : '';
  return [
    gcpSku(`${spot}${series} Instance Core running in Americas`, rates[0], { regions }),
    gcpSku(`${spot}${series} Instance Ram running in Americas`, rates[1], { regions }),
  ];
}

export function gpuSku(name: string, nanoUsd: number, way: Way = 'ON_DEMAND', regions = US): GcpSku {
  const how = way === 'SPOT' ? 'attached to Spot Preemptible VMs running in' : 'running in';
  return gcpSku(`${name} GPU ${how} Americas`, nanoUsd, { regions });
}

export function ssdSku(nanoUsdMonth: number, way: Way = 'ON_DEMAND', regions = US): GcpSku {
  const how = way === 'SPOT' ? ' attached to Spot Preemptible VMs' : '';
  return gcpSku(`SSD backed Local Storage${how}`, nanoUsdMonth, { regions });
}
