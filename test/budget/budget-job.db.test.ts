import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { budgetJob, tellEnds } from '#budget/budget-job.ts';
import { tellForecasts } from '#budget/forecast-alerts.ts';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, parseInstant, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { engine, testDatabase } from '../support/database.ts';
import { spend } from './spend.ts';

const at = (text: string): Instant => parseInstant(text)!;
const START = at('2026-10-01T12:00:00Z');

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const as = (owner: string, now: Instant) => ({ context: { owner: ownerId(owner), now: () => now } });

async function create(owner: string, now: Instant, input: string): Promise<string> {
  const { createBudget } = await data<{
    createBudget: { budget: { id: string } | null; errors: { message: string }[] };
  }>(
    database.db,
    `mutation { createBudget(input: { ${input} }) { budget { id } errors { message } } }`,
    as(owner, now),
  );
  expect(createBudget.errors).toEqual([]);
  return createBudget.budget!.id;
}

/** Two instances run at once. */
async function run(now: Instant): Promise<void> {
  const job = () =>
    budgetJob({ db: database.db, outbox: { send: async () => {} } }, () => now).run(
      new AbortController().signal,
    );
  await Promise.all([job(), job()]);
}

type Told = {
  readonly kind: string;
  readonly at: string;
  readonly spent: string;
  readonly untoldPeriods: number;
  readonly chance: number | null;
};

async function told(owner: string, id: string, now: Instant): Promise<readonly Told[]> {
  const { budget } = await data<{ budget: { alerts: { edges: { node: Told }[] } } }>(
    database.db,
    `{ budget(id: "${id}") { alerts(first: 40) { edges { node { kind at spent untoldPeriods chance } } } } }`,
    as(owner, now),
  );
  return budget.alerts.edges.map(({ node }) => node).toReversed();
}

type Read = {
  readonly periods: object;
  readonly forecast: {
    readonly atEnd: { readonly middle: { readonly value: number } };
    readonly thresholds: readonly { readonly middle: string }[];
  };
};

test('the end of a period is told once, at the end, with what was spent', async () => {
  const owner = 'ends';
  const id = await create(owner, START, 'name: "D", amount: 100, period: DAY, timeZone: "Europe/Berlin"');
  await spend(database.db, owner, { usd: 7, at: START });
  await run(at('2026-10-01T21:59:59Z'));
  expect(await told(owner, id, START)).toEqual([]);
  const after = at('2026-10-01T22:05:00Z');
  await run(after);
  await run(after);
  expect(await told(owner, id, after)).toEqual([
    { kind: 'PERIOD_ENDED', at: '2026-10-01T22:00:00Z', spent: '7.00', untoldPeriods: 0, chance: null },
  ]);
  // A change first tells what ended before it.
  const later = at('2026-10-03T00:00:00Z');
  await data(
    database.db,
    `mutation { updateBudget(input: { id: "${id}", timeZone: "UTC" }) { replayed } }`,
    as(owner, later),
  );
  expect((await told(owner, id, later)).map((one) => one.at)).toEqual([
    '2026-10-01T22:00:00Z',
    '2026-10-02T22:00:00Z',
  ]);
});

test('after a long silence the last 31 periods are told, and the others as a number', async () => {
  const owner = 'silent';
  const id = await create(owner, START, 'name: "D", amount: 100, period: DAY');
  const now = plusMs(START, 40 * DAY_MS);
  await run(now);
  const alerts = await told(owner, id, now);
  expect(alerts).toHaveLength(31);
  expect(alerts.map(({ untoldPeriods }) => untoldPeriods).slice(0, 2)).toEqual([9, 0]);
  expect(alerts.at(-1)?.at).toBe('2026-11-10T00:00:00Z');
});

