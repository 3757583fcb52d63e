import { kvBytes, weightsGb } from './model-memory.ts';
import { ENGINE_CONSTANTS, type ComputeFormat, type EngineConstants } from './serving-constants.ts';
import { sequencesThatFit, servingFit, spilledShare } from './serving-fit.ts';
import type { GpuSplit, ServingSetup, SpeedGpu } from './serving-setup.ts';

/** The numbers that the roofline's formulas are over: seconds, bytes, tokens. */
export type ServingTerms = {
  /** GPUs of one copy of the model, and how many copies there are. */
  readonly groupGpus: number;
  readonly replicas: number;
  /** GPUs of a group that work at once. */
  readonly parallelGpus: number;
  /** Sequences a group decodes at once. */
  readonly sequences: number;
  readonly weightsGb: number;
  /** The share of the weights that a step of so many sequences reads. */
  readonly touchedShare: number;
  readonly kvGb: number;
  readonly bandwidthGBPerSecond: number;
  readonly weightsReached: number;
  readonly kvReached: number;
  readonly activeParams: number;
  readonly compute: ComputeFormat;
  readonly tflops: number;
  readonly computeReached: number;
  readonly layers: number;
  readonly secondsPerLayer: number;
  readonly secondsPerSequence: number;
  /** Passing a step's values on between the GPUs of a group: of each step, and of each of its sequences. */
  readonly linkSeconds: number;
  readonly linkSecondsPerSequence: number;
  /** The share of the weights that stays in the host's memory, and how fast the processor reads it there. */
  readonly spilledShare: number;
  readonly hostGBPerSecond: number;
  readonly clientSecondsPerToken: number;
  /** Attention's share over the weights' computing, for each prompt token. */
  readonly attentionFlops: number;
  readonly constantsSource: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

/** llama.cpp's kernels are made for NVIDIA's GPUs first: what others reach of its shares. An assumption. */
const OTHER_VENDORS = 0.7;
const OTHER_VENDORS_ARCHITECTURE = /^(?:RDNA|CDNA|GCN|Xe|Gaudi)/;
/** Serving software gets so much faster a year, by the study of published runs. */
const USUAL_GAIN = 1.4;
/** Seconds of handing a token on to the next GPU's layers: the runs of llama.cpp on 2 to 8 GPUs. */
const HOP_SECONDS = 250e-6;
/** An all-reduce, twice a layer: its latency, and bytes a second. Data sheets: NVLink 4 at two thirds, PCIe 4.0 x16. */
const OWN_LINK = { seconds: 8e-6, bytesPerSecond: 300e9 };
const PCIE_LINK = { seconds: 25e-6, bytesPerSecond: 20e9 };
/** Dual-channel DDR5: layers left in the host's memory are computed by its processor. An assumption. */
const HOST_GB_PER_SECOND = 60;
/** NVIDIA's consumer boards with matrix units. */
const DOUBLED = /^(?:Turing|Ampere|Ada|Blackwell)$/;
/** Of GPUs too old for matrix units, which no engine of today is made for. */
const NARROWEST_TFLOPS = 10;

export function servingTerms(
  setup: ServingSetup,
  constants: EngineConstants = ENGINE_CONSTANTS[setup.engine],
): ServingTerms {
  const { model, gpu, inputTokens, outputTokens } = setup;
  const split = setup.split ?? (constants.splitsLayers ? 'LAYERS' : 'TENSOR');
  const groupGpus = groupSize(setup, split);
  const replicas = setup.gpuCount / groupGpus;
  const parallelGpus = split === 'LAYERS' ? 1 : groupGpus;
  const share = model.activeParams / model.params;
  const compute = computeFormat(setup, constants);
  const isOther = constants.splitsLayers && OTHER_VENDORS_ARCHITECTURE.test(gpu.architecture);
  const time = timeShare(constants, setup.softwareYear);
  const link = linkTimes(setup, split, groupGpus);
  const sequences = Math.max(1, Math.min(setup.batch / replicas, sequencesThatFit(setup, groupGpus)));
  return {
    groupGpus,
    replicas,
    parallelGpus,
    sequences,
    weightsGb: weightsGb(model.params, setup.weightBits),
    touchedShare: touchedShare(share, sequences),
    kvGb: kvBytes(model, inputTokens + outputTokens / 2, setup.kvBits / 8) / 1e9,
    bandwidthGBPerSecond: gpu.bandwidthGBPerSecond,
    weightsReached:
      (gpu.memoryType.startsWith('HBM') ? constants.weights.hbm : constants.weights.gddr) *
      (isOther ? OTHER_VENDORS : 1),
    kvReached: constants.kv,
    activeParams: model.activeParams,
    compute,
    tflops: tflopsOf(gpu, compute, constants),
    computeReached: constants.compute[compute] * share ** constants.expertsPower,
    layers: model.layers,
    secondsPerLayer: constants.secondsPerLayer * time,
    secondsPerSequence: constants.secondsPerSequence * time,
    linkSeconds: link.step,
    linkSecondsPerSequence: link.sequence,
    spilledShare: servingFit(setup) === 'SPILLS' ? spilledShare(setup) : 0,
    hostGBPerSecond: HOST_GB_PER_SECOND,
    clientSecondsPerToken: setup.clientSecondsPerToken ?? 0,
    constantsSource: constants.source,
    attentionFlops: 2 * model.layers * model.hiddenSize * inputTokens,
    inputTokens,
    outputTokens,
  };
}

/** The share of a mixture's weights that a step reads, and a little more for what experts are chosen for nothing. */
export function touchedShare(activeShare: number, sequences: number): number {
  return Math.min(1, 0.3 * activeShare + 1 - (1 - activeShare) ** sequences);
}

/** What software of a year takes of the constants' times: less later on, more before. */
function timeShare({ asOf, yearlyGain, leastTime }: EngineConstants, year = Infinity): number {
  return year < asOf
    ? Math.min(2, USUAL_GAIN ** (asOf - year))
    : Math.max(leastTime, yearlyGain ** (asOf - year));
}

/** A narrow format is computed in as it is where engine and GPU can, and widened to 16 bits otherwise. */
function computeFormat(
  { gpu, weightBits, compute }: ServingSetup,
  constants: EngineConstants,
): ComputeFormat {
  const asked = compute ?? (weightBits === 8 ? 'FP8' : weightBits === 4.5 ? 'FP4' : 'BF16');
  if (!constants.computesNarrow || gpu.fp8Tflops === null || asked === 'BF16') return 'BF16';
  return asked === 'FP4' && !hasFp4(gpu) ? 'FP8' : asked;
}

function hasFp4({ architecture }: SpeedGpu): boolean {
  return architecture === 'Blackwell' || architecture === 'CDNA4';
}

/** FP4 runs at twice the rate of FP8 on the GPUs that have it. */
function tflopsOf(gpu: SpeedGpu, compute: ComputeFormat, { sumsNarrow }: EngineConstants): number {
  const { bf16Tflops, fp16Tflops, fp8Tflops } = gpu;
  const wide = bf16Tflops ?? fp16Tflops ?? NARROWEST_TFLOPS;
  if (compute !== 'BF16') return (compute === 'FP4' ? 2 : 1) * (fp8Tflops ?? 2 * wide);
  const isDoubled = sumsNarrow && gpu.class === 'CONSUMER' && DOUBLED.test(gpu.architecture);
  return isDoubled ? 2 * wide : wide;
}

/** Replicas are of as few GPUs, a power of two, as hold the weights in three quarters of their memory. */
function groupSize({ gpu, gpuCount, model, weightBits }: ServingSetup, split: GpuSplit): number {
  if (split !== 'REPLICAS') return gpuCount;
  const least = weightsGb(model.params, weightBits) / (0.75 * gpu.vramGb);
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, least)));
  return Math.min(gpuCount, size);
}

function linkTimes(
  { gpu, model }: ServingSetup,
  split: GpuSplit,
  gpus: number,
): { readonly step: number; readonly sequence: number } {
  if (gpus <= 1) return { step: 0, sequence: 0 };
  if (split === 'LAYERS') return { step: HOP_SECONDS * (gpus - 1), sequence: 0 };
  const { seconds, bytesPerSecond } = (gpu.formFactor ?? 'PCIE') === 'PCIE' ? PCIE_LINK : OWN_LINK;
  const reduces = 2 * model.layers;
  const bytes = (2 * model.hiddenSize * 2 * (gpus - 1)) / gpus;
  return { step: reduces * seconds, sequence: (reduces * bytes) / bytesPerSecond };
}
