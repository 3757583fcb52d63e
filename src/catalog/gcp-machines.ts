import { instanceGpu } from './cloud-skus.ts';

/** What Google bills the parts of a machine by: the first word of the SKUs of its vCPUs and RAM. */
export type GcpSeries = 'A2' | 'A3' | 'A3Plus' | 'A3Ultra' | 'G2' | 'G4' | 'N1 Predefined';

export type GcpGpu = {
  /** Google's id, by which the table of instance types knows the GPU: "nvidia-tesla-a100". */
  readonly accelerator: string;
  /** What its SKUs call it, without "Nvidia", "Tesla" and "GPU". */
  readonly skuNames: readonly string[];
};

/**
 * A machine type with GPUs. A `slice` is billed by one SKU for each GPU's share of the whole machine;
 * any other by its vCPUs, RAM and local SSD besides its GPUs.
 */
export type GcpMachine = {
  /** "a3-highgpu-8g"; of an N1 host, which takes GPUs of any kind, with them: "n1-standard-8+1xnvidia-tesla-t4". */
  readonly type: string;
  readonly accelerator: string;
  readonly gpuCount: number;
  readonly parts: 'SLICE' | GcpParts;
  /** False where Google rents it as spot or against a reservation alone, whatever its SKUs ask on demand. */
  readonly onDemand: boolean;
};

export type GcpParts = {
  readonly series: GcpSeries;
  readonly vcpus: number;
  readonly ramGib: number;
  /** The local SSD that comes with it, whether wanted or not; 0 where there is none or a choice. */
  readonly ssdGib: number;
};

const H100 = 'nvidia-h100-80gb';
const H100_MEGA = 'nvidia-h100-mega-80gb';

/** The Mega GPU is "Plus" in some SKUs, as its machine is "A3Plus". */
export const gcpGpus: readonly GcpGpu[] = [
  { accelerator: 'nvidia-tesla-a100', skuNames: ['A100'] },
  { accelerator: 'nvidia-a100-80gb', skuNames: ['A100 80GB'] },
  { accelerator: H100, skuNames: ['H100 80GB'] },
  { accelerator: H100_MEGA, skuNames: ['H100 80GB Mega', 'H100 80GB Plus', 'H100 Mega 80GB'] },
  { accelerator: 'nvidia-h200-141gb', skuNames: ['H200 141GB'] },
  { accelerator: 'nvidia-b200', skuNames: ['A4 Nvidia B200 (1 gpu slice)'] },
  { accelerator: 'nvidia-l4', skuNames: ['L4'] },
  { accelerator: 'nvidia-rtx-pro-6000', skuNames: ['RTX 6000 96GB'] },
  { accelerator: 'nvidia-tesla-t4', skuNames: ['T4'] },
  { accelerator: 'nvidia-tesla-v100', skuNames: ['V100'] },
  { accelerator: 'nvidia-tesla-p100', skuNames: ['P100'] },
  { accelerator: 'nvidia-tesla-p4', skuNames: ['P4'] },
];

/** GPUs that still have SKUs but cannot be had: the K80 was switched off on 2024-05-01. */
export const gcpRetiredSkuNames: readonly string[] = ['K80'];

function machines(
  accelerator: string,
  series: GcpSeries,
  text: string,
  { onDemand = true }: { onDemand?: boolean } = {},
): readonly GcpMachine[] {
  return text.split(',').map((row) => {
    const [type = '', ...figures] = row.trim().split(/\s+/);
    const [vcpus = 0, ramGib = 0, ssdGib = 0] = figures.map(Number);
    const gpuCount = countOf(type);
    return { type, accelerator, gpuCount, parts: { series, vcpus, ramGib, ssdGib }, onDemand };
  });
}

function countOf(type: string): number {
  const known = instanceGpu('gcp', type);
  if (!known) throw new RangeError(`${type} is not in the table of instance types`);
  return known.gpuCount;
}

