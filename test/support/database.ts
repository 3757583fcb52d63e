import { randomUUID } from 'node:crypto';
import type { LogEvent } from 'kysely';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openDatabase, type Database, type DatabaseTarget } from '#db/open.ts';

export const engine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'pglite';

let migrated: Promise<Blob> | undefined;

/** A fresh, migrated, empty database on the engine this run is for. */
export async function testDatabase(options: { log?: (event: LogEvent) => void } = {}): Promise<Database> {
  if (engine === 'postgres') {
    const target = await createPostgresDatabase();
    return openDatabase(target, options);
  }
  migrated ??= dumpMigrated();
  return openDatabase({ engine: 'pglite', dataDir: undefined }, { ...options, loadDataDir: await migrated });
}

/** An empty database on the test run's PostgreSQL server, dropped with the server. */
export async function createPostgresDatabase(): Promise<Extract<DatabaseTarget, { engine: 'postgres' }>> {
  const server = inject('postgresUrl');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return { engine: 'postgres', url: new URL(`/${name}`, server).href };
}

async function dumpMigrated(): Promise<Blob> {
  await using database = await openDatabase({ engine: 'pglite', dataDir: undefined });
  if (database.driver.engine !== 'pglite') throw new Error('unreachable');
  return database.driver.pglite.dumpDataDir('none');
}
