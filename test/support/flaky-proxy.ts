import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server of this machine, and breaks what goes through it. */
export type FlakyProxy = AsyncDisposable & {
  readonly port: number;
  /** How many connections it has broken. */
  readonly broken: number;
  /** Breaks every connection there is, without a word. */
  cut(): void;
  /** Breaks every connection and takes none, until `up`. */
  down(): void;
  up(): void;
};

/** Starts one before a port of 127.0.0.1; `target` may change, as when a server is started anew elsewhere. */
export async function flakyProxy(target: () => number): Promise<FlakyProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isDown = false;
  let broken = 0;
  const server = createServer((client) => {
    if (isDown) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(target(), '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed() as [Socket, Socket]] as const) {
      from.setNoDelay(true);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const [client, upstream] of pairs) {
      broken++;
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get broken() {
      return broken;
    },
    cut,
    down() {
      isDown = true;
      cut();
    },
    up() {
      isDown = false;
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
