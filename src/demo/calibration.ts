/**
 * What the simulated market is tuned to. Prices are USD per GPU-hour. Sources, by letter:
 *
 * P  Palimon/vastai-tools@cea47dc, 1,418 Vast.ai machines of 2026-06-12, rented and unrented: medians,
 *    spread between hosts, share rented
 * N  nixj9/gpu-market-intel@6b8cf1b data/gpu_pricing.csv, 2026-03 to 2026-06: Vast.ai and RunPod
 *    every 2 h: H100 levels, movement of the median, RunPod's spot prices
 * H  hemgo-lexsi/gpu-price-dashboard@9dabad1 data/prices.json, 2026-08-20 to 22: the two cheapest
 *    Vast.ai offers of a model, taken as a lower bound of the level; reliability
 * G  adriannutiu/gpu-rental-prices@ae6435a (gpurentalprices.com, CC BY 4.0), July 2026: RunPod,
 *    Google Cloud, and others' list prices
 * S  stanford-futuredata/training_on_a_dime@85f6595: how AWS spot prices move (V100, 2019-12 to 2020-03)
 * J  judgement, where no source has it: scaled from the GPU's neighbours
 */
export type GpuClass = 'CONSUMER' | 'WORKSTATION' | 'DATA_CENTER';

/** A GPU on the marketplace of independent hosts. */
export type MarketplaceGpu = {
  readonly gpuName: string;
  readonly vramMb: number;
  readonly class: GpuClass;
  readonly hosts: number;
  /** Median over hosts. */
  readonly level: number;
  /** Deviation of log price between hosts: ln(p90 ÷ p10) ÷ 2.56. */
  readonly spread: number;
  /** Share of GPUs rented, over time. */
  readonly rented: number;
  readonly source: string;
};

const gpu = (
  gpuName: string,
  vramMb: number,
  gpuClass: GpuClass,
  hosts: number,
  level: number,
  spread: number,
  rented: number,
  source: string,
): MarketplaceGpu => ({ gpuName, vramMb, class: gpuClass, hosts, level, spread, rented, source });

export const MARKETPLACE_GPUS: readonly MarketplaceGpu[] = [
  gpu('RTX 3060', 12_288, 'CONSUMER', 6, 0.07, 0.25, 0.66, 'J'),
  gpu('RTX 3080', 10_240, 'CONSUMER', 6, 0.1, 0.25, 0.66, 'J'),
  gpu('RTX 3090', 24_576, 'CONSUMER', 12, 0.2, 0.28, 0.7, 'J, G'),
  gpu('RTX 4080', 16_384, 'CONSUMER', 5, 0.22, 0.25, 0.68, 'J'),
  gpu('RTX 4090', 24_564, 'CONSUMER', 20, 0.5, 0.36, 0.7, 'P'),
  gpu('RTX 5060 Ti', 16_311, 'CONSUMER', 8, 0.16, 0.52, 0.62, 'P'),
  gpu('RTX 5070 Ti', 16_303, 'CONSUMER', 6, 0.2, 0.27, 0.66, 'J'),
  gpu('RTX 5080', 16_303, 'CONSUMER', 7, 0.3, 0.4, 0.63, 'P'),
  gpu('RTX 5090', 32_607, 'CONSUMER', 15, 0.55, 0.3, 0.7, 'J, H'),
  gpu('RTX A4000', 16_376, 'WORKSTATION', 6, 0.1, 0.2, 0.72, 'J, G'),
  gpu('RTX A5000', 24_564, 'WORKSTATION', 6, 0.17, 0.2, 0.74, 'J, G'),
  gpu('RTX A6000', 49_140, 'WORKSTATION', 8, 0.33, 0.1, 0.86, 'N, P'),
  gpu('RTX 5000Ada', 32_760, 'WORKSTATION', 5, 0.4, 0.36, 0.82, 'P'),
  gpu('RTX 6000Ada', 49_140, 'WORKSTATION', 7, 0.58, 0.14, 0.8, 'P'),
  gpu('RTX PRO 5000', 48_935, 'WORKSTATION', 5, 0.68, 0.11, 0.52, 'P'),
  gpu('RTX PRO 6000 WS', 97_887, 'WORKSTATION', 12, 0.98, 0.39, 0.71, 'P'),
  gpu('Q RTX 8000', 49_152, 'WORKSTATION', 5, 0.19, 0.4, 0.64, 'P'),
  gpu('L4', 23_034, 'DATA_CENTER', 5, 0.22, 0.2, 0.68, 'H, J'),
  gpu('L40S', 46_068, 'DATA_CENTER', 7, 0.55, 0.14, 0.7, 'H'),
  gpu('A100 PCIE', 81_920, 'DATA_CENTER', 7, 0.68, 0.16, 0.7, 'H, J'),
  gpu('A100 SXM4', 81_920, 'DATA_CENTER', 8, 0.78, 0.16, 0.72, 'H, J'),
  gpu('H100 PCIE', 81_559, 'DATA_CENTER', 7, 1.75, 0.14, 0.68, 'N, H'),
  gpu('H100 SXM', 81_559, 'DATA_CENTER', 14, 1.77, 0.13, 0.68, 'N'),
  gpu('H100 NVL', 95_830, 'DATA_CENTER', 6, 1.85, 0.14, 0.68, 'N, H'),
  gpu('H200', 143_771, 'DATA_CENTER', 8, 2.6, 0.16, 0.7, 'J, H'),
  gpu('B200', 183_359, 'DATA_CENTER', 6, 4.63, 0.12, 0.72, 'H'),
];

