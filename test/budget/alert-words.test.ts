import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertWords } from '#budget/alert-words.ts';
import type { BudgetAlertBody } from '#budget/budget-alert.ts';
import { periodAt, type PeriodKind } from '#budget/period.ts';
import { microUsd } from '#units/money.ts';
import { DAY_MS, HOUR_MS, instant, parseInstant, plusMs } from '#units/time.ts';

const at = (text: string) => parseInstant(text)!;

function body(period: PeriodKind, timeZone: string, when: string, of: Partial<BudgetAlertBody> = {}) {
  const told: BudgetAlertBody = {
    budget: {
      id: '00000000-0000-4000-8000-000000000000',
      name: 'A',
      scope: 'PROJECT',
      scopeName: 'a',
      amount: microUsd(80_000_000),
      period,
      timeZone,
      hardStop: false,
    },
    kind: 'THRESHOLD',
    threshold: 75,
    ...periodAt(period, timeZone, at(when)),
    spent: microUsd(60_000_000),
    reserved: microUsd(0),
    entry: 1,
    chance: null,
    untold: 0,
    ...of,
  };
  return told;
}

const PASSED = 'Budget "A" (project "a") has passed 75 %: 60.00 of 80.00 USD spent';

test.each<[PeriodKind, string, string, string]>([
  // A month that begins in summer time and ends in winter time, and the hour that is in another month in UTC.
  ['MONTH', 'Europe/Berlin', '2026-10-31T22:59:59Z', 'in October 2026 (Europe/Berlin)'],
  ['MONTH', 'Europe/Berlin', '2026-10-31T23:00:00Z', 'in November 2026 (Europe/Berlin)'],
  ['MONTH', 'Europe/Berlin', '2026-03-31T21:59:59Z', 'in March 2026 (Europe/Berlin)'],
  ['MONTH', 'America/Los_Angeles', '2027-01-01T07:59:59Z', 'in December 2026 (America/Los_Angeles)'],
  ['MONTH', 'Pacific/Kiritimati', '2026-10-31T10:00:00Z', 'in November 2026 (Pacific/Kiritimati)'],
  ['MONTH', 'UTC', '2026-11-01T00:00:00Z', 'in November 2026 (UTC)'],
  // Days of 23 and of 25 hours.
  ['DAY', 'Europe/Berlin', '2026-03-28T23:00:00Z', 'on 2026-03-29 (Europe/Berlin)'],
  ['DAY', 'Europe/Berlin', '2026-03-29T21:59:59Z', 'on 2026-03-29 (Europe/Berlin)'],
  ['DAY', 'Europe/Berlin', '2026-10-24T22:00:00Z', 'on 2026-10-25 (Europe/Berlin)'],
  ['DAY', 'Europe/Berlin', '2026-10-25T22:59:59Z', 'on 2026-10-25 (Europe/Berlin)'],
  // A day without a midnight, one whose eve comes twice, and the one after a day that was left out.
  ['DAY', 'America/Sao_Paulo', '2018-11-04T12:00:00Z', 'on 2018-11-04 (America/Sao_Paulo)'],
  ['DAY', 'America/St_Johns', '2010-11-07T02:45:00Z', 'on 2010-11-07 (America/St_Johns)'],
  ['DAY', 'Pacific/Apia', '2011-12-30T10:00:00Z', 'on 2011-12-31 (Pacific/Apia)'],
  ['TOTAL', 'Europe/Berlin', '2026-11-22T00:00:00Z', 'in all'],
])('%s in %s at %s is told as it is called there', (period, timeZone, when, words) => {
  expect(alertWords(body(period, timeZone, when))).toBe(`${PASSED} ${words}.`);
});

test('a forecast and an end tell of their period in the same words', () => {
  const chance = { kind: 'FORECAST', threshold: null, chance: 0.874, reserved: microUsd(5_000_000) } as const;
  expect(alertWords(body('MONTH', 'Europe/Berlin', '2026-11-22T12:00:00Z', chance))).toBe(
    'Budget "A" (project "a") will probably be exceeded: 60.00 of 80.00 USD spent, and 5.00 reserved in November 2026 (Europe/Berlin), and the burn forecast gives 87 % that it is not enough.',
  );
  const ended = { kind: 'PERIOD_ENDED', threshold: null, untold: 3 } as const;
  expect(alertWords(body('DAY', 'Europe/Berlin', '2026-11-22T12:00:00Z', ended))).toBe(
    'Budget "A" (project "a"): its day ended with 60.00 of 80.00 USD spent on 2026-11-22 (Europe/Berlin). 3 earlier periods ended unseen and are not told one by one.',
  );
});

test('a period that the zone has no longer is told by its instants', () => {
  const { startsAt, endsAt } = periodAt('DAY', 'Europe/Berlin', at('2026-11-22T12:00:00Z'));
  for (const [from, to] of [
    [startsAt, plusMs(endsAt!, HOUR_MS)],
    [plusMs(startsAt, -HOUR_MS), plusMs(endsAt!, -HOUR_MS)],
  ] as const) {
    const told = alertWords(
      body('DAY', 'Europe/Berlin', '2026-11-22T12:00:00Z', { startsAt: from, endsAt: to }),
    );
    expect(told).toMatch(/ spent from 2026-11-21T2[23]:00:00Z to 2026-11-2[23]T(22|00):00:00Z\.$/);
  }
});

test('the words name a period that every instant of it lies in, and none beside it', () => {
  const zones = [
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom<PeriodKind>('DAY', 'MONTH'),
      fc.constantFrom(...zones),
      fc.integer({ min: 12_000, max: 30_000 }),
      fc.integer({ min: 0, max: DAY_MS - 1 }),
      (kind, zone, day, ms) => {
        const wordsAt = (ofMs: number): string =>
          alertWords(body(kind, zone, new Date(ofMs).toISOString())).slice(PASSED.length);
        const now = day * DAY_MS + ms;
        const { startsAt, endsAt } = periodAt(kind, zone, instant(now));
        const date = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
        const named = wordsAt(now);
        expect(named).toContain(kind === 'DAY' ? '-' : String(date.year));
        expect([wordsAt(startsAt), wordsAt(endsAt! - 1)]).toEqual([named, named]);
        expect([wordsAt(startsAt - 1), wordsAt(endsAt!)]).not.toContain(named);
      },
    ),
    { numRuns: 100 },
  );
});

test('one period that ended unseen is told of as one', () => {
  const ended = (untold: number) =>
    alertWords(body('DAY', 'UTC', '2026-11-22T12:00:00Z', { kind: 'PERIOD_ENDED', threshold: null, untold }));
  expect(ended(1)).toMatch(/ One earlier period ended unseen and is not told\.$/);
  expect(ended(2)).toMatch(/ 2 earlier periods ended unseen and are not told one by one\.$/);
});
