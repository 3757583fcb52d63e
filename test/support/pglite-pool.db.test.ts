import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { listen } from '#db/listen.ts';
import type { Database } from '#db/open.ts';
import { engine, testDatabase } from './database.ts';
import { seedMarket } from './seed-market.ts';

/** What a test could see of the tests before it. */
async function traces({ db }: Database): Promise<unknown> {
  const tables = await sql<{ name: string }>`
    select oid::regclass::text as name from pg_class
    where relkind in ('r', 'p') and relnamespace::regnamespace::text !~ '^(pg_|information_schema)' order by 1`.execute(
    db,
  );
  const rows: unknown[] = [];
  for (const { name } of tables.rows) {
    // When it was migrated, and the tape's own id, are of each database.
    const query = sql`select ${name}, to_jsonb(a_row) - 'timestamp' - 'id' as row from ${sql.raw(name)} as a_row order by 2`;
    rows.push(...(await query.execute(db)).rows);
  }
  const { rows: others } = await sql`
    select (select jsonb_agg(to_jsonb(one) order by one) from pg_sequences as one) as sequences,
      (select count(*) from pg_stats where schemaname = 'public') as statistics,
      (select count(*) from pg_attribute where attrelid = 'provider'::regclass and attnum > 0) as columns,
      current_setting('work_mem') as setting`.execute(db);
  return { tables: tables.rows, rows, others };
}

// On PostgreSQL each has a database of its own.
describe.skipIf(engine === 'postgres')('databases that are used again', () => {
  test(
    'a database is as good as new, whatever the one before was used for',
    { timeout: 120_000 },
    async () => {
      let fresh: unknown;
      {
        await using first = await testDatabase();
        fresh = await traces(first);
      }
      const uses: readonly ((one: Database) => Promise<unknown>)[] = [
        ({ db }) => seedMarket(db),
        ({ db }) => sql`update tape set seq = 7, term = 3`.execute(db),
        ({ db }) => sql`delete from memory`.execute(db),
        ({ db }) => sql`set work_mem = '7MB'`.execute(db),
        ({ db }) => sql`create table public.told (n int)`.execute(db),
        ({ db }) => sql`create schema told create table what (n int)`.execute(db),
        ({ db }) => sql`analyze`.execute(db),
        ({ db }) => sql`alter table provider add column told int`.execute(db),
        ({ db }) => db.destroy(),
      ];
      for (const use of uses) {
        {
          await using one = await testDatabase();
          await use(one);
        }
        await using next = await testDatabase();
        expect(await traces(next)).toEqual(fresh);
      }
    },
  );

  test('what is asked after it was closed is refused, and who listened hears no more', async () => {
    const closed = await testDatabase();
    let heard = 0;
    await listen(closed, 'told', { onNotify: () => heard++, onError: () => {} });
    await closed[Symbol.asyncDispose]();
    await using next = await testDatabase();
    await sql`notify told`.execute(next.db);
    await expect(sql`select 1`.execute(closed.db)).rejects.toThrow(/closed/);
    expect(heard).toBe(0);
  });
});
