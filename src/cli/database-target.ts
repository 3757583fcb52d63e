import { resolve } from 'node:path';
import { serverName } from '#db/connection-fault.ts';
import type { DatabaseTarget } from '#db/open.ts';
import { SETTINGS } from '#src/settings.ts';
import { UsageError, type Terminal } from './command.ts';

/** The database the server's own settings name, for a command whose work must outlive it. */
export function databaseTarget(env: Terminal['env']): DatabaseTarget {
  const url = env['DATABASE_URL']?.trim();
  if (url) {
    const parsed = SETTINGS.DATABASE_URL.parse(url);
    if ('fault' in parsed) throw new UsageError(`DATABASE_URL ${parsed.fault}`);
    return parsed.value;
  }
  const dataDir = env['DATA_DIR']?.trim() || SETTINGS.DATA_DIR.default;
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
  return serverName(target.url);
}

export const DATABASE_HELP = `Settings (environment):
  DATA_DIR       folder of the database, by default ./data; the server must not be running on it
  DATABASE_URL   a PostgreSQL server instead, which may serve the API meanwhile`;
