import { credible, type Credible } from '#analytics/report-credibility.ts';
import type { ServingSpeed } from '#analytics/serving-speed.ts';
import { errorOf, sigmaOf, type EstimatorError } from '#analytics/throughput-error.ts';
import type { ThroughputMeasure } from '#catalog/measured-throughput.ts';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import { DAY_MS, formatInstant, type Instant } from '#units/time.ts';
import { alikeModels } from './alike-models.ts';
import { estimateOf, measureOf, type ThroughputSetup } from './estimated-setup.ts';
import { nearestMeasurement, type NearMeasurement } from './nearest-measurement.ts';
import { reportedWords, type ReportedWord } from './reported-words.ts';
import { throughputReports, type ThroughputReport } from './store-throughput-reports.ts';

export type { ThroughputSetup } from './estimated-setup.ts';
export { throughputFigures, type ThroughputFigures } from './throughput-figures.ts';

/**
 * How a throughput is known. MEASURED: by a published measurement of the setup or one near it. CREDIBILITY:
 * by users' reports, weighed against the measurement or the estimate. ESTIMATED: by the roofline alone.
 */
export type ThroughputBasis = 'MEASURED' | 'CREDIBILITY' | 'ESTIMATED';

/** How fast a setup serves, in numbers; `throughputFigures` explains them. */
export type Throughput = {
  readonly setup: ThroughputSetup;
  readonly basis: ThroughputBasis;
  /** The answer. */
  readonly speed: ServingSpeed;
  /** The roofline's word alone. */
  readonly estimate: ServingSpeed;
  /** The answer's tokens a second times these are its 10 % and 90 % quantiles. */
  readonly range: { readonly p10: number; readonly p90: number };
  /** How far off estimates are on data they were not fitted on. */
  readonly error: EstimatorError;
  /** What was measured, or estimated, directly: the others follow from it. */
  readonly measure: ThroughputMeasure;
  readonly measurement: NearMeasurement | null;
  /** Of ln(answer), before any report. */
  readonly priorSd: number;
  /** What reporters say; those who say the same thing of one setup twice count once. */
  readonly words: readonly ReportedWord[];
  /** How the words were weighed, in their order. */
  readonly credible: Credible;
};

/** Systems of one kind that several people measured lie this far apart (ln; MLPerf v5.1 between submitters: .04). */
const MEASURED_SD = 0.05;

/** What a year adds to that: engines get faster, by 1.4 × a year in batched serving and less for one stream. */
const SD_A_YEAR = 0.05;

const TENTH = 1.2816;

/**
 * How fast each setup serves, by all that is known at a moment: published measurements before estimates, users'
 * reports by credibility. One statement for all setups.
 */
export async function throughputs(
  db: Db,
  setups: readonly ThroughputSetup[],
  moment: Moment,
): Promise<Throughput[]> {
  const cells = new Map<
    string,
    { gpu: string; gpuCount: number; model: string; format: ThroughputSetup['format'] }
  >();
  const keys = setups.map(({ gpu, gpuCount, model, format }) =>
    alikeModels(model.shape).map((slug) => {
      const cell = { gpu: gpu.slug, gpuCount, model: slug, format };
      const key = cellOf(cell);
      if (!cells.has(key)) cells.set(key, cell);
      return key;
    }),
  );
  const reports = cells.size === 0 ? [] : await throughputReports(db, [...cells.values()], moment);
  const byCell = Map.groupBy(reports, cellOf);
  return setups.map((setup, index) =>
    throughputOf(
      setup,
      byCell.size === 0 ? [] : (keys[index] ?? []).flatMap((key) => byCell.get(key) ?? []),
      moment,
    ),
  );
}

/** How fast one setup serves, by the measurements published by a moment and the reports given. */
export function throughputOf(
  setup: ThroughputSetup,
  reports: readonly ThroughputReport[],
  { at, asOf }: Moment,
): Throughput {
  const until = asOf === null ? null : formatInstant(asOf).slice(0, 7);
  const estimate = estimateOf(setup);
  const error = errorOf(setup.batch);
  const measurement = nearestMeasurement(setup, estimate, until);
  const measure = measurement?.measured.measure ?? (setup.batch === 1 ? 'DECODE' : 'TOTAL');
  const prior = measurement ? Math.log(ratioOf(measurement)) : 0;
  const sd = measurement ? sdOf(measurement, sigmaOf(error), at) : sigmaOf(error);
  const words = reports.length === 0 ? [] : reportedWords(setup, reports);
  const said = credible(
    sd,
    words.map(({ lnRatio }) => lnRatio - prior),
  );
  const ratio = Math.exp(prior + said.deviation);
  const prefillRatio = measure === 'TOTAL' ? ratio : measurement ? prefillRatioOf(measurement) : 1;
  const isEstimate = !measurement && words.length === 0;
  return {
    setup,
    basis: words.length > 0 ? 'CREDIBILITY' : measurement ? 'MEASURED' : 'ESTIMATED',
    speed: scaled(estimate, setup, measure, ratio, prefillRatio),
    estimate,
    range: isEstimate
      ? { p10: 1 / error.p90, p90: 1 / error.p10 }
      : { p10: Math.exp(-TENTH * said.sd), p90: Math.exp(TENTH * said.sd) },
    error,
    measure,
    measurement,
    priorSd: sd,
    words,
    credible: said,
  };
}

/** Of ln(what is so now), where a measurement tells it: its own, half the estimator's at the edge of near, its age. */
function sdOf({ measured, far }: NearMeasurement, estimatorSd: number, at: Instant): number {
  const years = Math.max(0, (at - Date.parse(`${measured.measured}-01`)) / (365 * DAY_MS));
  return Math.hypot(MEASURED_SD, (far * estimatorSd) / 2, SD_A_YEAR * years);
}

/** Measured ÷ estimated, where it was measured. */
export function ratioOf({ measured, estimateThere }: NearMeasurement): number {
  return measured.tokensPerSecond / estimateThere;
}

function prefillRatioOf({ measured, prefillThere }: NearMeasurement): number {
  return measured.prefill && prefillThere !== null ? measured.prefill.tokensPerSecond / prefillThere : 1;
}

/**
 * An estimate with what was measured in it. Where the whole run was measured all of it is as much faster; where
 * only the answers' writing was, the run is made of both shares of its time.
 */
function scaled(
  estimate: ServingSpeed,
  setup: ThroughputSetup,
  measure: ThroughputMeasure,
  ratio: number,
  prefillRatio: number,
): ServingSpeed {
  const share = Math.min(1, estimate.tokensPerSecond / measureOf(estimate, 'DECODE', setup));
  return {
    ...estimate,
    tokensPerSecond:
      measure === 'TOTAL'
        ? estimate.tokensPerSecond * ratio
        : estimate.tokensPerSecond / (share / ratio + (1 - share) / prefillRatio),
    streamTokensPerSecond: estimate.streamTokensPerSecond * ratio,
    prefillTokensPerSecond: estimate.prefillTokensPerSecond * prefillRatio,
    firstTokenSeconds: estimate.firstTokenSeconds / prefillRatio,
  };
}

function cellOf({
  gpu,
  gpuCount,
  model,
  format,
}: Pick<ThroughputReport, 'gpu' | 'gpuCount' | 'model' | 'format'>): string {
  return `${gpu} ${gpuCount} ${model} ${format}`;
}
