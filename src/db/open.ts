import { PGlite, types as pgliteTypes } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, type LogEvent } from 'kysely';
import { Pool, types as pgTypes } from 'pg';
import { connectionFault } from './connection-fault.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { makeDataDir } from './data-dir.ts';
import { migrate } from './migrate.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import type { DB } from './tables.ts';

/** A handle for statements: the pool, or a transaction. Store functions take it first. */
export type Db = Kysely<DB>;

export type DatabaseTarget =
  | { readonly engine: 'postgres'; readonly url: string; readonly maxConnections?: number }
  /** `dataDir` undefined keeps everything in memory. */
  | { readonly engine: 'pglite'; readonly dataDir: string | undefined };

export type OpenOptions = {
  /** Sees every statement after it ran; tests record them. */
  readonly log?: (event: LogEvent) => void;
  /** A PGlite data directory to start from, as `dumpDataDir` gives it. */
  readonly loadDataDir?: Blob;
};

/** An open database. Disposing it closes every connection it made. */
export type Database = AsyncDisposable & {
  readonly db: Db;
  /** The driver underneath, for what Kysely does not reach: LISTEN, session locks, COPY. */
  readonly driver:
    | { readonly engine: 'postgres'; readonly url: string; readonly pool: Pool }
    | { readonly engine: 'pglite'; readonly pglite: PGlite };
};

/** PostgreSQL type ids whose JavaScript form must be the same on both engines. */
const INT8 = 20;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

const parsers: Record<number, (text: string) => unknown> = {
  [INT8]: (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`bigint beyond 2^53 from the database: ${text}`);
    return value;
  },
  [NUMERIC]: Number,
  [TIMESTAMPTZ]: parseTimestamp,
};

const OLDEST_POSTGRES = 140_000;

/**
 * Opens the database and brings its tables up to date.
 * Throws with what to do where the server is too old, unreachable, or the directory is in use.
 */
export async function openDatabase(target: DatabaseTarget, options: OpenOptions = {}): Promise<Database> {
  return target.engine === 'postgres' ? openPostgres(target, options) : openPglite(target, options);
}

async function openPostgres(
  target: Extract<DatabaseTarget, { engine: 'postgres' }>,
  { log }: OpenOptions,
): Promise<Database> {
  const pool = new Pool({
    connectionString: target.url,
    max: target.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    application_name: 'spotgraph',
    types: {
      getTypeParser: (oid) => parsers[oid] ?? pgTypes.getTypeParser(oid),
    },
  });
  // An idle connection that dies is replaced on next use; without a listener it would end the process.
  pool.on('error', () => {});
  // While a connection is lent out the pool does not listen to it: its statement fails, which is enough.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }), ...(log ? { log } : {}) });
  try {
    const { rows } = await pool.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    const version = rows[0]?.version ?? 0;
    if (version < OLDEST_POSTGRES) {
      throw new Error(`PostgreSQL 14 or newer is needed; this server is ${Math.floor(version / 10_000)}`);
    }
    await migrate(db);
  } catch (error) {
    await db.destroy();
    const fault = connectionFault(error, target.url);
    throw fault === undefined ? error : new Error(fault, { cause: error });
  }
  return {
    db,
    driver: { engine: 'postgres', url: target.url, pool },
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}

async function openPglite(
  target: Extract<DatabaseTarget, { engine: 'pglite' }>,
  { log, loadDataDir }: OpenOptions,
): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  if (target.dataDir !== undefined) {
    await makeDataDir(target.dataDir);
    stack.use(await lockDataDir(target.dataDir));
  }
  const pglite = await PGlite.create({
    ...(target.dataDir === undefined ? {} : { dataDir: target.dataDir }),
    ...(loadDataDir ? { loadDataDir } : {}),
    parsers: { ...pgliteTypes.parsers, ...parsers },
  });
  const db = new Kysely<DB>({ dialect: new PGliteDialect({ pglite }), ...(log ? { log } : {}) });
  stack.defer(async () => {
    await db.destroy();
    if (!pglite.closed) await pglite.close();
  });
  await migrate(db);
  const owned = stack.move();
  return {
    db,
    driver: { engine: 'pglite', pglite },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