/** The vCPUs and GiB of the n1-standard host of one GPU: a choice, which each GPU's limits have room for. */
const N1_VCPUS_PER_GPU = 8;
const N1_RAM_GIB_PER_VCPU = 3.75;

function hosts(accelerator: string, counts: readonly number[]): readonly GcpMachine[] {
  return counts.map((gpuCount) => {
    const vcpus = N1_VCPUS_PER_GPU * gpuCount;
    return {
      type: `n1-standard-${vcpus}+${gpuCount}x${accelerator}`,
      accelerator,
      gpuCount,
      parts: { series: 'N1 Predefined', vcpus, ramGib: vcpus * N1_RAM_GIB_PER_VCPU, ssdGib: 0 },
      onDemand: true,
    };
  });
}

/**
 * Google's machine types with whole GPUs: vCPUs, GiB of RAM and GiB of the local SSD they come with.
 *
 * Sources: cloud.google.com/compute/docs/accelerator-optimized-machines and /docs/disks/local-ssd (the
 * sizes that are fixed), as Cyclenerd/google-cloud-pricing-cost-calculator build/gcp.yml@016c92d
 * (Apache-2.0) and dstackai/gpuhunt src/gpuhunt/providers/gcp.py (MPL-2.0; limits of N1 hosts, B200 by
 * the slice, and what is not rented on demand) have them. Sums over these are what Google charged:
 * test/providers/gcp-prices.test.ts. Left out: A4X (GB200), which has no SKUs, and a3-edgegpu-8g, of
 * which no source says by which SKUs it is billed.
 */
export const gcpMachines: readonly GcpMachine[] = [
  ...machines(
    'nvidia-tesla-a100',
    'A2',
    `a2-highgpu-1g 12 85, a2-highgpu-2g 24 170, a2-highgpu-4g 48 340, a2-highgpu-8g 96 680,
     a2-megagpu-16g 96 1360`,
  ),
  ...machines(
    'nvidia-a100-80gb',
    'A2',
    `a2-ultragpu-1g 12 170 375, a2-ultragpu-2g 24 340 750, a2-ultragpu-4g 48 680 1500,
     a2-ultragpu-8g 96 1360 3000`,
  ),
  ...machines(H100, 'A3', 'a3-highgpu-8g 208 1872 6000'),
  ...machines(H100, 'A3', 'a3-highgpu-1g 26 234 750, a3-highgpu-2g 52 468 1500, a3-highgpu-4g 104 936 3000', {
    onDemand: false,
  }),
  ...machines(H100_MEGA, 'A3Plus', 'a3-megagpu-8g 208 1872 6000'),
  ...machines('nvidia-h200-141gb', 'A3Ultra', 'a3-ultragpu-8g 224 2952 12000', { onDemand: false }),
  {
    type: 'a4-highgpu-8g',
    accelerator: 'nvidia-b200',
    gpuCount: countOf('a4-highgpu-8g'),
    parts: 'SLICE',
    onDemand: false,
  },
  ...machines(
    'nvidia-l4',
    'G2',
    `g2-standard-4 4 16, g2-standard-8 8 32, g2-standard-12 12 48, g2-standard-16 16 64,
     g2-standard-24 24 96, g2-standard-32 32 128, g2-standard-48 48 192, g2-standard-96 96 384`,
  ),
  ...machines(
    'nvidia-rtx-pro-6000',
    'G4',
    'g4-standard-48 48 180, g4-standard-96 96 360, g4-standard-192 192 720, g4-standard-384 384 1440',
  ),
  ...hosts('nvidia-tesla-t4', [1, 2, 4]),
  ...hosts('nvidia-tesla-v100', [1, 2, 4, 8]),
  ...hosts('nvidia-tesla-p100', [1, 2, 4]),
  ...hosts('nvidia-tesla-p4', [1, 2, 4]),
];
