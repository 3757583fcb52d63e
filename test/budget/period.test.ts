import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUARTER_MS } from '#budget/ledger/store-quarters.ts';
import { periodAt, periodBefore, periodsAfter } from '#budget/period.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, parseInstant, plusMs, type Instant } from '#units/time.ts';

function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

function told(kind: 'DAY' | 'MONTH', zone: string, text: string): readonly [string, string, number] {
  const { startsAt, endsAt } = periodAt(kind, zone, at(text));
  if (endsAt === null) throw new Error('no end');
  return [formatInstant(startsAt), formatInstant(endsAt), (endsAt - startsAt) / HOUR_MS];
}

test('days of 23 and 25 hours are days', () => {
  expect(told('DAY', 'Europe/Berlin', '2026-03-29T12:00:00Z')).toEqual([
    '2026-03-28T23:00:00Z',
    '2026-03-29T22:00:00Z',
    23,
  ]);
  expect(told('DAY', 'Europe/Berlin', '2026-10-25T12:00:00Z')).toEqual([
    '2026-10-24T22:00:00Z',
    '2026-10-25T23:00:00Z',
    25,
  ]);
  expect(told('MONTH', 'Europe/Berlin', '2026-03-01T00:00:00Z')[2]).toBe(31 * 24 - 1);
  expect(told('MONTH', 'America/New_York', '2026-11-01T03:59:59Z')[1]).toBe('2026-11-01T04:00:00Z');
});

test('days of every zone begin at a quarter of an hour, by which the ledger is summed', () => {
  const start = at('2024-01-01T00:00:00Z');
  const days = Intl.supportedValuesOf('timeZone').flatMap((zone) =>
    Array.from({ length: 16 }, (_, season) => periodAt('DAY', zone, plusMs(start, season * 91 * DAY_MS))),
  );
  expect(days.filter(({ startsAt }) => startsAt % QUARTER_MS !== 0)).toEqual([]);
});

test('a day whose midnight does not exist begins at one', () => {
  // São Paulo put its clocks from 00:00 to 01:00 on 4 November 2018.
  expect(told('DAY', 'America/Sao_Paulo', '2018-11-04T12:00:00Z')).toEqual([
    '2018-11-04T03:00:00Z',
    '2018-11-05T02:00:00Z',
    23,
  ]);
});

test('the end of a date that comes twice belongs to the day that has begun', () => {
  // St. John's put its clocks from 00:01 back to 23:01 on 7 November 2010.
  const first = told('DAY', 'America/St_Johns', '2010-11-07T02:29:59Z');
  expect(first[1]).toBe('2010-11-07T02:30:00Z');
  expect(told('DAY', 'America/St_Johns', '2010-11-07T02:45:00Z')).toEqual([
    '2010-11-07T02:30:00Z',
    '2010-11-08T03:30:00Z',
    25,
  ]);
});

test('a date that a zone skipped is no period', () => {
  // Samoa had no 30 December 2011.
  expect(told('DAY', 'Pacific/Apia', '2011-12-30T09:59:59Z')[1]).toBe('2011-12-30T10:00:00Z');
  expect(told('DAY', 'Pacific/Apia', '2011-12-30T10:00:00Z')).toEqual([
    '2011-12-30T10:00:00Z',
    '2011-12-31T10:00:00Z',
    24,
  ]);
});

test('a total is one period without an end', () => {
  const always = periodAt('TOTAL', 'UTC', at('2026-01-01T00:00:00Z'));
  expect(always).toEqual({ startsAt: 0, endsAt: null });
  expect(periodBefore('TOTAL', 'UTC', always)).toBeNull();
  expect([...periodsAfter('TOTAL', 'UTC', at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'))]).toEqual(
    [],
  );
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'Africa/Cairo',
  '+05:30',
];

test('periods hold the instants in them, and follow each other without gap or overlap', () => {
  const instants = fc.integer({ min: 2 * DAY_MS, max: Date.UTC(2040, 0, 1) }).map(instant);
  fc.assert(
    fc.property(instants, fc.constantFrom(...ZONES), fc.constantFrom('DAY', 'MONTH'), (now, zone, kind) => {
      const period = periodAt(kind, zone, now);
      const endsAt = period.endsAt ?? instant(0);
      expect(period.startsAt).toBeLessThanOrEqual(now);
      expect(endsAt).toBeGreaterThan(now);
      expect(periodAt(kind, zone, period.startsAt)).toEqual(period);
      expect(periodAt(kind, zone, instant(endsAt - 1))).toEqual(period);
      const [next] = periodsAfter(kind, zone, now, endsAt);
      expect(next?.startsAt).toBe(endsAt);
      expect(next && periodBefore(kind, zone, next)).toEqual(period);
    }),
    { numRuns: 300 },
  );
});
