import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { parseInstant, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { spend } from './spend.ts';

const at = (text: string): Instant => parseInstant(text)!;
const NOW = at('2026-10-25T09:00:00Z');

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const as = (owner: string, now: Instant = NOW) => ({ context: { owner: ownerId(owner), now: () => now } });
const CURRENT = `current { startsAt endsAt status amount spent reserved remaining percent { value }
  thresholds { percent amount passed fired firedAt } }`;
const BUDGET = `budget { id name scope scopeName amount period timeZone thresholds hardStop archivedAt ${CURRENT} }
  replayed firedThresholds errors { code message path nearest }`;

type Current = {
  readonly status: string;
  readonly spent: string;
  readonly remaining: string;
  readonly percent: { readonly value: number };
  readonly thresholds: readonly {
    readonly percent: number;
    readonly passed: boolean;
    readonly fired: boolean;
  }[];
};

type Made = {
  readonly budget: { readonly id: string; readonly archivedAt: string | null; readonly current: Current };
  readonly replayed: boolean;
  readonly firedThresholds: number[];
  readonly errors: readonly { readonly code: string; readonly path: string[]; readonly nearest: string[] }[];
};

type Alert = {
  readonly threshold: number;
  readonly amount: string;
  readonly percent: { readonly value: number };
};
type Budgets = {
  readonly totalCount: number;
  readonly edges: readonly {
    readonly node: {
      readonly alerts: {
        readonly totalCount: number;
        readonly pageInfo: { readonly hasNextPage: boolean };
        readonly edges: readonly { readonly node: Alert }[];
      };
    };
  }[];
};

async function create(input: string, asked = as('maker')): Promise<Made> {
  const answer = await data<{ createBudget: Made }>(
    database.db,
    `mutation { createBudget(input: { ${input} }) { ${BUDGET} } }`,
    asked,
  );
  return answer.createBudget;
}

async function update(id: string, input: string, asked = as('maker')): Promise<Made> {
  const answer = await data<{ updateBudget: Made }>(
    database.db,
    `mutation { updateBudget(input: { id: "${id}" ${input} }) { ${BUDGET} } }`,
    asked,
  );
  return answer.updateBudget;
}

test('a budget is made with what was meant spelt out', async () => {
  const made = await create(
    'name: "All", amount: "100", timeZone: "europe/berlin", thresholds: [90, 50, 50]',
  );
  expect(made.errors).toEqual([]);
  expect(made.budget).toMatchObject({
    scope: 'EVERYTHING',
    scopeName: null,
    period: 'MONTH',
    timeZone: 'Europe/Berlin',
    thresholds: [50, 90],
    hardStop: false,
    current: {
      startsAt: '2026-09-30T22:00:00Z',
      endsAt: '2026-10-31T23:00:00Z',
      status: 'OK',
      spent: '0.00',
      remaining: '100.00',
    },
  });
});

test('every mistake is told at once, and a zone that is none with those that may be meant', async () => {
  const made = await create(
    'name: "", scope: PROJECT, amount: 0, timeZone: "Berlin", thresholds: [50, 0.5], idempotencyKey: ""',
  );
  expect(made.budget).toBeNull();
  expect(made.errors.map(({ code, path }) => [code, path.at(-1)])).toEqual([
    ['BAD_TEXT', 'idempotencyKey'],
    ['BAD_TEXT', 'name'],
    ['BAD_TEXT', 'scopeName'],
    ['BAD_FIGURE', 'amount'],
    ['BAD_FIGURE', 'thresholds'],
    ['UNKNOWN_NAME', 'timeZone'],
  ]);
  expect(made.errors.at(-1)?.nearest[0]).toBe('Europe/Berlin');
});

test('a key makes one budget, and another under it is refused', async () => {
  const first = await create('name: "K", amount: 5, idempotencyKey: "k"');
  const again = await create('name: "K", amount: 5, idempotencyKey: "k"');
  const other = await create('name: "K", amount: 6, idempotencyKey: "k"');
  expect([again.replayed, again.budget.id]).toEqual([true, first.budget.id]);
  expect(other.errors.map(({ code }) => code)).toEqual(['IDEMPOTENCY_CONFLICT']);
});

test('a budget made in the midst of a period counts what the ledger has, and fires once', async () => {
  const owner = 'midst';
  await spend(database.db, owner, { usd: 80, project: 'a', at: NOW });
  await spend(database.db, owner, { usd: 40, project: 'b', at: NOW });
  const made = await create('name: "A", scope: PROJECT, scopeName: "a", amount: 100', as(owner));
  expect(made.firedThresholds).toEqual([50, 75]);
  expect(made.budget.current).toMatchObject({ spent: '80.00', remaining: '20.00', status: 'WARNING' });
  expect(made.budget.current.percent.value).toBe(80);
  expect(made.budget.current.thresholds.map((one) => [one.percent, one.passed, one.fired])).toEqual([
    [50, true, true],
    [75, true, true],
    [90, false, false],
    [100, false, false],
  ]);
  // Raised and lowered: nothing fires twice, and what is new fires.
  const raised = await update(made.budget.id, 'amount: 1000', as(owner));
  expect([raised.firedThresholds, raised.budget.current.status]).toEqual([[], 'OK']);
  const lowered = await update(made.budget.id, 'amount: 80', as(owner));
  expect([lowered.firedThresholds, lowered.budget.current.status]).toEqual([[90, 100], 'EXCEEDED']);
  const same = await update(made.budget.id, 'amount: 80', as(owner));
  expect([same.replayed, same.firedThresholds]).toEqual([true, []]);

  const { budgets } = await data<{ budgets: Budgets }>(
    database.db,
    `{ budgets { totalCount edges { node { alerts(first: 3) { totalCount pageInfo { hasNextPage }
      edges { node { kind message at threshold spent amount percent { value } budget { name } } } } } } } }`,
    as(owner),
  );
  expect(budgets.totalCount).toBe(1);
  const { alerts } = budgets.edges[0]!.node;
  expect([alerts.totalCount, alerts.pageInfo.hasNextPage]).toEqual([4, true]);
  expect(alerts.edges.map(({ node }) => [node.threshold, node.amount, node.percent.value])).toEqual([
    [100, '80.00', 100],
    [90, '80.00', 100],
    [75, '100.00', 80],
  ]);
  expect(alerts.edges[0]!.node).toMatchObject({
    message: 'Budget "A" (project "a") has passed 100 %: 80.00 of 80.00 USD spent in October 2026 (UTC).',
    budget: { name: 'A' },
  });
});

test('an archived budget is out of the list and comes back with what was spent meanwhile', async () => {
  const owner = 'shelf';
  const { budget } = await create('name: "S", amount: 10', as(owner));
  const archive = (archived: boolean) =>
    data<{ archiveBudget: Made }>(
      database.db,
      `mutation { archiveBudget(input: { id: "${budget.id}", archived: ${archived} }) { ${BUDGET} } }`,
      as(owner),
    );
  expect((await archive(true)).archiveBudget.budget.archivedAt).toBe('2026-10-25T09:00:00Z');
  expect((await archive(true)).archiveBudget.replayed).toBe(true);
  await spend(database.db, owner, { usd: 6, at: NOW });
  const list = `{ budgets { totalCount } all: budgets(filter: { archived: null }) { totalCount } budget(id: "${budget.id}") { name } }`;
  expect(await data(database.db, list, as(owner))).toEqual({
    budgets: { totalCount: 0 },
    all: { totalCount: 1 },
    budget: { name: 'S' },
  });
  const back = (await archive(false)).archiveBudget;
  expect([back.firedThresholds, back.budget.current.spent]).toEqual([[50], '6.00']);
});
