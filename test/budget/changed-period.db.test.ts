import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellEnds } from '#budget/budget-job.ts';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { parseInstant, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { spend } from './spend.ts';

const at = (text: string): Instant => parseInstant(text)!;
const NOON = at('2026-10-25T12:00:00Z');
const EVENING = at('2026-10-25T20:00:00Z');

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const as = (owner: string, now: Instant) => ({ context: { owner: ownerId(owner), now: () => now } });

type Changed = {
  readonly firedThresholds: readonly number[];
  readonly budget: {
    readonly current: {
      readonly startsAt: string;
      readonly spent: string;
      readonly thresholds: readonly { readonly percent: number; readonly fired: boolean }[];
    };
  };
};

async function change(owner: string, now: Instant, field: 'createBudget' | 'updateBudget', input: string) {
  const answer = await data<Record<string, Changed>>(
    database.db,
    `mutation { ${field}(input: { idempotencyKey: "it", ${input} }) { errors { message } firedThresholds
      budget { current { startsAt spent thresholds { percent fired } } } } }`,
    as(owner, now),
  );
  const { budget, firedThresholds } = answer[field]!;
  const told = budget.current.thresholds.flatMap(({ percent, fired }) => (fired ? [percent] : []));
  return { fired: firedThresholds, told, startsAt: budget.current.startsAt, spent: budget.current.spent };
}

async function recorded(owner: string, now: Instant, usd: number, when: Instant): Promise<readonly number[]> {
  const { recordSpend } = await data<{ recordSpend: { fired: { percent: number }[] } }>(
    database.db,
    `mutation { recordSpend(input: { amount: ${usd}, at: "${new Date(when).toISOString()}" }) { errors { message } fired { percent } } }`,
    as(owner, now),
  );
  return recordSpend.fired.map(({ percent }) => percent);
}

async function endsTold(owner: string, now: Instant): Promise<readonly string[]> {
  await tellEnds({ db: database.db, outbox: { send: async () => {} } }, () => now);
  const { budget } = await data<{
    budget: { alerts: { edges: { node: { kind: string; message: string } }[] } };
  }>(
    database.db,
    `{ budget(idempotencyKey: "it") { alerts(first: 20) { edges { node { kind message } } } } }`,
    as(owner, now),
  );
  return budget.alerts.edges
    .flatMap(({ node }) =>
      node.kind === 'PERIOD_ENDED' ? [/with (.*)\.$/.exec(node.message)?.[1] ?? ''] : [],
    )
    .toReversed();
}

test('a month stays the month it is in another time zone: what was told of it is not told again', async () => {
  const owner = 'month';
  const september = at('2026-09-15T12:00:00Z');
  await spend(database.db, owner, { usd: 55, at: september });
  await spend(database.db, owner, { usd: 80, at: NOON });
  expect(await change(owner, NOON, 'createBudget', 'name: "M", amount: 100')).toMatchObject({
    fired: [50, 75],
    startsAt: '2026-10-01T00:00:00Z',
  });
  expect(await recorded(owner, NOON, 1, september)).toEqual([50]);
  expect(await change(owner, NOON, 'updateBudget', 'timeZone: "Europe/Berlin"')).toEqual({
    fired: [],
    told: [50, 75],
    startsAt: '2026-09-30T22:00:00Z',
    spent: '80.00',
  });
  // Neither in the month of now nor in one that is over; what is new of them is told.
  expect(await recorded(owner, NOON, 20, september)).toEqual([75]);
  expect(await recorded(owner, NOON, 15, NOON)).toEqual([90]);
});

test('money that the new clock counts in this month is told at once', async () => {
  const owner = 'eve';
  await spend(database.db, owner, { usd: 60, at: at('2026-09-30T23:00:00Z') });
  expect((await change(owner, NOON, 'createBudget', 'name: "E", amount: 100')).fired).toEqual([]);
  expect(await change(owner, NOON, 'updateBudget', 'timeZone: "Europe/Berlin"')).toMatchObject({
    fired: [50],
    spent: '60.00',
  });
});

test('a day that is over by the new clock already is told, once', async () => {
  const owner = 'east';
  await change(owner, NOON, 'createBudget', 'name: "D", amount: 100, period: DAY');
  await spend(database.db, owner, { usd: 60, at: NOON });
  // 05:00 of the 26th in Tokyo.
  expect(await change(owner, EVENING, 'updateBudget', 'timeZone: "Asia/Tokyo"')).toEqual({
    fired: [],
    told: [],
    startsAt: '2026-10-25T15:00:00Z',
    spent: '0.00',
  });
  const day = '60.00 of 100.00 USD spent on 2026-10-25 (Asia/Tokyo)';
  expect(await endsTold(owner, EVENING)).toEqual([day]);
  expect(await endsTold(owner, at('2026-10-26T15:00:00Z'))).toEqual([
    day,
    '0.00 of 100.00 USD spent on 2026-10-26 (Asia/Tokyo)',
  ]);
});

test('a day that has ended does not end again by a clock that is behind', async () => {
  const owner = 'west';
  await change(owner, NOON, 'createBudget', 'name: "D", amount: 100, period: DAY, timeZone: "Asia/Tokyo"');
  expect(await recorded(owner, NOON, 60, NOON)).toEqual([50]);
  const day = '60.00 of 100.00 USD spent on 2026-10-25 (Asia/Tokyo)';
  expect(await endsTold(owner, EVENING)).toEqual([day]);
  // The 25th again: of it 50 % was told.
  expect(await change(owner, EVENING, 'updateBudget', 'timeZone: "UTC"')).toMatchObject({
    fired: [],
    told: [50],
    startsAt: '2026-10-25T00:00:00Z',
  });
  expect(await endsTold(owner, at('2026-10-26T00:05:00Z'))).toEqual([day]);
  expect(await endsTold(owner, at('2026-10-27T00:05:00Z'))).toEqual([
    day,
    '0.00 of 100.00 USD spent on 2026-10-26 (UTC)',
  ]);
});

test('another length is another period: its thresholds are told, and none twice when it is changed back', async () => {
  const owner = 'length';
  await change(owner, NOON, 'createBudget', 'name: "L", amount: 100');
  expect(await recorded(owner, NOON, 80, NOON)).toEqual([50, 75]);
  expect((await change(owner, NOON, 'updateBudget', 'period: DAY')).fired).toEqual([50, 75]);
  expect((await change(owner, NOON, 'updateBudget', 'period: TOTAL')).fired).toEqual([50, 75]);
  expect((await change(owner, NOON, 'updateBudget', 'period: MONTH')).fired).toEqual([]);
  expect((await change(owner, NOON, 'updateBudget', 'period: DAY')).told).toEqual([50, 75]);
  // The month that it no longer is ends untold.
  expect(await endsTold(owner, at('2026-10-26T00:05:00Z'))).toEqual([
    '80.00 of 100.00 USD spent on 2026-10-25 (UTC)',
  ]);
});
