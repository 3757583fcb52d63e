import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { ask } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { NOON } from '../../support/seed-market.ts';

const MIGRATION = new URL('../../../migrations/0019-quarters.sql', import.meta.url);

async function rowsOf(db: Db, table: string): Promise<unknown> {
  const { rows } =
    await sql`select to_jsonb(a_row) as row from ${sql.table(table)} as a_row order by 1`.execute(db);
  return rows;
}

test('a ledger from before its quarters were kept has the same sums and fired thresholds', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const told = `mutation {
    a: createBudget(input: { name: "a", amount: 10, timeZone: "Pacific/Auckland" }) { errors { message } }
    b: createBudget(input: { name: "b", amount: 10, period: DAY, timeZone: "America/Los_Angeles" }) { errors { message } }
    c: createBudget(input: { name: "c", amount: 10, period: TOTAL, scope: PROJECT, scopeName: "p" }) { errors { message } }
    d: recordSpend(input: { amount: 6, project: "p", model: "m", at: "2026-06-01T10:07:00Z" }) { errors { message } }
    e: recordSpend(input: { amount: 7, project: "p" }) { errors { message } }
    f: reserveSpend(input: { amount: 1, model: "m", idempotencyKey: "f" }) { errors { message } }
    g: releaseReservation(input: { reservationKey: "f" }) { errors { message } }
  }`;
  const { errors } = await ask(db, told, { context: { now: () => NOON } });
  expect(errors ?? []).toEqual([]);
  const before = [await rowsOf(db, 'ledger_quarter'), await rowsOf(db, 'budget_alert')];
  expect(before).toEqual([
    expect.arrayContaining([expect.anything()]),
    expect.arrayContaining([expect.anything()]),
  ]);

  await sql`drop table ledger_quarter`.execute(db);
  await sql`alter table budget_alert drop column first_date`.execute(db);
  await sql`alter table budget_alert add constraint budget_alert_pkey
    primary key (budget, period, period_start, kind, threshold)`.execute(db);
  const text = await readFile(MIGRATION, 'utf8');
  const statements = text.split(/;\s*$/m).filter((part) => /ledger_quarter|budget_alert/.test(part));
  expect(statements.length).toBeGreaterThan(5);
  for (const statement of statements) await sql.raw(statement).execute(db);
  expect([await rowsOf(db, 'ledger_quarter'), await rowsOf(db, 'budget_alert')]).toEqual(before);
});
