import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  getOperationAST,
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { limitExceeded, publicError, refusal } from '#graph/errors.ts';
import type { Limits } from '#graph/limits.ts';
import type { Log } from '#src/log.ts';
import { addressQuota } from './address-quota.ts';
import { endpointOf } from './endpoint.ts';
import type { Engine, RequestInfo } from './engine.ts';
import { authorizationIn, watchIdentity, type Identify, type Identity } from './identity.ts';
import { allowsOrigin, type OriginPolicy } from './origins.ts';
import { errorBody } from './send.ts';

export type SocketOptions = {
  readonly engine: Engine;
  readonly origins: OriginPolicy;
  readonly limits: Limits;
  readonly log: Log;
  /** How often a peer is asked for a sign of life; one that gives none until the next time is dropped. */
  readonly keepAliveMs: number;
  readonly identify: Identify;
};

/** The WebSocket side: takes upgrades to /graphql, and speaks graphql-transport-ws. */
export type Sockets = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly open: ReadonlySet<WebSocket>;
};

/** Bytes waiting for a peer above which nothing more is read from it, so that it cannot make us hold more. */
const WAITING_BYTES = 1_048_576;

type Peer = {
  readonly request: IncomingMessage;
  readonly acknowledged: () => void;
  /** Ends the connection: its key is not taken, or no more. */
  readonly refuse: (why: string) => void;
  /** Who is connected, once that is verified; nothing else of what was sent is kept. */
  unwatch?: () => void;
  identity: Extract<Identity, { owner: unknown }>;
};

/** Makes the WebSocket side. Of a connection_init's payload nothing but the verified identity is kept. */
export function createSockets(options: SocketOptions): Sockets {
  const { limits, log, origins, keepAliveMs } = options;
  const pending = addressQuota(limits.pendingSockets);
  const protocol = createProtocol(options);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });

  const accept = (socket: WebSocket, request: IncomingMessage, acknowledged: () => void): void => {
    const life = watchLife(socket, keepAliveMs);
    const refuse = (why: string) => socket.close(CloseCode.Forbidden, reasonOf(why));
    const peer: Peer = { request, acknowledged, refuse, identity: { owner: null } };
    const closed = protocol.opened(adapt(socket, log), peer);
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    socket.once('close', (code, reason) => {
      life.end();
      peer.unwatch?.();
      acknowledged();
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ err: error }, 'a socket ended badly'),
      );
    });
  };

  return {
    open: server.clients,
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const { pathname } = URL.parse(request.url ?? '/', 'http://localhost') ?? { pathname: '' };
      if (pathname !== '/graphql') return refuse(socket, 'NOT_FOUND');
      const { origin, host } = request.headers;
      if (origin !== undefined && !allowsOrigin(origins, origin, host)) {
        return refuse(socket, 'FORBIDDEN_ORIGIN');
      }
      const release = pending.take(request.socket.remoteAddress);
      if (!release) return refuse(socket, 'LIMIT_EXCEEDED');
      // A refused handshake ends its socket, which gives the place back.
      socket.once('close', release);
      server.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, request, release));
    },
  };
}

const REFUSALS = {
  FORBIDDEN_ORIGIN: { status: '403 Forbidden', message: 'This page is not on the list of allowed origins.' },
  NOT_FOUND: { status: '404 Not Found', message: 'Subscriptions are at /graphql.' },
  LIMIT_EXCEEDED: {
    status: '429 Too Many Requests',
    message: 'Too many sockets of this address wait for their connection_init. Send it, then open more.',
  },
} as const;

