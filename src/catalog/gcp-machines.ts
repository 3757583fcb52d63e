/** What Google bills the parts of a machine by: the first word of the SKUs of its vCPUs and RAM. */
export type GcpSeries = 'A2' | 'A3' | 'A3Plus' | 'A3Ultra' | 'G2' | 'G4' | 'N1 Predefined';

export type GcpGpu = {
  /** Google's id: "nvidia-tesla-a100". */
  readonly accelerator: string;
  /** As the catalog of GPUs names it. */
  readonly gpuName: string;
  /** What its SKUs call it, without "Nvidia", "Tesla" and "GPU". */
  readonly skuNames: readonly string[];
};

/**
 * A machine type with GPUs. A `slice` is billed by one SKU for each GPU's share of the whole machine;
 * any other by its vCPUs, RAM and local SSD besides its GPUs.
 */
export type GcpMachine = {
  /** "a3-highgpu-8g"; of an N1 host, which takes GPUs of any kind, with them: "n1-standard-8+1xT4". */
  readonly type: string;
  readonly gpu: GcpGpu;
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

function gpu(accelerator: string, gpuName: string, ...skuNames: string[]): GcpGpu {
  return { accelerator, gpuName, skuNames };
}

const A100_40 = gpu('nvidia-tesla-a100', 'A100 SXM 40GB', 'A100');
const A100_80 = gpu('nvidia-a100-80gb', 'A100 SXM 80GB', 'A100 80GB');
const H100 = gpu('nvidia-h100-80gb', 'H100 SXM', 'H100 80GB');
const H100_MEGA = gpu(
  'nvidia-h100-mega-80gb',
  'H100 SXM',
  'H100 80GB Mega',
  'H100 80GB Plus',
  'H100 Mega 80GB',
);
const H200 = gpu('nvidia-h200-141gb', 'H200 SXM', 'H200 141GB');
const B200 = gpu('nvidia-b200', 'B200', 'A4 Nvidia B200 (1 gpu slice)');
const L4 = gpu('nvidia-l4', 'L4', 'L4');
const RTX_PRO_6000 = gpu('nvidia-rtx-pro-6000', 'RTX PRO 6000 Server', 'RTX 6000 96GB');
const T4 = gpu('nvidia-tesla-t4', 'T4', 'T4');
const V100 = gpu('nvidia-tesla-v100', 'V100 SXM2 16GB', 'V100');
const P100 = gpu('nvidia-tesla-p100', 'P100 PCIe', 'P100');
const P4 = gpu('nvidia-tesla-p4', 'P4', 'P4');

export const gcpGpus: readonly GcpGpu[] = [
  A100_40,
  A100_80,
  H100,
  H100_MEGA,
  H200,
  B200,
  L4,
  RTX_PRO_6000,
  T4,
  V100,
  P100,
  P4,
];

/** GPUs that still have SKUs but cannot be had: the K80 was switched off on 2024-05-01. */
export const gcpRetiredSkuNames: readonly string[] = ['K80'];

function machines(
  gpuOf: GcpGpu,
  series: GcpSeries,
  text: string,
  { onDemand = true }: { onDemand?: boolean } = {},
): readonly GcpMachine[] {
  return text.split(',').map((row) => {
    const [type = '', ...figures] = row.trim().split(/\s+/);
    const [gpuCount = 0, vcpus = 0, ramGib = 0, ssdGib = 0] = figures.map(Number);
    return { type, gpu: gpuOf, gpuCount, parts: { series, vcpus, ramGib, ssdGib }, onDemand };
  });
}

/** The vCPUs and GiB of an n1-standard host for each GPU: a choice, for which each GPU's limits have room. */
const N1_VCPUS_PER_GPU = 8;
const N1_RAM_GIB_PER_VCPU = 3.75;

function hosts(gpuOf: GcpGpu, counts: readonly number[]): readonly GcpMachine[] {
  return counts.map((gpuCount) => {
    const vcpus = N1_VCPUS_PER_GPU * gpuCount;
    return {
      type: `n1-standard-${vcpus}+${gpuCount}x${gpuOf.skuNames[0]}`,
      gpu: gpuOf,
      gpuCount,
      parts: { series: 'N1 Predefined', vcpus, ramGib: vcpus * N1_RAM_GIB_PER_VCPU, ssdGib: 0 },
      onDemand: true,
    };
  });
}

/**
 * Google's machine types with GPUs: GPUs, vCPUs, GiB of RAM and GiB of local SSD included.
 *
 * Sources: cloud.google.com/compute/docs/accelerator-optimized-machines and /docs/disks/local-ssd (the
 * sizes that are fixed), as Cyclenerd/google-cloud-pricing-cost-calculator build/gcp.yml@016c92d
 * (Apache-2.0) and dstackai/gpuhunt src/gpuhunt/providers/gcp.py (MPL-2.0; vCPU limits of N1 hosts,
 * B200 by the slice, and what is not rented on demand) have them. Sums over these are what Google
 * charged: `test/providers/gcp-prices.test.ts`. G4 types below one GPU (g4-standard-6 to -24) are
 * parts of one; A4X (GB200) has no SKUs.
 */
export const gcpMachines: readonly GcpMachine[] = [
  ...machines(
    A100_40,
    'A2',
    `a2-highgpu-1g 1 12 85, a2-highgpu-2g 2 24 170, a2-highgpu-4g 4 48 340, a2-highgpu-8g 8 96 680,
     a2-megagpu-16g 16 96 1360`,
  ),
  ...machines(
    A100_80,
    'A2',
    `a2-ultragpu-1g 1 12 170 375, a2-ultragpu-2g 2 24 340 750, a2-ultragpu-4g 4 48 680 1500,
     a2-ultragpu-8g 8 96 1360 3000`,
  ),
  ...machines(H100, 'A3', 'a3-highgpu-8g 8 208 1872 6000'),
  ...machines(
    H100,
    'A3',
    'a3-highgpu-1g 1 26 234 750, a3-highgpu-2g 2 52 468 1500, a3-highgpu-4g 4 104 936 3000',
    { onDemand: false },
  ),
  ...machines(H100_MEGA, 'A3Plus', 'a3-megagpu-8g 8 208 1872 6000'),
  ...machines(H200, 'A3Ultra', 'a3-ultragpu-8g 8 224 2952 12000', { onDemand: false }),
  { type: 'a4-highgpu-8g', gpu: B200, gpuCount: 8, parts: 'SLICE', onDemand: false },
  ...machines(
    L4,
    'G2',
    `g2-standard-4 1 4 16, g2-standard-8 1 8 32, g2-standard-12 1 12 48, g2-standard-16 1 16 64,
     g2-standard-24 2 24 96, g2-standard-32 1 32 128, g2-standard-48 4 48 192, g2-standard-96 8 96 384`,
  ),
  ...machines(
    RTX_PRO_6000,
    'G4',
    'g4-standard-48 1 48 180, g4-standard-96 2 96 360, g4-standard-192 4 192 720, g4-standard-384 8 384 1440',
  ),
  ...hosts(T4, [1, 2, 4]),
  ...hosts(V100, [1, 2, 4, 8]),
  ...hosts(P100, [1, 2, 4]),
  ...hosts(P4, [1, 2, 4]),
];
