import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBudget } from '#budget/change-budget.ts';
import { recordSpend } from '#budget/ledger/record-spend.ts';
import { sumsOf } from '#budget/ledger/store-sums.ts';
import { totalsByKind } from '#budget/ledger/store-listed.ts';
import type { BudgetPlan } from '#budget/budget.ts';
import type { Database } from '#db/open.ts';
import { periodAt } from '#budget/period.ts';
import { microUsd } from '#units/money.ts';
import { ownerId } from '#units/owner.ts';
import { contextOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { NOON } from '../../support/seed-market.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const WRITERS = 8;
const EACH = 6;

test('writers at once fire each threshold once and lose nothing, though each sends everything twice', async () => {
  const { db } = database;
  const owner = ownerId('crowd');
  const context = contextOf(db);
  const plan: BudgetPlan = {
    name: 'all',
    scope: 'EVERYTHING',
    scopeName: null,
    amount: microUsd(WRITERS * EACH),
    period: 'MONTH',
    timeZone: 'Europe/Berlin',
    thresholds: [25, 50, 75, 90, 100],
    hardStop: true,
  };
  const { budget } = await createBudget({ ...context, owner, now: NOON }, { ...plan, key: null });
  const fired: number[] = [];
  await Promise.all(
    Array.from({ length: WRITERS * 2 }, async (_, writer) => {
      for (let i = 0; i < EACH; i++) {
        // Two writers under one key.
        const idempotencyKey = `${writer % WRITERS} ${i}`;
        const told = await recordSpend(context, owner, { idempotencyKey, amount: microUsd(1) });
        expect(told.errors).toEqual([]);
        if (!told.replayed) fired.push(...told.fired.map(({ threshold }) => threshold));
      }
    }),
  );
  expect(fired.toSorted((a, b) => a - b)).toEqual(plan.thresholds);
  const period = periodAt('MONTH', plan.timeZone, NOON);
  const sums = { spent: WRITERS * EACH, reserved: 0 };
  expect(await sumsOf(db, owner, [{ budget: budget!, period }])).toEqual([sums]);
  const scope = { kinds: null, projects: null, models: null, from: null, to: null };
  expect(await totalsByKind(db, owner, scope)).toEqual([{ kind: 'SPEND', entries: WRITERS * EACH, ...sums }]);
  const notices = await db.selectFrom('notice').select(['seq', 'body']).orderBy('seq').execute();
  expect(notices.map(({ seq, body }) => [seq, (body as { threshold: number }).threshold])).toEqual(
    plan.thresholds.map((threshold, place) => [place + 1, threshold]),
  );
});
