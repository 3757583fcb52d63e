import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { testDatabase } from '../../support/database.ts';
import { Both, plan, step } from './both-ledgers.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

test('any order of what is told gives the sums, refusals and thresholds of an exact model', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 1, maxLength: 3 }),
      fc.array(step, { maxLength: 30, size: 'max' }),
      async (plans, steps) => {
        const both = new Both(database.db);
        for (const one of plans) await both.take({ do: 'budget', plan: one });
        for (const one of steps) await both.take(one);
        await both.expire();
        for (const [kept, wanted] of await both.compare()) expect(kept).toEqual(wanted);
      },
    ),
    { numRuns: 20 },
  );
});