test('a forecast that the amount will not do is told once a period, at the whole hour', async () => {
  const owner = 'burns';
  for (let day = 0; day < 28; day++)
    await spend(database.db, owner, { usd: 5, at: plusMs(START, (day - 21) * DAY_MS) });
  const now = plusMs(START, 7 * DAY_MS + 20 * 60_000);
  // 30 a day would be needed to spend 900: 35 are spent, and about 155 will be.
  const [low, high] = [
    await create(owner, now, 'name: "low", amount: 130, thresholds: [90]'),
    await create(owner, now, 'name: "high", amount: 900'),
  ];
  await run(now);
  expect(await told(owner, low, now)).toEqual([]);
  const next = plusMs(now, HOUR_MS);
  await run(next);
  await run(plusMs(next, HOUR_MS));
  const [alert, ...more] = await told(owner, low, next);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ kind: 'FORECAST', at: '2026-10-08T13:00:00Z', spent: '35.00' });
  expect(alert!.chance).toBeGreaterThan(80);
  expect(await told(owner, high, next)).toEqual([]);

  const { budget } = await data<{ budget: Read }>(
    database.db,
    `{ budget(id: "${low}") { periods { totalCount edges { node { startsAt spent } } }
      forecast { absence exceeded { value } atEnd { low { value } middle { value } high { value } }
        thresholds { percent low middle high chance { value } } } } }`,
    as(owner, next),
  );
  expect(budget.periods).toEqual({
    totalCount: 2,
    edges: [
      { node: { startsAt: '2026-10-01T00:00:00Z', spent: '35.00' } },
      { node: { startsAt: '2026-09-01T00:00:00Z', spent: '105.00' } },
    ],
  });
  const { forecast } = budget;
  expect(forecast.atEnd.middle.value).toBeGreaterThan(130);
  expect(forecast.atEnd.middle.value).toBeLessThan(175);
  // 117 are passed about 16 days on.
  expect(forecast.thresholds[0]?.middle.slice(0, 9)).toBe('2026-10-2');
});

/**
 * Cuts the connection of a job after it has moved what is due and numbered its notice: it waits to keep the alert's key,
 * which another transaction holds.
 */
async function cut(
  id: string,
  { kind, startsAt }: { kind: string; startsAt: string },
  job: () => Promise<void>,
): Promise<void> {
  const { db } = database;
  const outcome = await db.transaction().execute(async (trx) => {
    await sql`
      insert into budget_alert (budget, period, period_start, first_date, kind, threshold, owner, notice_seq)
      values (${id}::uuid, 'MONTH', ${startsAt}::timestamptz, ${startsAt.slice(0, 10)}, ${kind}, 0, 'burns', 0)
      on conflict do nothing`.execute(trx);
    const running = job().then(
      () => 'done',
      () => 'cut',
    );
    const end = sql<{ ended: number }>`
      select count(pg_terminate_backend(pid)) as ended from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into budget_alert%'`;
    await vi.waitFor(async () => expect((await end.execute(db)).rows).toEqual([{ ended: 1 }]), 5000);
    const how = await running;
    await sql`delete from budget_alert where notice_seq = 0`.execute(trx);
    return how;
  });
  expect(outcome).toBe('cut');
}

test.runIf(engine === 'postgres')(
  'what a run that is cut midway was about to tell is told once by those after it',
  async () => {
    const owner = 'burns';
    const id = await create(owner, at('2026-10-08T14:30:00Z'), 'name: "cut", amount: 100, thresholds: [90]');
    const uuid = (await sql<{ id: string }>`select id from budget where name = 'cut'`.execute(database.db))
      .rows[0]!.id;
    const telling = { db: database.db, outbox: { send: async () => {} } };
    const hour = at('2026-10-08T15:00:00Z');
    const october = '2026-10-01T00:00:00Z';
    await cut(uuid, { kind: 'FORECAST', startsAt: october }, () => tellForecasts(telling, () => hour));
    expect(await told(owner, id, hour)).toEqual([]);
    await run(hour);
    await run(plusMs(hour, HOUR_MS));
    expect(await told(owner, id, hour)).toMatchObject([{ kind: 'FORECAST', at: '2026-10-08T15:00:00Z' }]);
    const end = at('2026-11-01T00:00:30Z');
    await cut(uuid, { kind: 'PERIOD_ENDED', startsAt: october }, () => tellEnds(telling, () => end));
    await run(end);
    await run(end);
    expect((await told(owner, id, end)).map(({ kind }) => kind)).toEqual(['FORECAST', 'PERIOD_ENDED']);
    // What was cut has left no gap.
    const { rows } = await sql<{ gaps: number }>`
      select max(seq) - count(*) as gaps from notice where owner = ${owner}`.execute(database.db);
    expect(rows).toEqual([{ gaps: 0 }]);
  },
);