/** Answers an upgrade with an HTTP error, and ends the connection. */
function refuse(socket: Duplex, code: keyof typeof REFUSALS): void {
  const { status, message } = REFUSALS[code];
  const body = JSON.stringify(errorBody(code, message));
  const retry = code === 'LIMIT_EXCEEDED' ? ['Retry-After: 3'] : [];
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...retry,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** What graphql-ws needs of a socket. Reading stops while a peer does not take what is waiting for it. */
function adapt(socket: WebSocket, log: Log) {
  return {
    protocol: socket.protocol,
    send: (data: string) =>
      new Promise<void>((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(data, () => {
          if (socket.isPaused && socket.bufferedAmount < WAITING_BYTES) socket.resume();
          // A send that failed is a socket about to close, which ends its operations.
          resolve();
        });
        if (socket.bufferedAmount > WAITING_BYTES) socket.pause();
      }),
    close: (code: number, reason: string) => socket.close(code, reason),
    onMessage: (handle: (data: string) => Promise<void>) => {
      socket.on('message', (data: Buffer) => {
        handle(data.toString()).catch((error: unknown) => {
          log.error({ err: error }, 'a message was not handled');
          socket.close(CloseCode.InternalServerError, 'Internal server error');
        });
      });
    },
  };
}

/** Pings, and drops a peer that was silent since the last ping: it is gone, or does not read. */
function watchLife(socket: WebSocket, everyMs: number) {
  let isAlive = true;
  const sign = () => {
    isAlive = true;
  };
  socket.on('pong', sign);
  socket.on('message', sign);
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  return { end: () => clearInterval(timer) };
}

type Running = Pick<ReturnType<Engine['getEnveloped']>, 'execute' | 'subscribe'>;

function createProtocol({ engine, limits, log, identify, keepAliveMs }: SocketOptions) {
  const report = (error: unknown, errorId: string) =>
    log.error({ err: error, errorId }, 'an operation failed');
  /** By context: the engine's functions that this context was made for. */
  const running = new WeakMap<object, Running>();

  const formatted = (errors: readonly unknown[]): GraphQLFormattedError[] =>
    errors.map((error) => withoutInternals(publicError(error, report)));

  /** What is thrown becomes a result with errors: thrown on, it would close the socket. */
  const run = async (how: keyof Running, args: ExecutionArgs) => {
    try {
      return await running.get(args.contextValue as object)?.[how](args);
    } catch (error) {
      return { errors: [publicError(error, report)] };
    }
  };

  return makeServer<Record<string, unknown>, Peer>({
    connectionInitWaitTimeout: limits.socketInitSeconds * 1000,
    async onConnect(connection) {
      const { extra: peer, connectionParams } = connection;
      delete (connection as { connectionParams?: unknown }).connectionParams;
      const { headers } = peer.request;
      const authorization = authorizationIn(connectionParams) ?? headers.authorization;
      const identity = await identify({ headers, authorization });
      peer.acknowledged();
      if ('refusal' in identity) {
        peer.refuse(identity.refusal);
        return false;
      }
      peer.identity = identity;
      peer.unwatch = watchIdentity(identity.isStillGood, keepAliveMs, () => peer.refuse(NO_MORE));
      return true;
    },
    async onSubscribe(connection, _id, { query, variables, operationName }) {
      const { owner, isStillGood } = connection.extra.identity;
      if (isStillGood && !(await isStillGood())) {
        connection.extra.refuse(NO_MORE);
        return [refusal('UNAUTHENTICATED', NO_MORE)];
      }
      const found = Object.keys(connection.subscriptions).length;
      if (found > limits.socketOperations) return [tooMany(limits.socketOperations, found)];
      const info: RequestInfo = {
        requestId: crypto.randomUUID(),
        address: connection.extra.request.socket.remoteAddress,
        owner,
        endpoint: endpointOf(connection.extra.request),
      };
      const { parse, validate, contextFactory, schema, execute, subscribe } = engine.getEnveloped(info);
      try {
        const document: DocumentNode = parse(query);
        const faults: readonly GraphQLError[] = validate(schema, document);
        if (faults.length > 0) return faults;
        if (!getOperationAST(document, operationName)) return [unresolved()];
        const contextValue: object = await contextFactory();
        running.set(contextValue, { execute, subscribe });
        return {
          schema,
          document,
          contextValue,
          variableValues: variables ?? {},
          operationName: operationName ?? null,
        };
      } catch (error) {
        return [publicError(error, report)];
      }
    },
    execute: (args) => run('execute', args),
    subscribe: (args) => run('subscribe', args),
    onNext: (_connection, _id, _payload, _args, { errors, ...result }) => ({
      ...(result as FormattedExecutionResult),
      ...(errors ? { errors: formatted(errors) } : {}),
    }),
    onError: (_connection, _id, _payload, errors) => formatted(errors),
  });
}

const NO_MORE = 'Your key has expired or was revoked since you connected.';

/** A close frame holds 123 bytes of reason. */
function reasonOf(why: string): string {
  return `UNAUTHENTICATED: ${why}`.slice(0, 120);
}

function unresolved(): GraphQLError {
  const message = 'Choose one of the operations in the document by its name in `operationName`.';
  return refusal('OPERATION_RESOLUTION_FAILURE', message);
}

function tooMany(max: number, found: number): GraphQLError {
  const what = 'Operations running on this socket';
  const advice = 'Complete one first, or open another socket.';
  return limitExceeded({ limit: 'socketOperations', max, found, what, advice });
}

/** `http` and `unexpected` speak to the HTTP side alone. */
function withoutInternals(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...rest } = error.toJSON();
  const { http: _http, unexpected: _unexpected, ...shown } = extensions ?? {};
  return { ...rest, extensions: shown };
}
