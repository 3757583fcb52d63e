import { sql } from 'kysely';
import type { ServingEngine } from '#analytics/serving-speed.ts';
import type { ThroughputMeasure } from '#catalog/measured-throughput.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { ReportCounts } from '#forecast/take-report.ts';
import type { Moment } from '#graph/moment.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { WeightFormat } from '#units/weight-format.ts';

/** What somebody measured, as it is kept. */
export type ThroughputReport = {
  readonly reporter: string;
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly gpu: string;
  readonly gpuCount: number;
  readonly model: string;
  readonly format: WeightFormat;
  readonly kvFormat: 'FP16' | 'FP8';
  readonly engine: ServingEngine;
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly measure: ThroughputMeasure;
  readonly tokensPerSecond: number;
  readonly measuredAt: Instant;
  readonly recordedAt: Instant;
};

const COLUMNS = sql`reporter, idempotency_key as "idempotencyKey", digest, gpu, gpu_count as "gpuCount", model, format,
  kv_format as "kvFormat", engine, batch, input_tokens as "inputTokens", output_tokens as "outputTokens", measure,
  tokens_per_second as "tokensPerSecond", measured_at as "measuredAt", recorded_at as "recordedAt"`;

/** Appends a report; undefined where its reporter has one under the same key. */
export async function addThroughputReport(
  db: Db,
  report: ThroughputReport,
): Promise<ThroughputReport | undefined> {
  const { rows } = await sql<ThroughputReport>`
    insert into throughput_report (reporter, idempotency_key, digest, gpu, gpu_count, model, format, kv_format, engine,
      batch, input_tokens, output_tokens, measure, tokens_per_second, measured_at, recorded_at)
    values (${report.reporter}, ${report.idempotencyKey}, ${report.digest}, ${report.gpu}, ${report.gpuCount},
      ${report.model}, ${report.format}, ${report.kvFormat}, ${report.engine}, ${report.batch}, ${report.inputTokens},
      ${report.outputTokens}, ${report.measure}, ${report.tokensPerSecond},
      ${formatInstant(report.measuredAt)}::timestamptz, ${formatInstant(report.recordedAt)}::timestamptz)
    on conflict (reporter, idempotency_key) do nothing
    returning ${COLUMNS}`.execute(db);
  return rows[0];
}

/** What a reporter has sent under a key. */
export async function storedThroughputReport(
  db: Db,
  reporter: string,
  key: string,
): Promise<ThroughputReport | undefined> {
  const { rows } = await sql<ThroughputReport>`
    select ${COLUMNS} from throughput_report where reporter = ${reporter} and idempotency_key = ${key}`.execute(
    db,
  );
  return rows[0];
}

/** How many reports were recorded after an instant, of one reporter and of all. */
export async function throughputReportsSince(
  db: Db,
  reporter: string,
  since: Instant,
): Promise<ReportCounts> {
  const { rows } = await sql<ReportCounts>`
    select count(*) filter (where reporter = ${reporter}) as own, count(*) as all
    from throughput_report where recorded_at > ${timestamp(since)}`.execute(db);
  return rows[0] ?? { own: 0, all: 0 };
}

/** What reports are looked for by; the rest of what makes them near is judged one by one. */
export type ReportedCell = {
  readonly gpu: string;
  readonly gpuCount: number;
  readonly model: string;
  readonly format: WeightFormat;
};

/** Reports of a reporter that are looked at for one cell: the newest. */
const PER_REPORTER = 20;

/**
 * The reports of some cells by a moment, in one statement: of one reporter and setup the newest, and of each
 * reporter and cell the newest twenty. Oldest first.
 */
export async function throughputReports(
  db: Db,
  cells: readonly ReportedCell[],
  { asOf }: Moment,
): Promise<ThroughputReport[]> {
  const column = <K extends keyof ReportedCell>(key: K): ReportedCell[K][] => cells.map((cell) => cell[key]);
  const known = asOf === null ? sql`true` : sql`recorded_at <= ${timestamp(asOf)}`;
  const { rows } = await sql<ThroughputReport>`
    with newest as (
      select distinct on (gpu, model, format, gpu_count, reporter, kv_format, engine, batch, input_tokens, output_tokens,
        measure) report.*
      from throughput_report as report
      where (gpu, model, format, gpu_count) in (
          select * from unnest(${column('gpu')}::text[], ${column('model')}::text[], ${column('format')}::text[],
            ${column('gpuCount')}::int[]))
        and ${known}
      order by gpu, model, format, gpu_count, reporter, kv_format, engine, batch, input_tokens, output_tokens, measure,
        recorded_at desc, id desc
    ), placed as (
      select *, row_number() over (partition by gpu, model, format, gpu_count, reporter
        order by recorded_at desc, id desc) as place
      from newest
    )
    select ${COLUMNS} from placed where place <= ${PER_REPORTER} order by id`.execute(db);
  return rows;
}
