import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { REPORT_WEIGHT } from '#forecast/report-weight.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { hazardsOf } from '#forecast/store-hazards.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedProviders } from '../support/seed-market.ts';

const hour = (hours: number): string => formatInstant(plusMs(NOON, hours * HOUR_MS));

type Payload = {
  readonly replayed: boolean;
  readonly report: Record<string, unknown> | null;
  readonly errors: readonly { code: string; path: string[]; message: string; nearest: string[] }[];
};

const FIELDS = `replayed
  report { gpu { slug } provider { key } region { code } billing startedAt endedAt resumedAt reason hours censored }
  errors { code path message nearest }`;

const SHARED = { reporter: 'a secret of mine', gpu: '4090', provider: 'alpha', billing: 'SPOT' };

async function lifetime(db: Db, input: Record<string, unknown>, now: Instant = NOON): Promise<Payload> {
  const source = `mutation ($input: ReportLifetimeInput!) { reportLifetime(input: $input) { ${FIELDS} } }`;
  const variables = { input: { ...SHARED, ...input } };
  return (await data<{ reportLifetime: Payload }>(db, source, { variables, context: { now: () => now } }))
    .reportLifetime;
}

async function interruption(db: Db, input: Record<string, unknown>): Promise<Payload> {
  const source = `mutation ($input: ReportInterruptionInput!) { reportInterruption(input: $input) { ${FIELDS} } }`;
  const variables = { input: { ...SHARED, ...input } };
  return (await data<{ reportInterruption: Payload }>(db, source, { variables })).reportInterruption;
}

async function market() {
  const database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  return database;
}

test('a life is kept and echoed, a retry is the same one, and another under its key is refused', async () => {
  await using database = await market();
  const { db } = database;
  const input = {
    idempotencyKey: '1',
    region: 'de',
    startedAt: hour(-10),
    endedAt: hour(-4),
    reason: 'OUTBID',
  };
  const kept = {
    gpu: { slug: 'rtx-4090' },
    provider: { key: 'alpha' },
    region: { code: 'DE' },
    billing: 'SPOT',
    startedAt: hour(-10),
    endedAt: hour(-4),
    resumedAt: null,
    reason: 'OUTBID',
    hours: 6,
    censored: false,
  };
  expect(await lifetime(db, input)).toEqual({ replayed: false, report: kept, errors: [] });
  expect(await lifetime(db, input)).toEqual({ replayed: true, report: kept, errors: [] });
  const other = await lifetime(db, { ...input, endedAt: hour(-3) });
  expect(other.report).toBeNull();
  expect(other.errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'idempotencyKey'] }]);
  // Keys belong to their reporter.
  expect((await lifetime(db, { ...input, reporter: 'a secret of yours' })).replayed).toBe(false);
  const stored = await db.selectFrom('interruption_report').selectAll().execute();
  expect(stored).toHaveLength(2);
  expect(JSON.stringify(stored)).not.toContain('secret');
});

