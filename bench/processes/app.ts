import type { DatabaseTarget } from '#db/open.ts';
import { createVastai } from '#providers/vastai.ts';
import { startApp } from '#src/app.ts';
import { openLog } from '#src/log.ts';
import { given, serveParent } from './child.ts';

export type AppSettings = {
  readonly database: DatabaseTarget;
  readonly marketUrl: string;
  readonly cadenceMs: number;
};

/** The whole of spotgraph, polling one market, or none where its URL is empty. */
const { database, marketUrl, cadenceMs } = given() as AppSettings;
const app = await startApp(
  {
    host: '127.0.0.1',
    port: 0,
    database,
    market: { kind: 'none' },
    keyless: null,
    origins: { kind: 'local' },
    logLevel: 'warn',
    shutdownMs: 1000,
    rawDays: 35,
    agent: null,
    webhookTargets: 'public',
  },
  {
    log: openLog({ level: 'warn', format: 'text', write: (line) => process.stderr.write(line) }),
    markets: marketUrl === '' ? [] : [createVastai({ baseUrl: marketUrl, cadenceMs })],
  },
);
serveParent(app.url, {}, async () => app[Symbol.asyncDispose]());
