import { servingLimit, TOKENS_A_PASS } from '#analytics/serving-limit.ts';
import { weightsGb } from '#analytics/model-memory.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { Db } from '#db/open.ts';
import {
  digestOf,
  fault,
  KEY_LENGTH,
  REPORTER_LENGTH,
  reporterDigest,
  takeReport,
  textFaults,
  timeFaults,
  type ReportFault,
  type Taken,
} from '#forecast/take-report.ts';
import { BYTES_PER_VENDOR_GB } from '#catalog/usable-memory.ts';
import type { Instant } from '#units/time.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { estimable, estimateOf, measureOf, type ThroughputSetup } from './estimated-setup.ts';
import type { AskedModel } from './graph-model-input.ts';
import {
  addThroughputReport,
  storedThroughputReport,
  throughputReportsSince,
  type ThroughputReport,
} from './store-throughput-reports.ts';

/** A report as it came, its names resolved. */
export type ThroughputReportInput = Omit<ThroughputReport, 'digest' | 'gpu' | 'model' | 'recordedAt'> & {
  readonly gpu: Gpu;
  readonly model: AskedModel & { readonly slug: string };
};

export const MOST = { gpuCount: 1024, batch: 100_000, tokens: 10_000_000 } as const;

/** A report further under the estimate than this was measured of something else: weights in main memory, a shared GPU. */
export const SLOWEST = 1 / 50;

/** Keeps a report once; the reporter is kept as a digest. */
export async function keepThroughputReport(
  db: Db,
  input: ThroughputReportInput,
  now: Instant,
): Promise<Taken<ThroughputReport>> {
  const faults = faultsOf(input, now);
  if (faults.length > 0) return { faults };
  const { idempotencyKey, gpu, model, reporter: secret, ...told } = input;
  const reporter = reporterDigest(secret);
  const report: ThroughputReport = {
    ...told,
    reporter,
    idempotencyKey,
    digest: digestOf(
      gpu.slug,
      model.slug,
      told.gpuCount,
      told.format,
      told.kvFormat,
      told.engine,
      told.batch,
      told.inputTokens,
      told.outputTokens,
      told.measure,
      told.tokensPerSecond,
      told.measuredAt,
    ),
    gpu: gpu.slug,
    model: model.slug,
    recordedAt: now,
  };
  const table = {
    stored: () => storedThroughputReport(db, reporter, idempotencyKey),
    recordedSince: (since: Instant) => throughputReportsSince(db, reporter, since),
    add: () => addThroughputReport(db, report),
  };
  return takeReport(report.digest, table, now);
}

function faultsOf(input: ThroughputReportInput, now: Instant): readonly ReportFault[] {
  const { batch, inputTokens, outputTokens, gpuCount, measuredAt } = input;
  const faults = [
    ...textFaults('reporter', input.reporter, REPORTER_LENGTH),
    ...textFaults('idempotencyKey', input.idempotencyKey, KEY_LENGTH),
    ...timeFaults('measuredAt', measuredAt, now),
    ...countFaults('gpuCount', gpuCount, 1, MOST.gpuCount),
    ...countFaults('concurrency', batch, 1, MOST.batch),
    ...countFaults('promptTokens', inputTokens, 0, MOST.tokens),
    ...countFaults('outputTokens', outputTokens, 1, MOST.tokens),
  ];
  return faults.length > 0 ? faults : speedFaults(input);
}

function countFaults(name: string, count: number, least: number, most: number): readonly ReportFault[] {
  if (Number.isInteger(count) && count >= least && count <= most) return [];
  return [fault('BAD_FIGURE', name, `\`${name}\` is a whole number from ${least} to ${most}.`)];
}

/** What no machine of the kind does, and what says nothing of it. */
function speedFaults(input: ThroughputReportInput): readonly ReportFault[] {
  const { model, gpu, gpuCount, batch, measure, tokensPerSecond: speed } = input;
  if (!(speed > 0) || !Number.isFinite(speed)) {
    const message =
      'Tokens per second are above 0: output tokens of all sequences together, over the seconds it took.';
    return [fault('BAD_FIGURE', 'tokensPerSecond', message)];
  }
  const setup: ThroughputSetup = { ...input, kvBits: WEIGHT_BITS[input.kvFormat] };
  const onWhat = `${gpuCount} × ${gpu.name}`;
  const weights = weightsGb(model.shape.params, WEIGHT_BITS[input.format]);
  const memory = (gpuCount * gpu.vramGb * BYTES_PER_VENDOR_GB) / 1e9;
  if (weights > memory) {
    const message =
      `The weights of ${model.name} in ${input.format} take ${weights.toFixed(1)} GB, and ${onWhat} have ${memory.toFixed(1)} GB: ` +
      'what is read from elsewhere is not the speed of the GPU. Check format and gpuCount.';
    return [fault('DOES_NOT_FIT', 'gpuCount', message)];
  }
  const limit = servingLimit(estimable(setup));
  if (speed > limit) {
    const message =
      `${shown(speed)} tokens/s are more than ${onWhat} can do: reading the weights once for ${TOKENS_A_PASS} tokens of each of ${batch} sequences, ` +
      `or computing at the peak, allows ${shown(limit)}. Check concurrency and format, and count output tokens alone.`;
    return [fault('BEYOND_HARDWARE', 'tokensPerSecond', message)];
  }
  const estimate = measureOf(estimateOf(setup), measure, setup);
  if (speed >= estimate * SLOWEST) return [];
  const message =
    `${shown(speed)} tokens/s are under a ${Math.round(1 / SLOWEST)}th of the ${shown(estimate)} that ${onWhat} are estimated to make: ` +
    'that was not the GPU at work on its own memory. Report all sequences together, with weights in the GPU’s memory.';
  return [fault('BAD_FIGURE', 'tokensPerSecond', message)];
}

function shown(speed: number): string {
  const rounded = Number(speed.toPrecision(3));
  // The largest number there is rounds up to none.
  return String(Number.isFinite(rounded) ? rounded : speed);
}
