import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  // The entries of both are numbered alike, and each has one that fires; those of bob fire earlier.
  await spent('alice', [1, 2, 7]);
  await spent('bob', [60, 2, 30]);
});
afterAll(() => database[Symbol.asyncDispose]());

const as = (owner: string) => ({ context: { owner: ownerId(owner) } });

async function spent(owner: string, amounts: readonly number[]): Promise<void> {
  const spends = amounts.map(
    (usd, place) =>
      `s${place}: recordSpend(input: { amount: ${usd}, project: "of ${owner}", idempotencyKey: "${place}" }) { errors { message } }`,
  );
  const made = `createBudget(input: { name: "b", amount: ${owner === 'bob' ? 100 : 16}, thresholds: [50, 90] }) { errors { message } }`;
  await data(database.db, `mutation { ${made} ${spends.join(' ')} }`, as(owner));
}

type Told = {
  readonly budgets: {
    readonly edges: readonly {
      readonly node: {
        readonly alerts: {
          readonly edges: readonly {
            readonly node: {
              readonly threshold: number;
              readonly entryNumber: number | null;
              readonly entry: {
                readonly number: number;
                readonly project: string;
                readonly spent: string;
              } | null;
            };
          }[];
        };
      };
    }[];
  };
};

async function told(owner: string) {
  const { budgets } = await data<Told>(
    database.db,
    `{ budgets { edges { node { alerts { edges { node { threshold entryNumber entry { number project spent } } } } } } } }`,
    as(owner),
  );
  return budgets.edges.flatMap(({ node }) => node.alerts.edges.map((edge) => edge.node)).toReversed();
}

test('an alert shows the entry that fired it, of its own owner alone', async () => {
  expect(await told('alice')).toEqual([
    { threshold: 50, entryNumber: 3, entry: { number: 3, project: 'of alice', spent: '7.00' } },
  ]);
  expect(await told('bob')).toEqual([
    { threshold: 50, entryNumber: 1, entry: { number: 1, project: 'of bob', spent: '60.00' } },
    { threshold: 90, entryNumber: 3, entry: { number: 3, project: 'of bob', spent: '30.00' } },
  ]);
});

test('asked of both at once, each is shown their own', async () => {
  const answers = await Promise.all(['alice', 'bob', 'alice', 'bob'].map(told));
  const projects = answers.map((alerts) => [...new Set(alerts.map(({ entry }) => entry?.project))]);
  expect(projects).toEqual([['of alice'], ['of bob'], ['of alice'], ['of bob']]);
});

test('an alert that a change of the budget fired has no entry', async () => {
  await data(
    database.db,
    `mutation { createBudget(input: { name: "late", amount: 8, thresholds: [100] }) { firedThresholds } }`,
    as('alice'),
  );
  expect(await told('alice')).toContainEqual({ threshold: 100, entryNumber: null, entry: null });
});
