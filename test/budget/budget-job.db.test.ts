import { afterAll, beforeAll, expect, test } from 'vitest';
import { budgetJob } from '#budget/budget-job.ts';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, parseInstant, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
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
