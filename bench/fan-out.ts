import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { compare, middle, type Comparison, type Engine, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';
import { changingMarket, startHeldMarket, type HeldMarket } from './held-market.ts';
import { startProcess, type BenchProcess } from './process.ts';

export type FanOutOptions = {
  readonly engines: Engines;
  readonly subscribers: number;
  /** Offers that change in one poll. */
  readonly changes: number;
  readonly rounds: number;
};

/** Messages a second to many subscribers of every change, against a bare broadcast of the same bytes. */
export async function fanOut(options: FanOutOptions): Promise<Comparison[]> {
  const { engines, subscribers, changes, rounds } = options;
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using stack = new AsyncDisposableStack();
    const market = stack.use(await startHeldMarket());
    const database = await newDatabase(engine, engines);
    const app = stack.use(await startProcess('app', { database, marketUrl: market.url, cadenceMs: 1 }));
    const quotes = changingMarket(changes, changes);
    await market.polled();
    market.answer(quotes.answer());
    await market.polled();
    const ours = stack.use(await openAudience(subscribers, () => subscribe(app.url)));
    const bare = stack.use(await startProcess('bare-broadcast', {}));
    const theirs = stack.use(await openAudience(subscribers, () => open(bare.url)));

    const viaApp = () => broadcastByPoll({ app, market, audience: ours, body: quotes.answer(), changes });
    await viaApp();
    const messages = ours.last(changes);
    const viaBare = () => broadcast(bare, theirs, messages);
    await viaBare();
    const measured: { ours: Sent; theirs: Sent }[] = [];
    for (let round = 0; round < rounds; round++)
      measured.push({ ours: await viaApp(), theirs: await viaBare() });
    const bytes = messages.reduce((sum, message) => sum + message.length, 0) / messages.length;
    comparisons.push(...comparisonsOf({ engine, subscribers, changes, bytes }, measured));
  }
  return comparisons;
}

type Case = {
  readonly engine: Engine;
  readonly subscribers: number;
  readonly changes: number;
  readonly bytes: number;
};

function comparisonsOf(
  { engine, subscribers, changes, bytes }: Case,
  measured: readonly { ours: Sent; theirs: Sent }[],
): Comparison[] {
  const rounds = (of: (sent: Sent) => number): Round[] =>
    measured.map(({ ours, theirs }) => ({ figure: of(ours), baseline: of(theirs) }));
  const baselineName = 'bare ws server that sends the same bytes to as many sockets';
  const details = { 'bytes/message': bytes };
  return [
    compare(
      {
        name: `fan-out to ${subscribers} subscribers`,
        engine,
        unit: 'messages/s',
        measured: `${changes} changes of one poll to ${subscribers} sockets, from the market's answer to the last message`,
        baselineName,
        meaning: 'share of the messages a second of a bare broadcast; 1 would be as many',
        details,
      },
      rounds(({ perSecond }) => perSecond),
    ),
    compare(
      {
        name: `fan-out to ${subscribers} subscribers, CPU`,
        engine,
        unit: 'µs/message',
        measured:
          engine === 'pglite'
            ? "the server's CPU time for each message, poll and database included"
            : "the server's CPU time for each message, poll included, without PostgreSQL's own processes",
        baselineName,
        meaning: 'times the CPU of a bare broadcast for each message; 1 would be as little',
        details: {
          'added µs': middle(measured.map((at) => at.ours.cpuMicrosEach - at.theirs.cpuMicrosEach)),
        },
      },
      rounds(({ cpuMicrosEach }) => cpuMicrosEach),
    ),
  ];
}

type Sent = { readonly perSecond: number; readonly cpuMicrosEach: number };

async function broadcastByPoll(by: {
  readonly app: BenchProcess;
  readonly market: HeldMarket;
  readonly audience: Audience;
  readonly body: Buffer;
  readonly changes: number;
}): Promise<Sent> {
  await by.market.polled();
  return send(by.app, by.audience, by.changes, () => void by.market.answer(by.body));
}

async function broadcast(
  server: BenchProcess,
  audience: Audience,
  messages: readonly Buffer[],
): Promise<Sent> {
  let asked: Promise<unknown> | undefined;
  const sent = await send(server, audience, messages.length, () => {
    asked = server.ask('broadcast', messages);
  });
  await asked;
  return sent;
}

async function send(
  server: BenchProcess,
  audience: Audience,
  changes: number,
  start: () => void,
): Promise<Sent> {
  await sleep(50);
  const before = await server.cpuMicros();
  const heard = audience.hear(changes);
  const startedAt = performance.now();
  start();
  await heard;
  const seconds = (performance.now() - startedAt) / 1000;
  const count = changes * audience.size;
  return { perSecond: count / seconds, cpuMicrosEach: ((await server.cpuMicros()) - before) / count };
}

/** Sockets that count what they are sent. */
type Audience = Disposable & {
  readonly size: number;
  /** Resolves once each socket has had this many messages more. */
  hear(count: number): Promise<void>;
  /** The last messages that the first socket had. */
  last(count: number): readonly Buffer[];
};

async function openAudience(size: number, join: () => Promise<WebSocket>): Promise<Audience> {
  let left = 0;
  let done: (() => void) | undefined;
  const kept: Buffer[] = [];
  const sockets: WebSocket[] = [];
  while (sockets.length < size) {
    const socket = await join();
    const first = sockets.length === 0;
    socket.on('message', (data: Buffer) => {
      if (first) kept.push(data);
      if (--left === 0) done?.();
    });
    sockets.push(socket);
  }
  return {
    size,
    hear(count) {
      left = count * size;
      return new Promise((resolve) => (done = resolve));
    },
    last: (count) => kept.slice(-count),
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

async function open(url: string, protocol?: string): Promise<WebSocket> {
  const socket = new WebSocket(url, protocol, { perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
}

/** Opens a socket that follows every change, and has had the snapshot. */
async function subscribe(url: string): Promise<WebSocket> {
  const query = await readFile(
    new URL('../schema/operations/price-changes.graphql', import.meta.url),
    'utf8',
  );
  const socket = await open(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  const complete = new Promise<void>((resolve, reject) => {
    socket.on('message', function listen(data: Buffer) {
      const text = data.toString();
      if (text.includes('"type":"error"')) reject(new Error(`the subscription failed: ${text}`));
      if (!text.includes('"complete":true')) return;
      socket.off('message', listen);
      resolve();
    });
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { filter: {} } } }));
  await complete;
  return socket;
}
