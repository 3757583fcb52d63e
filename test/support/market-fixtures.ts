/** An offer as Vast.ai's API lists it: the fields that are documented, with their units. */
export type VastOffer = Record<string, unknown>;

/** A GPU type as RunPod's API lists it, with its stock where it stands. */
export type RunpodGpuType = {
  id: string | null;
  displayName: string;
  manufacturer: string;
  memoryInGb: number;
  secureCloud: boolean;
  communityCloud: boolean;
  securePrice: unknown;
  communityPrice: unknown;
  secureSpotPrice: unknown;
  communitySpotPrice: unknown;
  maxGpuCount: number;
  /** Stock of any cloud, of each, and of the secure cloud by data centre; null is none. */
  stock: { any: string | null; secure: string | null; community: string | null; at: Record<string, string> };
};

export type RunpodDataCenter = { id: string; name: string; listed: boolean };

/** A free, verified, single RTX 4090 at $0.40 an hour on demand and $0.20 bid, unless said otherwise. */
export function vastOffer(fields: VastOffer = {}): VastOffer {
  const machine = Number(fields['machine_id'] ?? 1000);
  const count = typeof fields['num_gpus'] === 'number' ? fields['num_gpus'] : 1;
  const base = typeof fields['dph_base'] === 'number' ? fields['dph_base'] : 0.4 * count;
  const storageCost = 0.15;
  const diskHour = (5 * storageCost) / 720;
  return {
    id: machine * 100 + count,
    ask_contract_id: machine * 100 + count,
    machine_id: machine,
    host_id: 77,
    bundle_id: 1,
    bundled_results: null,
    gpu_name: 'RTX 4090',
    num_gpus: count,
    gpu_frac: 1,
    gpu_ids: Array.from({ length: Math.max(0, Math.min(64, count)) }, (_, i) => machine * 1000 + i),
    gpu_ram: 24564,
    gpu_total_ram: 24564 * count,
    cpu_name: 'AMD EPYC 7543',
    cpu_cores: 64,
    cpu_cores_effective: 8 * count,
    cpu_ram: 512_000,
    disk_space: 1000.5,
    storage_cost: storageCost,
    storage_total_cost: diskHour,
    dph_base: base,
    dph_total: base + diskHour,
    min_bid: base / 2,
    search: {
      gpuCostPerHour: base,
      diskHour,
      totalHour: base + diskHour,
      discountedTotalPerHour: base + diskHour,
    },
    inet_up: 812.4,
    inet_down: 905.6,
    inet_up_cost: 0.002,
    inet_down_cost: 0.001,
    reliability: 0.99,
    reliability2: 0.991,
    verification: 'verified',
    rentable: true,
    rented: false,
    is_bid: false,
    external: false,
    geolocation: 'California, US',
    duration: 2_000_000.5,
    hosting_type: 1,
    ...fields,
  };
}

const VAST_GPUS = [
  ['RTX 4090', 24564, 0.4],
  ['RTX 5090', 32607, 0.55],
  ['RTX 3090', 24576, 0.2],
  ['H100 SXM', 81559, 2.1],
  ['H100 PCIE', 81559, 1.9],
  ['A100 SXM4', 81920, 0.9],
  ['L40S', 46068, 0.6],
] as const;
const VAST_PLACES = [
  'California, US',
  'Texas, US',
  'Czechia, CZ',
  'Norway, NO',
  'Japan, JP',
  'Quebec, CA',
  null,
] as const;

