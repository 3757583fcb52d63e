import type { Gpu, GpuClass } from './gpu.ts';

/** Watts as a share of something, or outright, with the range in which nine of ten machines are taken to lie. */
export type PowerRow = {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly basis: 'MEASURED' | 'ESTIMATED' | 'ASSUMED';
  readonly year: number;
  readonly source: string;
};

/** The conventions of the simple method: families of GPUs by the beginning of their slug. */
const SIMPLE_WATTS: readonly (readonly [RegExp, number])[] = [
  [/^h100-/, 700],
  [/^h200-/, 700],
  [/^a100-/, 400],
  [/^l40s$/, 300],
  [/^rtx-4090(-48gb)?$/, 450],
];
const SIMPLE_OTHER_WATTS = 500;

/**
 * Watts of a GPU by the simple method. Every build of the H100, A100 and H200 has its family’s, PCIe or SXM; the RTX 4090 D is
 * another GPU and has the 500 W of all others.
 */
export function simpleWatts({ slug }: Pick<Gpu, 'slug'>): number {
  return SIMPLE_WATTS.find(([family]) => family.test(slug))?.[1] ?? SIMPLE_OTHER_WATTS;
}

export const BNL_NODE =
  'Latif et al. 2025, IEEE Access 13 (arXiv 2412.08602): 8 × H100 HGX node at the wall, Llama2-13b median 7.92 kW, stress 8.48 kW';
export const NEWKIRK =
  'Newkirk et al. 2025 (arXiv 2506.14551): 8 × H100 nodes idle 1.86 kW, at work 76 % of the rated 10.2 kW';
const CCF =
  'Cloud Carbon Footprint, ComputeProcessorTypes.ts: 0.12 and 1.02 of the rated watts for A100, V100, T4, P100, A10G alike';
const SERVING =
  'chuyishang/inference-energy@6e617d2 (A100, RTX 6000 Ada, RTX 3090), GOATnote-Inc/robogoat (H100 PCIe): see measured-powers.ts';

/** What a board draws while it does nothing, as a share of its rated watts, by the GPU’s class. */
const GPU_IDLE: Readonly<Record<GpuClass, PowerRow>> = {
  DATA_CENTER: {
    low: 0.08,
    middle: 0.13,
    high: 0.23,
    basis: 'MEASURED',
    year: 2025,
    source: `${SERVING}; ${NEWKIRK}; ${CCF}`,
  },
  WORKSTATION: {
    low: 0.05,
    middle: 0.09,
    high: 0.14,
    basis: 'MEASURED',
    year: 2025,
    source: SERVING,
  },
  CONSUMER: { low: 0.03, middle: 0.055, high: 0.11, basis: 'MEASURED', year: 2025, source: SERVING },
};

const SPLITWISE =
  'Patel et al. 2024, Splitwise (arXiv 2311.18677): generating tokens is hardly slower on an H100 held to half its rated watts';

/**
 * What a board draws while it is busy, as a share of its rated watts: all of it when computing, half of it where work waits for
 * memory throughout, as generating tokens for few at once does.
 */
const GPU_BUSY: PowerRow = {
  low: 0.5,
  middle: 0.9,
  high: 1.05,
  basis: 'MEASURED',
  year: 2025,
  source: `${SERVING}; ${BNL_NODE}; ${CCF}; ${SPLITWISE}`,
};

/** GPUs of which some build was metered at work. */
const METERED = /^(?:a100|h100)-|^rtx-(?:3090|6000-ada)$/;

/** How much further the range of a GPU reaches that was never metered. */
const UNTRIED = { below: 0.8, above: 1.1 };

/** Idle watts of a GPU’s board, as a share of its rated watts. */
export function idleShare(gpu: Pick<Gpu, 'slug' | 'class'>): PowerRow {
  return shareFor(gpu, GPU_IDLE[gpu.class]);
}

/** Busy watts of a GPU’s board, as a share of its rated watts. */
export function busyShare(gpu: Pick<Gpu, 'slug'>): PowerRow {
  return shareFor(gpu, GPU_BUSY);
}

/** A share as it was measured of the GPU, or as others’ were, with a wider range. */
function shareFor({ slug }: Pick<Gpu, 'slug'>, row: PowerRow): PowerRow {
  if (METERED.test(slug)) return row;
  return {
    ...row,
    low: row.low * UNTRIED.below,
    high: row.high * UNTRIED.above,
    basis: 'ESTIMATED',
    source: `as of other GPUs: ${row.source}`,
  };
}

/**
 * The rest of a node beside its GPUs, as a share of the rated watts of H100s: processors, memory, fans, network, losses of
 * the power supply. Idle: 1.2 kW of a node of eight. Busy: what the measured nodes draw beyond their GPUs.
 */
export const HOST_IDLE: PowerRow = {
  low: 0.15,
  middle: 1200 / 5600,
  high: 0.28,
  basis: 'ESTIMATED',
  year: 2025,
  source: `${NEWKIRK}, less the GPUs’ own`,
};
export const HOST_BUSY: PowerRow = {
  low: 0.28,
  middle: 0.48,
  high: 0.6,
  basis: 'ESTIMATED',
  year: 2025,
  source: `${BNL_NODE}, less the GPUs’ own`,
};

/**
 * How a server grows with its GPUs: watts beside them are those beside H100s × (rated ÷ 700)^0.7. Servers of eight are rated at
 * 3.3 kW beside A100s of 400 W, 4.6 beside H100s of 700 and 6.3 beside B200s of 1,000: by these (6.3 ÷ 3.3) = 2.5^0.71. Metered
 * beside BLOOM’s A100s and beside H100s they drew 58 % of that alike.
 */
export const HOST_GROWTH = {
  ratedWatts: 700,
  exponent: 0.7,
  source:
    'NVIDIA’s data sheets: DGX A100 6.5 kW, DGX H100 10.2 kW, DGX B200 14.3 kW, less eight GPUs’ rated watts',
} as const;

/** A superchip’s rated watts hold its processor’s: what is left is fans, network and losses, as a share of them. */
export const SUPERCHIP_HOST: { readonly idle: PowerRow; readonly busy: PowerRow } = {
  idle: { ...HOST_IDLE, low: 0.05, middle: 0.1, high: 0.2, basis: 'ASSUMED' },
  busy: { ...HOST_BUSY, low: 0.12, middle: 0.22, high: 0.4, basis: 'ASSUMED' },
};

const PERSONAL = 'assumed of a desktop machine or rig, per GPU: processor, memory, fans, losses';

/** The rest of a desktop machine, in watts per GPU, however many watts the GPU has. */
export const DESKTOP_HOST: { readonly idle: PowerRow; readonly busy: PowerRow } = {
  idle: { low: 15, middle: 40, high: 80, basis: 'ASSUMED', year: 2025, source: PERSONAL },
  busy: { low: 40, middle: 100, high: 180, basis: 'ASSUMED', year: 2025, source: PERSONAL },
};

/** Kilograms to make a board and its share of a server of eight, and the years over which they are spread. */
export const EMBODIED = {
  boardKg: 164,
  boardGb: 80,
  serverKg: 5700,
  serverGpus: 8,
  years: 3,
  source:
    '164 kg of an H100 and 5,700 kg of the server of eight without them, published figures not checked against a fetched copy; by memory and host watts for other GPUs',
} as const;