/** A GPU on the cloud with stock levels: RunPod's ids, list prices (G) and spot over on-demand (N, J). */
export type CloudGpu = {
  readonly gpuName: string;
  readonly vramMb: number;
  readonly secure: number;
  /** Undefined where the community offers none. */
  readonly community: number | undefined;
  /** How hard it is to get, in deviations of demand: higher is scarcer. */
  readonly scarcity: number;
};

const cloud = (
  gpuName: string,
  vramGb: number,
  secure: number,
  community: number | undefined,
  scarcity: number,
): CloudGpu => ({ gpuName, vramMb: vramGb * 1024, secure, community, scarcity });

export const CLOUD_GPUS: readonly CloudGpu[] = [
  cloud('NVIDIA GeForce RTX 3090', 24, 0.46, 0.22, 0.1),
  cloud('NVIDIA GeForce RTX 3090 Ti', 24, 0.46, 0.27, 0.6),
  cloud('NVIDIA GeForce RTX 4090', 24, 0.69, 0.34, 0),
  cloud('NVIDIA GeForce RTX 5080', 16, 0.59, 0.39, 0.3),
  cloud('NVIDIA GeForce RTX 5090', 32, 0.99, 0.69, 0.3),
  cloud('NVIDIA RTX A4000', 16, 0.25, 0.17, -0.2),
  cloud('NVIDIA RTX A5000', 24, 0.27, 0.16, -0.1),
  cloud('NVIDIA RTX A6000', 48, 0.49, 0.33, 0),
  cloud('NVIDIA RTX 6000 Ada Generation', 48, 0.77, 0.74, 0.2),
  cloud('NVIDIA RTX PRO 6000 Blackwell Workstation Edition', 96, 1.89, 1.69, 0.3),
  cloud('NVIDIA A40', 48, 0.44, 0.35, -0.5),
  cloud('NVIDIA L4', 24, 0.39, 0.44, 0),
  cloud('NVIDIA L40', 48, 0.82, 0.69, 0.3),
  cloud('NVIDIA L40S', 48, 0.99, 0.79, 0.1),
  cloud('NVIDIA A100 80GB PCIe', 80, 1.39, 1.19, 0.2),
  cloud('NVIDIA A100-SXM4-80GB', 80, 1.49, 1.39, 0.1),
  cloud('NVIDIA H100 PCIe', 80, 2.89, 1.99, 0.4),
  cloud('NVIDIA H100 80GB HBM3', 80, 2.99, 2.69, 0.3),
  cloud('NVIDIA H100 NVL', 94, 3.19, 2.59, 0.5),
  cloud('NVIDIA H200', 141, 4.39, 3.59, 0.3),
  cloud('NVIDIA B200', 180, 5.89, undefined, 0.6),
  cloud('NVIDIA B300 SXM6 AC', 288, 7.39, undefined, 0.9),
  cloud('AMD Instinct MI300X OAM', 192, 2.19, undefined, 0.2),
];

/** A GPU of the hyperscaler: on-demand list and usual spot price per GPU (G; AMD from other clouds there). */
export type HyperscalerGpu = {
  readonly gpuName: string;
  readonly vramMb: number;
  readonly gpuCount: number;
  readonly onDemand: number;
  readonly spot: number;
  /** How many of the places have it, from the first on. */
  readonly places: number;
};

const hyper = (
  gpuName: string,
  vramGb: number,
  gpuCount: number,
  onDemand: number,
  spot: number,
  places: number,
): HyperscalerGpu => ({ gpuName, vramMb: vramGb * 1024, gpuCount, onDemand, spot, places });

export const HYPERSCALER_GPUS: readonly HyperscalerGpu[] = [
  hyper('Tesla T4', 16, 1, 0.35, 0.182, 8),
  hyper('Tesla V100-SXM2-16GB', 16, 1, 2.48, 1.296, 4),
  hyper('L4', 24, 1, 0.56, 0.315, 8),
  hyper('RTX PRO 6000 S', 96, 1, 1.096, 0.438, 4),
  hyper('A100 SXM4', 40, 1, 2.934, 1.54, 8),
  hyper('A100 SXM4', 80, 1, 3.928, 2.16, 7),
  hyper('H100 SXM', 80, 8, 9.797, 5.606, 8),
  hyper('H200', 141, 8, 9.312, 5.122, 6),
  hyper('B200', 180, 8, 16.11, 4.954, 4),
  hyper('MI300X', 192, 8, 3.45, 1.85, 4),
  hyper('MI325X', 256, 8, 2.29, 2, 3),
  hyper('MI355X', 288, 8, 4.6, 2.59, 2),
];

/** Machines' sizes, as shares of hosts (P: 1 37 %, 2 27 %, 4 20 %, 8 10 %, others dropped). */
export const MACHINE_SIZES: readonly { readonly gpus: number; readonly upTo: number }[] = [
  { gpus: 1, upTo: 0.39 },
  { gpus: 2, upTo: 0.68 },
  { gpus: 4, upTo: 0.89 },
  { gpus: 8, upTo: 1 },
];

/** Reliability of hosts at these shares (H), straight lines between. */
export const RELIABILITY: readonly (readonly [share: number, reliability: number])[] = [
  [0, 0.7],
  [0.05, 0.77],
  [0.1, 0.841],
  [0.25, 0.964],
  [0.5, 0.981],
  [0.75, 0.992],
  [0.9, 0.995],
  [1, 0.999],
];

/** What a bid starts at over the on-demand price: 0.49 in a recorded Vast.ai offer; spread from H. */
export const BID_FLOOR = { middle: 0.49, width: 0.16 } as const;

/** Spot over on-demand on the cloud by tier: RunPod's H100 1.40 ÷ 2.59 and 1.50 ÷ 2.69, A6000 .25 ÷ .33 (N). */
export const CLOUD_SPOT = { SECURE: 0.6, COMMUNITY: 0.56 } as const;
