import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, type ClientOptions } from 'ws';

export type Message = {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
};

/** A client that speaks graphql-transport-ws by hand, so that it may speak it wrongly. */
export type TestSocket = Disposable & {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  send(message: unknown): void;
  subscribe(id: string, query: string, variables?: object): void;
  /** The first message, past or to come, that fits. Rejects after five seconds. */
  next(fits: (message: Message) => boolean): Promise<Message>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
};

/** Connects to a server's /graphql, and waits until it is open. Rejects with the HTTP status where refused. */
export async function connect(url: string, options: ClientOptions = {}): Promise<TestSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
  const messages: Message[] = [];
  socket.on('message', (data: Buffer) => void messages.push(JSON.parse(data.toString()) as Message));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) =>
      reject(new Error(`HTTP ${response.statusCode}`)),
    );
    socket.on('error', reject);
  });
  const send = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return {
    socket,
    messages,
    closed,
    send,
    subscribe(id, query, variables) {
      send({ id, type: 'subscribe', payload: { query, ...(variables ? { variables } : {}) } });
    },
    async next(fits) {
      for (let waitedMs = 0; waitedMs < 5000; waitedMs += 5) {
        const found = messages.find(fits);
        if (found) return found;
        await sleep(5);
      }
      throw new Error(`no such message among ${JSON.stringify(messages).slice(0, 500)}`);
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** Connects and is acknowledged. */
export async function connectReady(url: string, options: ClientOptions = {}): Promise<TestSocket> {
  const client = await connect(url, options);
  client.send({ type: 'connection_init' });
  await client.next(({ type }) => type === 'connection_ack');
  return client;
}
