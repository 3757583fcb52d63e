import type { Gpu } from './gpu.ts';

export type LinkKind = 'NVLINK' | 'INFINITY_FABRIC' | 'XE_LINK' | 'ROCE' | 'PCIE' | 'INFINIBAND' | 'ETHERNET';

/** What GPUs talk to each other over, by what their form factor implies: no provider tells it of single offers. */
export type Interconnect = {
  readonly kind: LinkKind;
  /** Of each GPU, both directions together, in gigabytes of 10⁹ bytes. */
  readonly gbPerSecond: number;
  readonly source: string;
};

type Facts = Pick<Gpu, 'architecture' | 'formFactor' | 'vendor' | 'class'>;

const NVLINK: Readonly<Record<string, readonly [gbPerSecond: number, source: string]>> = {
  Pascal: [160, 'NVIDIA Tesla P100 data sheet'],
  Volta: [300, 'NVIDIA V100 data sheet'],
  Ampere: [600, 'NVIDIA A100 data sheet'],
  Hopper: [900, 'NVIDIA H100 data sheet'],
  Blackwell: [1800, 'NVIDIA DGX B200 data sheet'],
};

const PCIE: Readonly<Record<string, readonly [gbPerSecond: number, generation: number]>> = {
  Ampere: [64, 4],
  Ada: [64, 4],
  Hopper: [128, 5],
  Blackwell: [128, 5],
  RDNA1: [64, 4],
  RDNA2: [64, 4],
  RDNA3: [64, 4],
  RDNA4: [128, 5],
  CDNA: [64, 4],
  CDNA2: [64, 4],
  'Xe HPC': [128, 5],
  'Xe HPG': [64, 4],
  Xe2: [64, 4],
};

const FABRIC: Readonly<Record<string, readonly [gbPerSecond: number, source: string]>> = {
  CDNA2: [800, 'AMD Instinct MI250X data sheet: 8 links of 100 GB/s'],
  CDNA3: [896, 'AMD Instinct MI300X data sheet: 7 links of 128 GB/s'],
  CDNA4: [1075, 'AMD Instinct MI350 data sheet: 7 links of 153.6 GB/s'],
};

/** What GPUs of one machine talk over. */
export function linkWithin(gpu: Facts): Interconnect {
  const { architecture, formFactor, vendor } = gpu;
  if (vendor === 'NVIDIA' && (formFactor === 'SXM' || formFactor === 'SUPERCHIP')) {
    const known = NVLINK[architecture];
    if (known) return { kind: 'NVLINK', gbPerSecond: known[0], source: known[1] };
  }
  if (formFactor === 'NVL')
    return { kind: 'NVLINK', gbPerSecond: 600, source: 'NVIDIA H100 NVL data sheet: bridged in pairs' };
  const fabric = formFactor === 'OAM' ? FABRIC[architecture] : undefined;
  if (fabric) return { kind: 'INFINITY_FABRIC', gbPerSecond: fabric[0], source: fabric[1] };
  if (architecture === 'Gaudi')
    return { kind: 'ROCE', gbPerSecond: 600, source: 'Intel Gaudi 2 white paper: 24 ports of 100 Gb/s' };
  if (formFactor === 'OAM' && architecture === 'Xe HPC')
    return {
      kind: 'XE_LINK',
      gbPerSecond: 424,
      source: 'Intel Data Center GPU Max 1550: 16 Xe links of 26.5 GB/s',
    };
  const [gbPerSecond, generation] = PCIE[architecture] ?? [32, 3];
  return { kind: 'PCIE', gbPerSecond, source: `PCI Express ${generation}.0 ×16; bridges are not assumed` };
}

/** What machines of these GPUs talk over, a GPU's share. */
export function linkAcross({ architecture, formFactor }: Facts): Interconnect {
  if (formFactor !== 'PCIE' && (architecture === 'Hopper' || architecture === 'Blackwell'))
    return { kind: 'INFINIBAND', gbPerSecond: 100, source: 'NVIDIA DGX H100: NDR, 400 Gb/s a GPU' };
  if (formFactor === 'SXM' && architecture === 'Ampere')
    return { kind: 'INFINIBAND', gbPerSecond: 50, source: 'NVIDIA DGX A100: HDR, 200 Gb/s a GPU' };
  if (formFactor === 'OAM')
    return { kind: 'ROCE', gbPerSecond: 100, source: 'OAM reference designs: 400 Gb/s a GPU' };
  return {
    kind: 'ETHERNET',
    gbPerSecond: 2.5,
    source: '10 Gb/s of a machine, where nothing better is implied',
  };
}
