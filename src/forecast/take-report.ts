import { createHash } from 'node:crypto';
import { DAY_MS, formatInstant, plusMs, type Instant } from '#units/time.ts';
import { REPORT_WEIGHT } from './report-weight.ts';

/** A mistake in a report, with the sentence that says how to mend it. */
export type ReportFault = {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
};

export type Taken<Report> =
  { readonly report: Report; readonly replayed: boolean } | { readonly faults: readonly ReportFault[] };

/** Reports recorded within a time, of one reporter and of all. */
export type ReportCounts = { readonly own: number; readonly all: number };

/** A kind of report as its table keeps it, for one report that has been checked. */
export type ReportTable<Report> = {
  /** What the reporter has sent under the same key. */
  readonly stored: () => Promise<Report | undefined>;
  readonly recordedSince: (since: Instant) => Promise<ReportCounts>;
  /** Appends it; undefined where its reporter has one under the same key. */
  readonly add: () => Promise<Report | undefined>;
};

const OLDEST_MS = 730 * DAY_MS;

/**
 * Keeps a report, once for each idempotency key of a reporter: sent again it answers what was kept, and another
 * under the same key is refused, as is more than a reporter, or all of them, may send in a day.
 */
export async function takeReport<Report extends { readonly digest: string }>(
  digest: string,
  table: ReportTable<Report>,
  now: Instant,
): Promise<Taken<Report>> {
  const known = await table.stored();
  if (known) return replayOf(known, digest);
  const crowd = crowdFault(await table.recordedSince(plusMs(now, -DAY_MS)));
  if (crowd) return { faults: [crowd] };
  const kept = await table.add();
  if (kept) return { report: kept, replayed: false };
  // Somebody sent the same at the same time.
  const other = await table.stored();
  if (!other) throw new Error('a report was neither written nor there');
  return replayOf(other, digest);
}

function replayOf<Report extends { readonly digest: string }>(known: Report, digest: string): Taken<Report> {
  if (known.digest === digest) return { report: known, replayed: true };
  const message = 'Another report was sent under this key: take a new one.';
  return { faults: [fault('IDEMPOTENCY_CONFLICT', 'idempotencyKey', message)] };
}

function crowdFault({ own, all }: ReportCounts): ReportFault | undefined {
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

/** What is wrong with a text that has to be of some length. */
export function textFaults(
  name: string,
  text: string | null,
  [least, most]: readonly [number, number],
): readonly ReportFault[] {
  if (text === null || (text.length >= least && text.length <= most)) return [];
  return [fault('BAD_TEXT', name, `\`${name}\` is ${least} to ${most} characters long.`)];
}

/** What is wrong with the instant of something that happened. */
export function timeFaults(
  name: string,
  at: Instant | null,
  now: Instant,
  { mayBeNow = true }: { readonly mayBeNow?: boolean } = {},
): readonly ReportFault[] {
  if (at === null) return [];
  if (at > now || (at === now && !mayBeNow)) {
    const message = `\`${name}\` lies in the future: it is ${formatInstant(now)} here. Report what has happened.`;
    return [fault('TIME_IN_FUTURE', name, message)];
  }
  if (at >= now - OLDEST_MS) return [];
  const oldest = formatInstant(plusMs(now, -OLDEST_MS));
  return [
    fault('TOO_OLD', name, `\`${name}\` is before ${oldest}: so old machines tell nothing of today’s.`),
  ];
}

export const REPORTER_LENGTH = [16, 100] as const;
export const KEY_LENGTH = [1, 100] as const;

/** Reporters and machines are kept as digests alone. */
export function digestOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

export function reporterDigest(secret: string): string {
  return digestOf('reporter', secret);
}

export function fault(code: string, name: string, message: string): ReportFault {
  return { code, message, path: ['input', name] };
}