/** A market of `machines` hosts, each listed whole and by halves down to single GPUs; the same for each seed. */
export function vastMarket(machines: number, seed = 1): VastOffer[] {
  const random = sequence(seed);
  return Array.from({ length: machines }, (_, i) => i + 1).flatMap((machine) => {
    const [gpuName, vramMb, level] = VAST_GPUS[Math.floor(random() * VAST_GPUS.length)]!;
    const size = [1, 2, 4, 8][Math.floor(random() * 4)]!;
    const price = Number((level * (0.8 + 0.5 * random())).toFixed(4));
    const shared = {
      machine_id: machine,
      host_id: 1 + (machine % 50),
      gpu_name: gpuName,
      gpu_ram: vramMb,
      geolocation: VAST_PLACES[Math.floor(random() * VAST_PLACES.length)],
      verification: random() < 0.8 ? 'verified' : 'unverified',
      reliability2: Number((0.9 + 0.1 * random()).toFixed(4)),
      rentable: random() < 0.6,
    };
    const offers: VastOffer[] = [];
    for (let part = size; part >= 1; part /= 2)
      for (let start = 0; start < size; start += part)
        offers.push(
          vastOffer({
            ...shared,
            id: machine * 1000 + part * 10 + start,
            num_gpus: part,
            gpu_frac: part / size,
            gpu_ids: Array.from({ length: part }, (_, k) => machine * 100 + start + k),
            dph_base: price * part,
          }),
        );
    return offers;
  });
}

/** An A100 80GB PCIe at $1.89 secure and $1.59 community, in stock, unless said otherwise. */
export function runpodGpuType(fields: Partial<RunpodGpuType> = {}): RunpodGpuType {
  return {
    id: 'NVIDIA A100 80GB PCIe',
    displayName: 'A100 80GB',
    manufacturer: 'Nvidia',
    memoryInGb: 80,
    secureCloud: true,
    communityCloud: true,
    securePrice: 1.89,
    communityPrice: 1.59,
    secureSpotPrice: null,
    communitySpotPrice: 0.89,
    maxGpuCount: 8,
    stock: { any: 'High', secure: 'High', community: null, at: { 'EU-RO-1': 'Low' } },
    ...fields,
  };
}

export const RUNPOD_DATA_CENTERS: readonly RunpodDataCenter[] = [
  { id: 'EU-RO-1', name: 'EU-RO-1', listed: true },
  { id: 'US-TX-3', name: 'US-TX-3', listed: true },
  { id: 'CA-MTL-1', name: 'CA-MTL-1', listed: true },
  { id: 'EU-XX-9', name: 'EU-XX-9', listed: false },
];

/** Nine of RunPod's types, in stock here and there. */
export function runpodMarket(): RunpodGpuType[] {
  const rows = [
    ['NVIDIA A100 80GB PCIe', 'A100 PCIe', 80, 1.64, 1.19, 0.82, 0.6],
    ['NVIDIA A100-SXM4-80GB', 'A100 SXM', 80, 1.74, 1.39, 0.95, 0.79],
    ['NVIDIA H100 80GB HBM3', 'H100 SXM', 80, 2.69, 2.69, 1.75, 1.5],
    ['NVIDIA H100 PCIe', 'H100 PCIe', 80, 2.39, 1.99, 1.35, 1.25],
    ['NVIDIA H100 NVL', 'H100 NVL', 94, 3.07, 2.59, 1.65, 1.4],
    ['NVIDIA GeForce RTX 4090', 'RTX 4090', 24, 0.69, 0.34, 0.5, 0.2],
    ['NVIDIA L40S', 'L40S', 48, 0.86, 0.79, 0.26, 0.26],
    ['NVIDIA RTX A6000', 'RTX A6000', 48, 0.49, 0.33, 0.33, 0.2],
    ['AMD Instinct MI300X OAM', 'MI300X', 192, 2.49, 0, 1.5, 0],
  ] as const;
  return rows.map(
    ([id, displayName, memoryInGb, securePrice, communityPrice, secureSpotPrice, communitySpotPrice], i) =>
      runpodGpuType({
        id,
        displayName,
        memoryInGb,
        securePrice,
        communityPrice,
        secureSpotPrice,
        communitySpotPrice,
        communityCloud: communityPrice > 0,
        stock: {
          any: ['High', 'Medium', 'Low'][i % 3]!,
          secure: ['High', 'Medium', null][i % 3]!,
          community: null,
          at: i % 3 === 2 ? {} : { 'EU-RO-1': 'Low', ...(i % 2 ? { 'US-TX-3': 'High' } : {}) },
        },
      }),
  );
}

/** Numbers from 0 to 1 that are the same for each seed (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
