import { startApp, type App } from '#src/app.ts';
import type { Config } from '#src/config.ts';
import { openLog } from '#src/log.ts';
import { testDatabase } from './database.ts';

type Surroundings = Omit<Parameters<typeof startApp>[1], 'log' | 'database'>;

/** An app in this process on a test's database, a port of its own and without markets, but for what is said otherwise. */
export async function startTestApp(
  changes: Partial<Config> = {},
  surroundings: Surroundings = {},
): Promise<App> {
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    database: { engine: 'pglite', dataDir: undefined },
    market: { kind: 'none' },
    keyless: null,
    origins: { kind: 'local' },
    logLevel: 'error',
    shutdownMs: 2000,
    rawDays: 35,
    agent: null,
    webhookTargets: 'public',
    ...changes,
  };
  const log = openLog({ level: 'error', format: 'lines' });
  return startApp(config, { ...surroundings, log, database: await testDatabase() });
}
