import { randomUUID } from 'node:crypto';
import type { LogEvent } from 'kysely';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openDatabase, type Database, type DatabaseTarget } from '#db/open.ts';
import { PglitePool } from './pglite-pool.ts';

export const engine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'pglite';

/** Made once a worker: the files of these tests share their modules. */
const pool = new PglitePool();
let template: Promise<string> | undefined;

/** A fresh, migrated, empty database on the engine this run is for. */
export async function testDatabase(options: { log?: (event: LogEvent) => void } = {}): Promise<Database> {
  if (engine === 'postgres') {
    template ??= makeTemplate();
    return openDatabase(await createPostgresDatabase(await template), options);
  }
  return pool.take(options.log);
}

type PostgresTarget = Extract<DatabaseTarget, { engine: 'postgres' }>;

/** An empty database, or a copy of another, on the test run's PostgreSQL server, dropped with the server. */
export async function createPostgresDatabase(from = 'template1'): Promise<PostgresTarget> {
  const server = inject('postgresUrl');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name} template ${from}`);
  await client.end();
  return { engine: 'postgres', url: new URL(`/${name}`, server).href };
}

/** The name of a migrated database that nobody is connected to. */
async function makeTemplate(): Promise<string> {
  const target = await createPostgresDatabase();
  await using _ = await openDatabase(target);
  return new URL(target.url).pathname.slice(1);
}
