import type { ServingSpeed } from '#analytics/serving-speed.ts';
import { measuredThroughputs, type MeasuredThroughput } from '#catalog/measured-throughput.ts';
import { alikeModels } from './alike-models.ts';
import { estimateOf, measureOf, sequencesThatFit, type ThroughputSetup } from './estimated-setup.ts';
import { distance } from './near-setup.ts';

/** A published measurement as it bears on a setup. */
export type NearMeasurement = {
  readonly measured: MeasuredThroughput;
  /** 0 where it was measured on this very setup, 1 at the edge of what counts. */
  readonly far: number;
  /** What the estimator says of what was measured, in the same measure. */
  readonly estimateThere: number;
  /** The same for the prompt's reading; null where that was not measured. */
  readonly prefillThere: number | null;
  /** Replicas of the asked setup in the measured system. */
  readonly replicas: number;
};

const byCell = Map.groupBy(measuredThroughputs, ({ gpu, model, format }) => cellOf(gpu, model, format));

/** Saturated systems are near while the estimate is within this factor of the saturated one's. */
const FURTHEST_SATURATED = 2;

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
  const there = { ...setup, engine, batch, inputTokens, outputTokens, gpuCount };
  const far = distance(setup, there);
  if (far === null) return null;
  return {
    measured,
    far: setup.engine === engine ? far : Math.max(far, OTHER_ENGINE),
    estimateThere: measureOf(estimateOf(there), measure, batch),
    prefillThere:
      prefill && estimateOf({ ...there, inputTokens: prefill.promptTokens }).prefillTokensPerSecond,
    replicas: 1,
  };
}

/** An engine of the same family is not the very setup. */
const OTHER_ENGINE = 0.5;

/** A system under as many sequences as it holds, or one of the equal parts it can be taken for. */
function saturated(
  setup: ThroughputSetup,
  estimate: ServingSpeed,
  measured: MeasuredThroughput,
): NearMeasurement | null {
  const { gpuCount, engine, inputTokens, outputTokens } = measured;
  const replicas = gpuCount / setup.gpuCount;
  if (setup.engine !== engine || !Number.isInteger(replicas)) return null;
  const there = { ...setup, inputTokens, outputTokens };
  const batch = sequencesThatFit(there);
  if (batch < 2 || setup.batch > batch) return null;
  const estimateThere = estimateOf({ ...there, batch }).tokensPerSecond;
  const far = Math.abs(Math.log(estimate.tokensPerSecond / estimateThere)) / Math.log(FURTHEST_SATURATED);
  return far <= 1 ? { measured, far, estimateThere, prefillThere: null, replicas } : null;
}

function cellOf(gpu: string, model: string, format: string): string {
  return `${gpu} ${model} ${format}`;
}
