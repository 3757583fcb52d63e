import { Client } from 'pg';
import type { Database } from './open.ts';

/** A lock held for as long as its holder lives. `lost` aborts when it may be somebody else's. */
export type HeldLock = AsyncDisposable & { readonly lost: AbortSignal };

const HEARTBEAT_MS = 2000;

/** An advisory lock on a key of up to 32 bits, as pg_locks shows it. */
const TAKEN = `
  select exists (
    select from pg_locks
    where locktype = 'advisory' and granted and classid = 0 and objid::bigint = $1::bigint and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())) as taken`;

/**
 * Tries once to take a lock that at most one process on this database holds; undefined where another
 * does. On PostgreSQL it is an advisory lock on a connection of its own, which the server frees when
 * the process dies or, by TCP keep-alive, some six seconds after its machine falls silent. A PGlite
 * directory has one process, which always has the lock.
 */
export async function tryLock(database: Database, key: number): Promise<HeldLock | undefined> {
  const { driver } = database;
  const lost = new AbortController();
  if (driver.engine === 'pglite') {
    return { lost: lost.signal, [Symbol.asyncDispose]: async () => lost.abort() };
  }
  // Asked of the pool first, so that an instance that waits for years does not connect anew each second.
  const { rows: locks } = await driver.pool.query<{ taken: boolean }>(TAKEN, [key]);
  if (locks[0]?.taken) return undefined;
  const client = new Client({
    connectionString: driver.url,
    application_name: 'spotgraph leader',
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
  });
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  let heartbeat: NodeJS.Timeout | undefined;
  async function end(): Promise<void> {
    clearInterval(heartbeat);
    lost.abort();
    await client.end().catch(() => {});
  }
  try {
    await client.connect();
    await client.query(
      'set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 2',
    );
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [key]);
    if (!rows[0]?.held) {
      await end();
      return undefined;
    }
  } catch (error) {
    await end();
    throw error;
  }
  heartbeat = setInterval(() => {
    client.query('select 1').catch(() => end());
  }, HEARTBEAT_MS);
  return { lost: lost.signal, [Symbol.asyncDispose]: end };
}
