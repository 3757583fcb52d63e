import { instant, type Instant } from '#units/time.ts';

/** How long a budget's amount lasts: a calendar day or month of its time zone, or for good. */
export const PERIOD_KINDS = ['DAY', 'MONTH', 'TOTAL'] as const;

export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** [startsAt, endsAt); TOTAL has no end, and begins before anything was spent. */
export type Period = { readonly startsAt: Instant; readonly endsAt: Instant | null };

const FOR_GOOD: Period = { startsAt: instant(0), endsAt: null };

const STEP = { DAY: { days: 1 }, MONTH: { months: 1 } } as const;

/**
 * The period an instant lies in. A day begins at the first instant its date is on the clock: at 01:00 where the clock
 * skips midnight. Where the clock is put back over midnight, so that the end of a date comes twice, the second
 * belongs to the day that has begun: periods follow each other without gap or overlap.
 */
export function periodAt(kind: PeriodKind, timeZone: string, at: Instant): Period {
  if (kind === 'TOTAL') return FOR_GOOD;
  let first = firstDate(kind, timeZone, at);
  for (;;) {
    const next = first.add(STEP[kind]);
    const endsAt = midnight(next, timeZone);
    if (endsAt > at) return { startsAt: midnight(first, timeZone), endsAt };
    first = next;
  }
}

/** The periods that begin after `at` and not after `to`, in order. */
export function* periodsAfter(
  kind: PeriodKind,
  timeZone: string,
  at: Instant,
  to: Instant,
): Generator<Period> {
  let { endsAt } = periodAt(kind, timeZone, at);
  while (endsAt !== null && endsAt <= to) {
    const next = periodAt(kind, timeZone, endsAt);
    yield next;
    ({ endsAt } = next);
  }
}

/** The period before; null where there is none, or where it would begin before 1970. */
export function periodBefore(kind: PeriodKind, timeZone: string, { startsAt }: Period): Period | null {
  if (kind === 'TOTAL' || startsAt === 0) return null;
  return periodAt(kind, timeZone, instant(startsAt - 1));
}

/**
 * The period of the same dates in another zone, whether it has begun there, or is over, or not; a total is the same in
 * every zone.
 */
export function sameDatesIn(kind: PeriodKind, { startsAt }: Period, from: string, to: string): Period {
  if (kind === 'TOTAL') return FOR_GOOD;
  const first = dateAt(startsAt, from);
  return { startsAt: midnight(first, to), endsAt: midnight(first.add(STEP[kind]), to) };
}

/** The first date of a period by its zone's clock ("2026-11-01"): the same for the same days in every zone. */
export function firstDateOf(kind: PeriodKind, timeZone: string, { startsAt }: Period): string {
  return kind === 'TOTAL' ? '1970-01-01' : dateAt(startsAt, timeZone).toString();
}

function dateAt(at: Instant, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function firstDate(kind: 'DAY' | 'MONTH', timeZone: string, at: Instant): Temporal.PlainDate {
  const date = dateAt(at, timeZone);
  return kind === 'DAY' ? date : date.with({ day: 1 });
}

/** The first instant of a date in a zone, kept within the instants there are. */
function midnight(date: Temporal.PlainDate, timeZone: string): Instant {
  const { epochMilliseconds } = date.toZonedDateTime(timeZone);
  return instant(Math.max(0, epochMilliseconds));
}
