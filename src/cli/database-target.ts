import { resolve } from 'node:path';
import type { DatabaseTarget } from '#db/open.ts';
import { UsageError, type Terminal } from './command.ts';

/** The database the settings name, for a command whose work must outlive it. */
export function databaseTarget(env: Terminal['env']): DatabaseTarget {
  const url = env['DATABASE_URL']?.trim();
  const dataDir = env['DATA_DIR']?.trim() || './data';
  if (url) {
    if (env['DATA_DIR']?.trim()) {
      throw new UsageError('DATABASE_URL and DATA_DIR name two databases: leave one out.');
    }
    if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new UsageError('DATABASE_URL must be like postgres://user:password@host:5432/database.');
    }
    return { engine: 'postgres', url, maxConnections: 2 };
  }
  if (dataDir === 'memory') {
    throw new UsageError(
      'DATA_DIR=memory keeps nothing once the command ends. Name a folder, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  return { engine: 'pglite', dataDir };
}

/** How messages call a database; without its password. */
export function databaseName(target: DatabaseTarget): string {
  if (target.engine === 'pglite') return target.dataDir === undefined ? 'memory' : resolve(target.dataDir);
  const url = URL.parse(target.url);
  return url ? `${url.host}${url.pathname}` : 'the server of DATABASE_URL';
}

export const DATABASE_HELP = `Settings (environment):
  DATA_DIR       folder of the database, by default ./data; the server must not be running on it
  DATABASE_URL   a PostgreSQL server instead, which may serve the API meanwhile`;
