import type { Db } from '#db/open.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { addReport, reportsSince, storedReport, type Report, type ReportReason } from './store-reports.ts';
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
} from './take-report.ts';

/** A report as it came, its names resolved. */
export type ReportInput = {
  readonly kind: 'INTERRUPTION' | 'LIFETIME';
  readonly reporter: string;
  readonly idempotencyKey: string;
  readonly instance: string | null;
  readonly provider: string;
  readonly gpu: string;
  readonly region: string | null;
  readonly billing: Billing;
  readonly startedAt: Instant | null;
  /** Null while it runs. */
  readonly endedAt: Instant | null;
  readonly resumedAt: Instant | null;
  readonly reason: ReportReason | null;
};

/** Keeps a report once; reporter and instance are kept as digests. */
export async function keepReport(db: Db, input: ReportInput, now: Instant): Promise<Taken<Report>> {
  const faults = faultsOf(input, now);
  if (faults.length > 0) return { faults };
  const reporter = reporterDigest(input.reporter);
  const { kind, idempotencyKey, provider, gpu, region, billing, startedAt, endedAt, resumedAt, reason } =
    input;
  const told = [provider, gpu, region, billing, input.instance, startedAt];
  const digest = digestOf(kind, ...told, endedAt, resumedAt, reason);
  const report: Report = {
    reporter,
    idempotencyKey,
    digest,
    // Without its beginning a life is told by its end alone.
    life: digestOf(reporter, ...told, ...(startedAt === null ? [endedAt] : [])),
    kind,
    provider,
    gpu,
    region,
    billing,
    startedAt,
    seenAt: endedAt ?? now,
    ended: endedAt !== null,
    resumedAt,
    reason,
    recordedAt: now,
  };
  const table = {
    stored: () => storedReport(db, reporter, idempotencyKey),
    recordedSince: (since: Instant) => reportsSince(db, reporter, since),
    add: () => addReport(db, report),
  };
  return takeReport(digest, table, now);
}

function faultsOf(input: ReportInput, now: Instant): readonly ReportFault[] {
  const { kind, startedAt, endedAt, resumedAt, reason } = input;
  const [start, end] = kind === 'LIFETIME' ? ['startedAt', 'endedAt'] : ['runningSince', 'interruptedAt'];
  const faults: ReportFault[] = [
    ...textFaults('reporter', input.reporter, REPORTER_LENGTH),
    ...textFaults('idempotencyKey', input.idempotencyKey, KEY_LENGTH),
    ...textFaults('instance', input.instance, [1, 100]),
    ...timeFaults(start, startedAt, now, { mayBeNow: endedAt !== null }),
    ...timeFaults(end, endedAt, now),
    ...timeFaults('resumedAt', resumedAt, now),
  ];
  if (startedAt !== null && endedAt !== null && startedAt >= endedAt) {
    faults.push(
      fault(
        'TIMES_OUT_OF_ORDER',
        end,
        `\`${end}\` is not after \`${start}\`: check both and their time zones.`,
      ),
    );
  }
  if (endedAt !== null && resumedAt !== null && resumedAt < endedAt) {
    faults.push(
      fault(
        'TIMES_OUT_OF_ORDER',
        'resumedAt',
        `\`resumedAt\` is before \`${end}\`: leave it out where no machine was had again.`,
      ),
    );
  }
  if ((endedAt === null) !== (reason === null)) {
    const message =
      endedAt === null
        ? 'A machine that still runs has no reason to have ended: leave `reason` out, or say `endedAt`.'
        : 'Say why it ended: `reason`, UNKNOWN where nobody knows.';
    faults.push(fault('BAD_REASON', 'reason', message));
  }
  if (kind === 'INTERRUPTION' && reason === 'STOPPED_BY_USER') {
    const message = 'What its user stopped was not interrupted: `reportLifetime` takes it, as censored.';
    faults.push(fault('BAD_REASON', 'reason', message));
  }
  return faults;
}
