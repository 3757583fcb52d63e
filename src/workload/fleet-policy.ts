import { spotTimeFactor, USUAL_CHECKPOINTS } from '#analytics/spot-overhead.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { FleetOffer } from './store-fleet-offers.ts';

export type FleetWorkload = 'TRAINING' | 'INFERENCE' | 'RENDERING';
export type FleetReliability = 'LOW' | 'MEDIUM' | 'HIGH';

/** What a level of reliability asks of a fleet. */
export type FleetPolicy = {
  readonly onDemandPercent: number;
  readonly sparePercent: number;
  /** Least stated reliability of an offer, 0 to 1. */
  readonly minReliability: number;
};

export const POLICIES: Readonly<Record<FleetReliability, FleetPolicy>> = {
  LOW: { onDemandPercent: 0, sparePercent: 0, minReliability: 0 },
  MEDIUM: { onDemandPercent: 50, sparePercent: 10, minReliability: 0.95 },
  HIGH: { onDemandPercent: 100, sparePercent: 25, minReliability: 0.98 },
};

/** Taken of an offer whose provider states no reliability: a machine that is away 15 minutes of a day. */
export const UNSTATED_RELIABILITY = 0.99;

export type Measure = { readonly unit: string; readonly ofGpu: (gpu: Gpu) => Figure | null };

/** What capacity is counted in: the figure that limits the workload. */
export const MEASURES: Readonly<Record<FleetWorkload, Measure>> = {
  TRAINING: {
    unit: 'TFLOPS',
    ofGpu: ({ name, bf16Tflops, fp16Tflops }) => {
      const tflops = bf16Tflops ?? fp16Tflops;
      return tflops === null ? null : fact(tflops, 'TFLOPS', 'CATALOG', `dense BF16 or FP16 of the ${name}`);
    },
  },
  INFERENCE: {
    unit: 'GB/s',
    ofGpu: ({ name, bandwidthGBPerSecond }) =>
      fact(bandwidthGBPerSecond, 'GB/s', 'CATALOG', `memory bandwidth of the ${name}, which limits decoding`),
  },
  RENDERING: { unit: 'TFLOPS', ofGpu: shaderTflops },
};

const RAY_TRACING: ReadonlySet<string> = new Set(['Turing', 'Ampere', 'Ada', 'Blackwell']);

/**
 * FP32 of the shaders, by how many times that the matrix units of a family do: GeForce 2 (Turing 4),
 * workstation and data-centre parts with graphics memory 4 (Turing 8). Others have no ray-tracing units.
 */
function shaderTflops({ name, vendor, architecture, memoryType, class: of, fp16Tflops }: Gpu): Figure | null {
  const rendersRays = vendor === 'NVIDIA' && RAY_TRACING.has(architecture) && memoryType.startsWith('GDDR');
  if (!rendersRays || fp16Tflops === null) return null;
  const ratio = (of === 'CONSUMER' ? 2 : 4) * (architecture === 'Turing' ? 2 : 1);
  return derived(
    formula('matrix / ratio'),
    {
      matrix: fact(fp16Tflops, 'TFLOPS', 'CATALOG', `dense FP16 of the ${name}`),
      ratio: fact(ratio, '1', 'CATALOG', `matrix units to shaders of ${architecture} in this class`),
    },
    'TFLOPS',
    { basis: 'ESTIMATED', source: 'FP32 of the shaders, from the matrix units' },
  );
}

/** The share of its hours that a machine works: what its provider states, and on spot what interruptions leave. */
export function workingShare(offer: FleetOffer, spotMtbi: Figure): Figure {
  const reliability =
    offer.reliability === null
      ? fact(UNSTATED_RELIABILITY, '1', 'ASSUMED', 'a provider that states no reliability')
      : fact(offer.reliability, '1', 'OBSERVED', `reliability stated by ${offer.provider}`);
  if (offer.billing === 'ON_DEMAND') return reliability;
  const factor = spotTimeFactor({ mtbiHours: spotMtbi.value, ...USUAL_CHECKPOINTS });
  const source = `Daly 2006: interruptions every ${spotMtbi.value} h, checkpoints of 2 minutes, restarts of 5`;
  return derived(
    formula('reliability / hoursPerWorkHour'),
    { reliability, hoursPerWorkHour: fact(factor, '1', 'ESTIMATED', source) },
    '1',
  );
}

/** Tenths of the unit: whole numbers, so that equal fleets are equal. */
export const CAPACITY_UNITS = 10;

/** What one machine brings, on average over its hours. */
export function machineCapacity(
  offer: FleetOffer,
  gpu: Gpu,
  { unit, ofGpu }: Measure,
  spotMtbi: Figure,
): Figure | null {
  const perGpu = ofGpu(gpu);
  if (!perGpu) return null;
  return derived(
    formula('round(10 * perGpu * gpus * workingShare) / 10'),
    {
      perGpu,
      gpus: fact(offer.gpuCount, 'GPUs', 'OBSERVED', offer.source),
      workingShare: workingShare(offer, spotMtbi),
    },
    unit,
  );
}
