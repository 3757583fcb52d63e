import type { FigureSource, Gpu } from '#catalog/gpu.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { nearestGpus } from '#catalog/nearest-gpus.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { momentOf } from '#graph/moment.ts';
import type { GpuSlug } from '#units/gpu.ts';

export const VendorEnum = builder.enumType('GPUVendor', {
  description: 'Who makes a GPU.',
  values: {
    NVIDIA: { description: 'NVIDIA.' },
    AMD: { description: 'AMD.' },
    INTEL: { description: 'Intel, with Habana.' },
  },
});

export const ClassEnum = builder.enumType('GPUClass', {
  description: 'What a GPU is sold for.',
  values: {
    CONSUMER: { description: 'Games: GeForce, Radeon, Arc.' },
    WORKSTATION: { description: 'Professional desktops: RTX A6000, RTX PRO 6000.' },
    DATA_CENTER: { description: 'Servers: H100, MI300X.' },
  },
});

const FormFactorEnum = builder.enumType('FormFactor', {
  description: 'How a GPU is built into a machine. One name in two form factors is two GPUs.',
  values: {
    PCIE: { description: 'A PCI Express card.' },
    SXM: { description: 'NVIDIA’s socketed module with NVLink.' },
    NVL: { description: 'PCI Express cards bridged in pairs by NVLink.' },
    OAM: { description: 'The Open Compute accelerator module.' },
    SUPERCHIP: { description: 'On one board with its processor: GH200, GB200.' },
  },
});

const FigureEnum = builder.enumType('GPUFigure', {
  description: 'A group of a GPU’s figures.',
  values: {
    MEMORY: { description: 'vramGb and memoryBandwidthGBs.' },
    POWER: { description: 'tdpWatts.' },
    TFLOPS: { description: 'fp16Tflops, bf16Tflops and fp8Tflops.' },
    LAUNCH: { description: 'launched.' },
  },
});

const SourceRef = builder.objectRef<FigureSource>('GPUFigureSource').implement({
  description: 'Where figures of a GPU come from.',
  fields: (t) => ({
    figures: t.field({
      type: [FigureEnum],
      description: 'Which figures.',
      resolve: ({ figures }) => [...figures],
    }),
    source: t.exposeString('source', { description: 'The document or data set they were taken from.' }),
    derivation: t.exposeString('derivation', {
      nullable: true,
      description: 'How they were computed; null where the source states them.',
    }),
  }),
});

export const GpuRef = builder.objectRef<Gpu>('GPU');

builder.node(GpuRef, {
  description:
    'A model of GPU: what stands still (specifications, each with its source) and what the market says of it now. PCIe, SXM and NVL versions are different GPUs.',
  id: { resolve: ({ slug }) => slug, description: 'Opaque id, for `node`.' },
  loadOne: (slug) => {
    const gpu = gpuBySlug(slug as GpuSlug);
    // Nodes are marked with their type: the catalog's own row stays as it is.
    return gpu && { ...gpu };
  },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The vendor’s name: "RTX 4090", "H100 SXM".' }),
    slug: t.exposeString('slug', { description: 'The name as a key: "rtx-4090". It does not change.' }),
    aliases: t.stringList({
      description:
        'Other names that mean this GPU alone. Case, spaces, hyphens and "NVIDIA GeForce" never matter.',
      resolve: ({ aliases }) => [...aliases],
    }),
    vendor: t.field({ type: VendorEnum, description: 'Who makes it.', resolve: ({ vendor }) => vendor }),
    class: t.field({ type: ClassEnum, description: 'What it is sold for.', resolve: (gpu) => gpu.class }),
    architecture: t.exposeString('architecture', { description: 'The vendor’s generation: "Ada Lovelace".' }),
    formFactor: t.field({
      type: FormFactorEnum,
      description: 'How it is built into a machine.',
      resolve: ({ formFactor }) => formFactor,
    }),
    vramGb: t.exposeFloat('vramGb', {
      description: 'Memory in gigabytes as the vendor states it; drivers report a few percent less.',
    }),
    memoryType: t.exposeString('memoryType', { description: 'Kind of memory: "GDDR6X", "HBM3".' }),
    memoryBandwidthGBs: t.exposeFloat('bandwidthGBPerSecond', {
      description: 'Memory bandwidth in gigabytes (10⁹ bytes) a second.',
    }),
    fp16Tflops: t.exposeFloat('fp16Tflops', {
      nullable: true,
      description:
        'Dense FP16 with FP32 accumulation on the matrix units, in 10¹² operations a second. Null where the hardware has no fast FP16.',
    }),
    bf16Tflops: t.exposeFloat('bf16Tflops', {
      nullable: true,
      description:
        'Dense BF16 on the matrix units, in 10¹² operations a second. Null where the hardware has none.',
    }),
    fp8Tflops: t.exposeFloat('fp8Tflops', {
      nullable: true,
      description:
        'Dense FP8 on the matrix units, in 10¹² operations a second. Null where the hardware has none.',
    }),
    tdpWatts: t.exposeFloat('tdpWatts', {
      description: 'Board power in watts; of a superchip the whole module’s, processor included.',
    }),
    launched: t.exposeString('launched', { description: 'Year and month of its launch: "2022-10".' }),
    sources: t.field({
      type: [SourceRef],
      description: 'Where the specifications come from.',
      complexity: { multiplier: 4 },
      resolve: ({ sources }) => [...sources],
    }),
  }),
});

