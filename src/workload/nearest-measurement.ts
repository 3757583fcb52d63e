import type { ServingSpeed } from '#analytics/serving-speed.ts';
import { measuredThroughputs, type MeasuredThroughput } from '#catalog/measured-throughput.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { alikeModels } from './alike-models.ts';
import { estimateOf, measureOf, type ThroughputSetup } from './estimated-setup.ts';
import { distance, FURTHEST_SATURATED } from './near-setup.ts';

/** A published measurement as it bears on a setup. */
export type NearMeasurement = {
  readonly measured: MeasuredThroughput;
  /** 0 where it was measured on this very setup, 1 at the edge of what counts. */
  readonly far: number;
  /** What the estimator says of what was measured, in the same measure. */
  readonly estimateThere: number;
  /** The same of the prompts' reading; null where that was not measured. */
  readonly prefillThere: number | null;
};

const byCell = Map.groupBy(measuredThroughputs, ({ gpu, model, format }) => cellOf(gpu, model, format));

/** The nearest of the published measurements that count for a setup, of those published by a month. */
export function nearestMeasurement(
  setup: ThroughputSetup,
  estimate: ServingSpeed,
  until: string | null,
): NearMeasurement | null {
  let nearest: NearMeasurement | null = null;
  for (const model of alikeModels(setup.model.shape)) {
    for (const measured of byCell.get(cellOf(setup.gpu.slug, model, setup.format)) ?? []) {
      if (until !== null && measured.measured > until) continue;
      const near = measured.batch === null ? saturated(setup, estimate, measured) : loaded(setup, measured);
      if (near && (!nearest || near.far < nearest.far)) nearest = near;
    }
  }
  return nearest;
}

function loaded(setup: ThroughputSetup, measured: MeasuredThroughput): NearMeasurement | null {
  const { batch, engine, inputTokens, outputTokens, gpuCount, measure, prefill } = measured;
  if (batch === null) return null;
  const there = { ...setup, engine, batch, inputTokens, outputTokens, gpuCount, kvBits: kvBitsOf(measured) };
  const far = distance(setup, there);
  if (far === null) return null;
  return {
    measured,
    far,
    estimateThere: measureOf(estimateOf(there), measure, there),
    prefillThere:
      prefill && estimateOf({ ...there, inputTokens: prefill.promptTokens }).prefillTokensPerSecond,
  };
}

/** More sequences for each GPU than the memory holds: the memory sets how many. */
const ALL_THAT_FIT = 2048;

/** A system under as many sequences as it holds, every copy of the model on as few GPUs as hold it. */
function saturated(
  setup: ThroughputSetup,
  estimate: ServingSpeed,
  measured: MeasuredThroughput,
): NearMeasurement | null {
  const { gpuCount, engine, inputTokens, outputTokens } = measured;
  if (setup.engine !== engine || setup.batch === 1) return null;
  const there: ThroughputSetup = {
    ...setup,
    gpuCount,
    inputTokens,
    outputTokens,
    batch: ALL_THAT_FIT * gpuCount,
    split: 'REPLICAS',
    kvBits: kvBitsOf(measured),
  };
  const estimateThere = estimateOf(there).tokensPerSecond;
  const ofEachGpu = estimate.tokensPerSecond / setup.gpuCount / (estimateThere / gpuCount);
  const far = Math.abs(Math.log(ofEachGpu)) / Math.log(FURTHEST_SATURATED);
  return far <= 1 ? { measured, far, estimateThere, prefillThere: null } : null;
}

function kvBitsOf({ kvFormat }: MeasuredThroughput): number {
  return WEIGHT_BITS[kvFormat];
}

function cellOf(gpu: string, model: string, format: string): string {
  return `${gpu} ${model} ${format}`;
}
