import { createHash } from 'node:crypto';
import type { Db } from '#db/open.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS, formatInstant, plusMs, type Instant } from '#units/time.ts';
import { REPORT_WEIGHT } from './report-weight.ts';
import { addReport, reportsSince, storedReport, type Report, type ReportReason } from './store-reports.ts';

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

export type ReportFault = {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
};

export type Reported =
  { readonly report: Report; readonly replayed: boolean } | { readonly faults: readonly ReportFault[] };

const OLDEST_MS = 730 * DAY_MS;
const TEXT = { reporter: [16, 100], idempotencyKey: [1, 100], instance: [1, 100] } as const;

/**
 * Keeps a report, once for each idempotency key of a reporter: sent again it answers what was kept, and another
 * under the same key is refused. Reporter and instance are kept as digests.
 */
export async function keepReport(db: Db, input: ReportInput, now: Instant): Promise<Reported> {
  const faults = faultsOf(input, now);
  if (faults.length > 0) return { faults };
  const reporter = digestOf('reporter', input.reporter);
  const { kind, provider, gpu, region, billing, startedAt, endedAt, resumedAt, reason } = input;
  const told = [provider, gpu, region, billing, input.instance, startedAt];
  const digest = digestOf(kind, ...told, endedAt, resumedAt, reason);
  const known = await storedReport(db, reporter, input.idempotencyKey);
  if (known) return replayOf(known, digest);
  const crowd = await crowdFault(db, reporter, now);
  if (crowd) return { faults: [crowd] };
  const kept = await addReport(db, {
    reporter,
    idempotencyKey: input.idempotencyKey,
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
  });
  if (kept) return { report: kept, replayed: false };
  // Somebody sent the same at the same time.
  const other = await storedReport(db, reporter, input.idempotencyKey);
  if (!other) throw new Error('a report was neither written nor there');
  return replayOf(other, digest);
}

function replayOf(known: Report, digest: string): Reported {
  if (known.digest === digest) return { report: known, replayed: true };
  return {
    faults: [
      fault(
        'IDEMPOTENCY_CONFLICT',
        'idempotencyKey',
        'Another report was sent under this key: take a new one.',
      ),
    ],
  };
}

async function crowdFault(db: Db, reporter: string, now: Instant): Promise<ReportFault | undefined> {
  const { own, all } = await reportsSince(db, reporter, plusMs(now, -DAY_MS));
  if (own >= REPORT_WEIGHT.reportsPerDay) {
    const most = `${REPORT_WEIGHT.reportsPerDay} reports of one reporter are taken within 24 hours.`;
    return fault('TOO_MANY_REPORTS', 'reporter', `${most} Send the rest tomorrow; more would hardly count.`);
  }
  if (all < REPORT_WEIGHT.reportsPerDayInAll) return undefined;
  return fault(
    'TOO_MANY_REPORTS',
    'reporter',
    'More reports came in than are taken within 24 hours. Try again later.',
  );
}

function faultsOf(input: ReportInput, now: Instant): readonly ReportFault[] {
  const { kind, startedAt, endedAt, resumedAt, reason } = input;
  const [start, end] = kind === 'LIFETIME' ? ['startedAt', 'endedAt'] : ['runningSince', 'interruptedAt'];
  const faults: ReportFault[] = [];
  for (const [name, [least, most]] of Object.entries(TEXT)) {
    const text = input[name as keyof typeof TEXT];
    if (text !== null && (text.length < least || text.length > most)) {
      faults.push(fault('BAD_TEXT', name, `\`${name}\` is ${least} to ${most} characters long.`));
    }
  }
  for (const [name, at] of [
    [start, startedAt],
    [end, endedAt],
    ['resumedAt', resumedAt],
  ] as const) {
    if (at === null) continue;
    if (at > now || (at === now && name === start && endedAt === null)) {
      const message = `\`${name}\` lies in the future: it is ${formatInstant(now)} here. Report what has happened.`;
      faults.push(fault('TIME_IN_FUTURE', name, message));
    }
    if (at < now - OLDEST_MS) {
      const oldest = formatInstant(plusMs(now, -OLDEST_MS));
      faults.push(
        fault('TOO_OLD', name, `\`${name}\` is before ${oldest}: so old machines tell nothing of today’s.`),
      );
    }
  }
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

export function fault(code: string, name: string, message: string): ReportFault {
  return { code, message, path: ['input', name] };
}

function digestOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
