import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { fileDatabase } from './file-database.ts';

const db = await fileDatabase(async (db) => {
  await sql`update tape set seq = 7`.execute(db);
});

test('it is seeded, and nothing writes to it after', async () => {
  expect((await sql<{ seq: number }>`select seq from tape`.execute(db)).rows).toEqual([{ seq: 7 }]);
  await expect(sql`update tape set seq = 8`.execute(db)).rejects.toThrow(/read-only transaction/);
});
