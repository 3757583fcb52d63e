import { sql } from 'kysely';
import { afterAll } from 'vitest';
import { openDatabase, type Database, type Db } from '#db/open.ts';
import { createPostgresDatabase, engine, testDatabase } from './database.ts';

/**
 * One database for all tests of a file that only read: seeded once, and refusing to be written to from then on, so
 * that no test can see what another did. Called at the top of the file; closed after its last test.
 */
export async function fileDatabase(seed: (db: Db) => Promise<void> = async () => {}): Promise<Db> {
  const database = engine === 'postgres' ? await readOnlyPostgres(seed) : await readOnlyPglite(seed);
  afterAll(() => database[Symbol.asyncDispose]());
  return database.db;
}

async function readOnlyPglite(seed: (db: Db) => Promise<void>): Promise<Database> {
  const database = await testDatabase();
  await seed(database.db);
  await sql`set default_transaction_read_only = on`.execute(database.db);
  return database;
}

async function readOnlyPostgres(seed: (db: Db) => Promise<void>): Promise<Database> {
  const target = await createPostgresDatabase();
  {
    await using database = await openDatabase(target);
    await seed(database.db);
    // Of every connection to come, not of the one that says it.
    await sql`alter database ${sql.id(new URL(target.url).pathname.slice(1))} set default_transaction_read_only = on`.execute(
      database.db,
    );
  }
  return openDatabase(target);
}