test('the same report sent twenty times at once is kept once', async () => {
  await using database = await market();
  const input = { idempotencyKey: '1', startedAt: hour(-10) };
  const sent = await Promise.all(Array.from({ length: 20 }, () => lifetime(database.db, input)));
  expect(sent.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(sent.every(({ report }) => report?.['censored'] === true)).toBe(true);
});

test('a life that ran and later ended, by either mutation, is one life', async () => {
  await using database = await market();
  const { db } = database;
  for (const reporter of ['one of three people', 'two of three people', 'three of three people']) {
    const mine = { reporter, instance: 'box', startedAt: hour(-10) };
    await lifetime(db, { ...mine, idempotencyKey: '1' }, plusMs(NOON, -5 * HOUR_MS));
    const { startedAt: runningSince, ...rest } = mine;
    const ended = {
      ...rest,
      runningSince,
      interruptedAt: hour(-4),
      resumedAt: hour(-3.5),
      reason: 'HOST_OFFLINE',
    };
    expect(await interruption(db, { ...ended, idempotencyKey: '2' })).toMatchObject({
      errors: [],
      report: { hours: 6 },
    });
  }
  const [cell] = await hazardsOf(db, {
    scope: wholeMarket(false),
    from: plusMs(NOON, -7 * DAY_MS),
    to: NOON,
    moment: { at: NOON, asOf: null },
    estimators: ['REPORTED'],
    bid: null,
  });
  expect(cell).toMatchObject({ events: 3, exposureHours: 18, downHours: 1.5, recoveries: 3 });
  expect(cell?.reporters).toHaveLength(3);
});

test.each([
  ['a GPU nobody makes', { gpu: 'RTX 9999' }, 'UNKNOWN_NAME', 'gpu'],
  ['a name of several GPUs', { gpu: 'H100' }, 'UNKNOWN_NAME', 'gpu'],
  ['a provider nobody knows', { provider: 'nobody' }, 'UNKNOWN_NAME', 'provider'],
  ['a place that is none', { region: 'XX' }, 'UNKNOWN_NAME', 'region'],
  ['an end to come', { endedAt: hour(0.001), reason: 'OUTBID' }, 'TIME_IN_FUTURE', 'endedAt'],
  ['a beginning to come', { startedAt: hour(1) }, 'TIME_IN_FUTURE', 'startedAt'],
  ['an end before the beginning', { endedAt: hour(-20), reason: 'OUTBID' }, 'TIMES_OUT_OF_ORDER', 'endedAt'],
  ['a machine of years ago', { startedAt: hour(-731 * 24) }, 'TOO_OLD', 'startedAt'],
  ['an end without a reason', { endedAt: hour(-1) }, 'BAD_REASON', 'reason'],
  ['a reason without an end', { reason: 'OUTBID' }, 'BAD_REASON', 'reason'],
  ['a secret that is none', { reporter: 'me' }, 'BAD_TEXT', 'reporter'],
  ['a key too long to keep', { idempotencyKey: 'k'.repeat(101) }, 'BAD_TEXT', 'idempotencyKey'],
  ['a machine without a name', { instance: '' }, 'BAD_TEXT', 'instance'],
])('%s is said and nothing kept', async (_name, wrong, code, name) => {
  await using database = await market();
  const { report, errors } = await lifetime(database.db, {
    idempotencyKey: '1',
    startedAt: hour(-10),
    ...wrong,
  });
  expect(report).toBeNull();
  expect(errors).toContainEqual(expect.objectContaining({ code, path: ['input', name] }));
  expect(await database.db.selectFrom('interruption_report').select('id').execute()).toEqual([]);
});

test('the nearest names come with a wrong one, and every mistake at once', async () => {
  await using database = await market();
  const { errors } = await lifetime(database.db, {
    gpu: 'H100',
    provider: 'nobody',
    idempotencyKey: '1',
    startedAt: hour(-10),
  });
  expect(errors.map(({ path }) => path[1])).toEqual(['gpu', 'provider']);
  expect(errors[0]?.nearest).toContain('H100 SXM');
});

test('what its user stopped is no interruption, but a life', async () => {
  await using database = await market();
  const stopped = { idempotencyKey: '1', interruptedAt: hour(-1), reason: 'STOPPED_BY_USER' };
  expect((await interruption(database.db, stopped)).errors).toMatchObject([{ code: 'BAD_REASON' }]);
  const life = { idempotencyKey: '1', startedAt: hour(-9), endedAt: hour(-1), reason: 'STOPPED_BY_USER' };
  expect((await lifetime(database.db, life)).report).toMatchObject({ censored: true, hours: 8 });
});

test('one reporter is taken so many reports a day and no more, retries apart', async () => {
  await using database = await market();
  const { db } = database;
  const send = (n: number, now = NOON) =>
    lifetime(db, { idempotencyKey: `${n}`, instance: `${n}`, startedAt: hour(-10) }, now);
  for (let n = 0; n < REPORT_WEIGHT.reportsPerDay; n++) expect((await send(n)).errors).toEqual([]);
  expect((await send(1000)).errors).toMatchObject([{ code: 'TOO_MANY_REPORTS' }]);
  expect(await send(0)).toMatchObject({ replayed: true });
  expect((await send(1000, plusMs(NOON, DAY_MS))).errors).toEqual([]);
});
