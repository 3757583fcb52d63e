import { Client } from 'pg';
import type { Database } from './open.ts';

const RECONNECT_MS = 1000;

export type ListenOptions = {
  readonly onNotify: () => void;
  /** Told when the connection is lost, which is mended here. */
  readonly onError: (error: unknown) => void;
};

/**
 * Calls `onNotify` whenever a transaction that notified `channel` commits, and once after each
 * reconnection, because bells may have been missed meanwhile. Bells carry nothing and may be lost.
 */
export async function listen(
  database: Database,
  channel: string,
  options: ListenOptions,
): Promise<AsyncDisposable> {
  const { driver } = database;
  if (driver.engine === 'pglite') {
    const stop = await driver.pglite.listen(channel, options.onNotify);
    return { [Symbol.asyncDispose]: () => stop() };
  }
  return listenOnPostgres(driver.url, channel, options);
}

async function listenOnPostgres(
  url: string,
  channel: string,
  { onNotify, onError }: ListenOptions,
): Promise<AsyncDisposable> {
  let ended = false;
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new Client({ connectionString: url, application_name: 'spotgraph bell', keepAlive: true });
    next.on('error', (error) => {
      onError(error);
      lost(next);
    });
    next.on('end', () => lost(next));
    next.on('notification', onNotify);
    client = next;
    await next.connect();
    await next.query(`listen ${next.escapeIdentifier(channel)}`);
    onNotify();
  }

  function lost(which: Client): void {
    if (ended || which !== client) return;
    client = undefined;
    which.end().catch(() => {});
    retry = setTimeout(() => {
      connect().catch((error: unknown) => {
        onError(error);
        if (client) lost(client);
      });
    }, RECONNECT_MS);
  }

  async function end(): Promise<void> {
    ended = true;
    clearTimeout(retry);
    await client?.end();
  }

  try {
    await connect();
  } catch (error) {
    await end().catch(() => {});
    throw error;
  }
  return { [Symbol.asyncDispose]: end };
}
