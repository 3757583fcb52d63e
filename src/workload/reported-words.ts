import { WEIGHT_BITS } from '#units/weight-format.ts';
import { estimateOf, measureOf, type ThroughputSetup } from './estimated-setup.ts';
import { distance } from './near-setup.ts';
import type { ThroughputReport } from './store-throughput-reports.ts';

/** What one reporter says of a setup: the middle one of the reports that are near to it. */
export type ReportedWord = {
  readonly report: ThroughputReport;
  /** What the estimator says of what was measured, in the same measure. */
  readonly estimateThere: number;
  /** ln(measured ÷ estimated). */
  readonly lnRatio: number;
};

/** Reporters that are heard of one setup: those who reported last. */
const MOST_REPORTERS = 50;

/** One word of each reporter, whatever the number of reports: nobody counts for more by saying more. */
export function reportedWords(setup: ThroughputSetup, reports: readonly ThroughputReport[]): ReportedWord[] {
  const words = reports.flatMap((report): ReportedWord[] => {
    const { engine, batch, inputTokens, outputTokens, gpuCount, measure } = report;
    const kvBits = WEIGHT_BITS[report.kvFormat];
    const there = { ...setup, engine, batch, inputTokens, outputTokens, gpuCount, kvBits };
    if (distance(setup, there) === null) return [];
    const estimateThere = measureOf(estimateOf(there), measure, there);
    return [{ report, estimateThere, lnRatio: Math.log(report.tokensPerSecond / estimateThere) }];
  });
  const reporters = Map.groupBy(words, ({ report }) => report.reporter);
  return [...reporters.values()]
    .map((own) => own.toSorted((a, b) => a.lnRatio - b.lnRatio)[Math.floor((own.length - 1) / 2)])
    .filter((word) => word !== undefined)
    .toSorted((a, b) => a.report.recordedAt - b.report.recordedAt)
    .slice(-MOST_REPORTERS);
}
