import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import type { WebSocket } from 'ws';
import { LIMITS, type Limits } from '#graph/limits.ts';
import type { Log } from '#src/log.ts';
import { createEngine, type ContextFactory } from './engine.ts';
import { createExplorer, type Operation } from './explorer.ts';
import { createHttp, type Readiness } from './http.ts';
import { NOBODY, type Identify } from './identity.ts';
import type { OriginPolicy } from './origins.ts';
import { createSockets } from './socket.ts';

export type ServerOptions = {
  readonly schema: GraphQLSchema;
  /** Makes the context of an operation. Where it rejects, the caller sees INTERNAL, and the log why. */
  readonly context: ContextFactory;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly origins: OriginPolicy;
  /** How long ending may take before what is still open is cut. */
  readonly shutdownMs: number;
  readonly log: Log;
  /** Asked for each /health/ready; while the server drains the answer is no without asking. */
  readonly ready: () => Readiness | Promise<Readiness>;
  /** The explorer's tabs. */
  readonly operations?: readonly Operation[];
  readonly limits?: Partial<Limits>;
  readonly keepAliveMs?: number;
  /** Tells who asks; unless given nobody is known. */
  readonly identify?: Identify;
};

/**
 * A server that listens. Disposing it drains: it is not ready, takes no new connections, closes its sockets
 * with 1001 spread over time, and lets requests under way finish, within `shutdownMs`.
 */
export type Server = AsyncDisposable & { readonly url: string; readonly port: number };

/** How often a peer is asked for a sign of life, and a key that lives on in a stream is looked at again. */
const KEEP_ALIVE_MS = 12_000;

/** Closing everything at once would bring every client back at once. */
const CLOSE_EVERY_MS = 5;

/** Starts serving. Rejects with a message for people where the port is taken or the address is not ours. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const { log, origins, schema, context } = options;
  let isDraining = false;
  const ready = (): Readiness | Promise<Readiness> =>
    isDraining ? { ready: false, checks: { server: 'shutting down' } } : options.ready();

  const engine = createEngine({ schema, context, limits, log });
  const explorer = createExplorer(options.operations ?? []);
  const { keepAliveMs = KEEP_ALIVE_MS, identify = NOBODY } = options;
  const shared = { engine, origins, limits, log, identify, keepAliveMs };
  const http = createHttp({ ...shared, schema, explorer, ready });
  const sockets = createSockets(shared);

  const server = createServer({
    headersTimeout: limits.headerSeconds * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    connectionsCheckingInterval: 500,
    maxHeaderSize: 16_384,
    // Clients that offer HTTP/2 by an upgrade are answered in HTTP/1.1, as they expect where it is not taken.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.on('request', (request, response) => {
    if (isDraining) response.setHeader('Connection', 'close');
    response.once('close', () => isDraining && setImmediate(() => server.closeIdleConnections()));
    void http.handle(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    if (isDraining) socket.destroy();
    else sockets.upgrade(request, socket, head);
  });
  await listen(server, options);
  // A connection that cannot be accepted, for want of file descriptors say, must not end the process.
  server.on('error', (error) => log.error({ err: error }, 'a connection could not be accepted'));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    async [Symbol.asyncDispose]() {
      if (isDraining) return;
      isDraining = true;
      await drain(server, { sockets: sockets.open, eventStreams: http.eventStreams }, options.shutdownMs);
      await engine.dispose();
    },
  };
}

async function listen(server: HttpServer, { host, port }: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    reject(new Error(listenFault(error, host, port), { cause: error }));
  });
  server.listen(port, host, resolve);
  await promise;
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    return `${where} is in use by another program: end it, or set PORT to another port (0 takes any free one).`;
  }
  if (error.code === 'EACCES') return `${where} may not be used by this user: set PORT to 1024 or above.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `${host} is no address of this machine: set HOST to one, or to 127.0.0.1 or 0.0.0.0.`;
  }
  return `${where} cannot be listened on: ${error.code ?? error.message}.`;
}

type OpenEnds = {
  readonly sockets: ReadonlySet<WebSocket>;
  readonly eventStreams: ReadonlySet<ServerResponse>;
};

async function drain(server: HttpServer, open: OpenEnds, withinMs: number): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  // Resolves once no connection is left; it refuses new ones at once.
  server.close(() => resolve());
  const cut = setTimeout(() => {
    for (const socket of open.sockets) socket.terminate();
    server.closeAllConnections();
  }, withinMs);
  const ends = [
    ...[...open.sockets].map((socket) => () => socket.close(1001, 'Going away')),
    // A stream that were completed would not be opened again by its reader; a broken one is.
    ...[...open.eventStreams].map((response) => () => response.destroy()),
  ];
  const pauseMs = Math.min(CLOSE_EVERY_MS, withinMs / 2 / Math.max(ends.length, 1));
  for (const [index, end] of ends.entries()) {
    end();
    if (index < ends.length - 1) await sleep(pauseMs);
  }
  await Promise.all([closed, allClosed(open.sockets)]);
  clearTimeout(cut);
}

async function allClosed(sockets: ReadonlySet<WebSocket>): Promise<void> {
  while (sockets.size > 0) await sleep(10);
}
