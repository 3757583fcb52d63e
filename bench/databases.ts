import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DatabaseTarget } from '#db/open.ts';
import type { Engine, Engines } from './comparison.ts';

/** A new, empty database on an engine. */
export async function newDatabase(engine: Engine, { postgresUrl }: Engines): Promise<DatabaseTarget> {
  if (engine === 'pglite') return { engine, dataDir: undefined };
  if (postgresUrl === undefined) throw new Error('no PostgreSQL server was started');
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return { engine, url: new URL(`/${name}`, postgresUrl).href };
}
