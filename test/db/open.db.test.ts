import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { migrate } from '#db/migrate.ts';
import { engine, testDatabase } from '../support/database.ts';

test('every column type has the same JavaScript form on both engines', async () => {
  await using database = await testDatabase();
  const { rows } = await sql`
    select 7::int2 as int2, 7::int4 as int4, 9007199254740991::int8 as int8, 0.25::float8 as float8,
      12.5::numeric as numeric, true as bool, 'ü'::text as text, array['a', 'b'] as text_array,
      '{"a": [1, null]}'::jsonb as jsonb, null::int8 as nothing,
      '2026-01-31T12:00:00.123Z'::timestamptz as timestamptz, '2026-07-31 12:00:00+05:30'::timestamptz as offset,
      (select count(*) from tape) as count, (select avg(seq) from tape) as avg`.execute(database.db);
  expect(rows).toEqual([
    {
      int2: 7,
      int4: 7,
      int8: 9007199254740991,
      float8: 0.25,
      numeric: 12.5,
      bool: true,
      text: 'ü',
      text_array: ['a', 'b'],
      jsonb: { a: [1, null] },
      nothing: null,
      timestamptz: Date.parse('2026-01-31T12:00:00.123Z'),
      offset: Date.parse('2026-07-31T06:30:00Z'),
      count: 1,
      avg: 0,
    },
  ]);
});

test('a bigint that JavaScript cannot hold is refused, not rounded', async () => {
  await using database = await testDatabase();
  await expect(sql`select 9007199254740993::int8 as big`.execute(database.db)).rejects.toThrow('beyond 2^53');
});

test('migrating again, also twice at once, changes nothing', async () => {
  await using database = await testDatabase();
  await Promise.all([migrate(database.db), migrate(database.db)]);
  const { rows } = await sql`select count(*) as tapes from tape`.execute(database.db);
  expect(rows).toEqual([{ tapes: 1 }]);
});

test.skipIf(engine === 'pglite')(
  'a connection that the server ends costs its statement, not the process',
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    const sleeping = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await sql`select pg_sleep(20)`.execute(trx);
    });
    const outcome = sleeping.then(
      () => 'slept',
      () => 'failed',
    );
    const end = sql<{ ended: number }>`
    select count(pg_terminate_backend(pid)) as ended from pg_stat_activity
    where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()`;
    await vi.waitFor(async () => expect((await end.execute(db)).rows).toEqual([{ ended: 1 }]));
    expect(await outcome).toBe('failed');
    const { rows } = await sql`select 7 as seven`.execute(db);
    expect(rows).toEqual([{ seven: 7 }]);
  },
);
