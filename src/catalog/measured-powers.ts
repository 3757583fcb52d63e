import { gpuSlug, type GpuSlug } from '#units/gpu.ts';

/**
 * Watts that somebody metered of machines at work: what estimates are judged by. The papers’ idle watts and medians are as a
 * public reanalysis of their data quotes them.
 */
export type MeasuredPower = {
  readonly gpu: GpuSlug;
  readonly gpuCount: number;
  /** 0 to 1. */
  readonly utilization: number;
  /** BOARD: the GPU alone, as it reports. MACHINE: at the wall, GPUs and all. HOST: what is drawn beside the GPUs. */
  readonly of: 'BOARD' | 'MACHINE' | 'HOST';
  readonly what: string;
  /** Of all GPUs together. */
  readonly watts: number;
  readonly year: number;
  readonly source: string;
};

const LATIF = 'Latif et al. 2025, IEEE Access 13, arXiv 2412.08602';
const NEWKIRK = 'Newkirk et al. 2025, arXiv 2506.14551';
const BLOOM = 'Luccioni et al. 2022, arXiv 2211.02001';

const SERVING = 'chuyishang/inference-energy@6e617d2 results_paste.md';
const ROBOGOAT = 'GOATnote-Inc/robogoat POWER_EFFICIENCY_MEASURED.md';

/** GPU, utilization in percent, watts, what ran; each for ten minutes, idle the mean before the runs. */
const SERVED: readonly (readonly [slug: string, percent: number, watts: number, what: string])[] = [
  ['a100-sxm-80gb', 0, 61.2, 'idle'],
  ['a100-sxm-80gb', 87.4, 290.74, 'serving Qwen2.5-3B'],
  ['a100-sxm-80gb', 91, 338.6, 'serving Qwen2.5-7B'],
  ['a100-sxm-80gb', 92.2, 362.98, 'serving Llama-3-8B'],
  ['a100-sxm-80gb', 88.1, 318.71, 'serving gpt-oss-20b'],
  ['rtx-6000-ada', 0, 26.93, 'idle'],
  ['rtx-6000-ada', 90, 261.55, 'serving Qwen2.5-3B'],
  ['rtx-6000-ada', 92.9, 278.8, 'serving Qwen2.5-7B'],
  ['rtx-6000-ada', 93.4, 282.25, 'serving Llama-3-8B'],
  ['rtx-6000-ada', 89.8, 280.59, 'serving gpt-oss-20b'],
  ['rtx-3090', 0, 20.28, 'idle'],
  ['rtx-3090', 91.2, 335.01, 'serving Qwen2.5-3B'],
  ['rtx-3090', 93.5, 337.31, 'serving Qwen2.5-7B'],
  ['rtx-3090', 94.5, 338.39, 'serving Llama-3-8B'],
];

const VOXELS: readonly (readonly [slug: string, percent: number, watts: number, what: string])[] = [
  ['h100-pcie', 0, 79.7, 'idle'],
  ['h100-pcie', 48.8, 143.8, 'point clouds to voxels, bound by memory'],
];

const h100 = { gpu: gpuSlug('h100-sxm'), gpuCount: 8, of: 'MACHINE' } as const;

export const measuredPowers: readonly MeasuredPower[] = [
  ...boards(SERVED, SERVING),
  ...boards(VOXELS, ROBOGOAT),
  { ...h100, utilization: 0, what: 'idle', watts: 1860, year: 2025, source: NEWKIRK },
  {
    ...h100,
    utilization: 1,
    what: 'demanding training, 76 % of the rated 10.2 kW',
    watts: 7752,
    year: 2025,
    source: NEWKIRK,
  },
  { ...h100, utilization: 1, what: 'Llama2-13b, median', watts: 7920, year: 2024, source: LATIF },
  { ...h100, utilization: 1, what: 'stress of GPUs and processors', watts: 8430, year: 2024, source: LATIF },
  {
    gpu: gpuSlug('a100-sxm-80gb'),
    gpuCount: 384,
    utilization: 1,
    of: 'HOST',
    what: 'nodes and network beside 1,082,990 GPU-hours of BLOOM, 256,646 kWh',
    watts: Math.round((256_646_000 / 1_082_990) * 384),
    year: 2022,
    source: BLOOM,
  },
];

function boards(rows: typeof SERVED, source: string): MeasuredPower[] {
  return rows.map(([slug, percent, watts, what]) => ({
    gpu: gpuSlug(slug),
    gpuCount: 1,
    utilization: percent / 100,
    of: 'BOARD',
    what,
    watts,
    year: 2025,
    source,
  }));
}