/** The catalog's GPU of a stored slug; null where there is none. */
export function gpuOf(slug: string | null): Gpu | null {
  return (slug === null ? undefined : gpuBySlug(slug as GpuSlug)) ?? null;
}

type UnknownGpu = {
  readonly reason: 'UNKNOWN_NAME' | 'AMBIGUOUS_NAME';
  readonly message: string;
  readonly nearest: readonly Gpu[];
};

const UnknownReason = builder.enumType('UnknownGPUReason', {
  description: 'Why a name means no one GPU.',
  values: {
    UNKNOWN_NAME: { description: 'The catalog has no GPU of that name.' },
    AMBIGUOUS_NAME: { description: 'Several GPUs go by that name: "H100" is PCIe, SXM or NVL.' },
  },
});

const UnknownGpuRef = builder.objectRef<UnknownGpu>('UnknownGPU').implement({
  description: 'The answer to a name that means no one GPU.',
  fields: (t) => ({
    reason: t.field({ type: UnknownReason, description: 'Why.', resolve: ({ reason }) => reason }),
    message: t.exposeString('message', { description: 'What was wrong with the name and what to do next.' }),
    nearest: t.field({
      type: [GpuRef],
      description: 'The GPUs it may mean, or those with the nearest names; the likeliest first, at most 8.',
      resolve: ({ nearest }) => [...nearest],
    }),
  }),
});

const GpuResult = builder.unionType('GPUResult', {
  description: 'A GPU, or why the name means none.',
  types: [GpuRef, UnknownGpuRef],
  resolveType: (value) => ('slug' in value ? GpuRef : UnknownGpuRef),
});

const NEAREST = 8;

builder.queryField('gpu', (t) =>
  t.field({
    type: GpuResult,
    description:
      'One GPU by any of its names: "RTX 4090", "rtx4090", "RTX_4090", "NVIDIA GeForce RTX 4090". Where the name means none or several, the nearest ones.',
    args: {
      name: t.arg.string({ required: true, description: 'The GPU’s name, in any common spelling.' }),
      ...asOf,
    },
    resolve: (_root, { name }, context, info) => {
      // Refused here as well, where no field below is of the market.
      momentOf(context, info);
      const resolution = resolveGpu(name);
      if (resolution.kind === 'MAPPED') return resolution.gpu;
      const asked = name.length > 60 ? `${name.slice(0, 60)}…` : name;
      if (resolution.kind === 'AMBIGUOUS') {
        return {
          reason: 'AMBIGUOUS_NAME' as const,
          message: `"${asked}" may be any of several GPUs with different speed and price: ask for one of them.`,
          nearest: resolution.candidates.slice(0, NEAREST),
        };
      }
      const nearest = nearestGpus(name, NEAREST);
      const next =
        nearest.length > 0 ? 'Ask for one of the nearest' : 'The `gpus` field lists those there are';
      return { reason: 'UNKNOWN_NAME' as const, message: `No GPU is called "${asked}". ${next}.`, nearest };
    },
  }),
);
