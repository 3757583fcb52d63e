import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Billing } from '#units/quote.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { ReportCounts } from './take-report.ts';

export type ReportReason = 'OUTBID' | 'HOST_OFFLINE' | 'RENTED_BY_ON_DEMAND' | 'STOPPED_BY_USER' | 'UNKNOWN';

/** A report as it is kept. */
export type Report = {
  readonly reporter: string;
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly life: string;
  readonly kind: 'INTERRUPTION' | 'LIFETIME';
  readonly provider: string;
  readonly gpu: string;
  readonly region: string | null;
  readonly billing: Billing;
  readonly startedAt: Instant | null;
  readonly seenAt: Instant;
  readonly ended: boolean;
  readonly resumedAt: Instant | null;
  readonly reason: ReportReason | null;
  readonly recordedAt: Instant;
};

const COLUMNS = sql`reporter, idempotency_key as "idempotencyKey", digest, life, kind, provider, gpu, region, billing,
  started_at as "startedAt", seen_at as "seenAt", ended, resumed_at as "resumedAt", reason, recorded_at as "recordedAt"`;

/** Appends a report; undefined where its reporter has one under the same key. */
export async function addReport(db: Db, report: Report): Promise<Report | undefined> {
  const { rows } = await sql<Report>`
    insert into interruption_report (reporter, idempotency_key, digest, life, kind, provider, gpu, region, billing,
      started_at, seen_at, ended, resumed_at, reason, recorded_at)
    values (${report.reporter}, ${report.idempotencyKey}, ${report.digest}, ${report.life}, ${report.kind},
      ${report.provider}, ${report.gpu}, ${report.region}, ${report.billing}, ${at(report.startedAt)}::timestamptz,
      ${at(report.seenAt)}::timestamptz, ${report.ended}, ${at(report.resumedAt)}::timestamptz, ${report.reason},
      ${at(report.recordedAt)}::timestamptz)
    on conflict (reporter, idempotency_key) do nothing
    returning ${COLUMNS}`.execute(db);
  return rows[0];
}

/** What a reporter has sent under a key. */
export async function storedReport(db: Db, reporter: string, key: string): Promise<Report | undefined> {
  const { rows } = await sql<Report>`
    select ${COLUMNS} from interruption_report where reporter = ${reporter} and idempotency_key = ${key}`.execute(
    db,
  );
  return rows[0];
}

/** How many reports were recorded after an instant, of one reporter and of all. */
export async function reportsSince(db: Db, reporter: string, since: Instant): Promise<ReportCounts> {
  const { rows } = await sql<ReportCounts>`
    select count(*) filter (where reporter = ${reporter}) as own, count(*) as all
    from interruption_report where recorded_at > ${timestamp(since)}`.execute(db);
  return rows[0] ?? { own: 0, all: 0 };
}

function at(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
