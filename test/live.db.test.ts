import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { App } from '#src/app.ts';
import type { Quote } from '#units/quote.ts';
import { startTestApp } from './support/test-app.ts';
import { quote } from './support/quotes.ts';
import { scriptedMarket, type ScriptedMarket } from './support/scripted-market.ts';

type Message = {
  __typename: string;
  cursor: string | null;
  seq?: string;
  missed?: number;
  complete?: boolean;
  offers?: { id: string }[];
  offer?: { id: string; price: { amount: string } };
};

const CHANGES = /* GraphQL */ `
  subscription ($after: String) {
    priceChanges(after: $after) {
      __typename
      cursor
      ... on OfferSnapshot {
        complete
        offers {
          id
        }
      }
      ... on OfferChange {
        seq
        offer {
          id
          price {
            amount
          }
        }
      }
      ... on Lagged {
        missed
      }
    }
  }
`;

async function start(): Promise<AsyncDisposable & { app: App; market: ScriptedMarket }> {
  const market = scriptedMarket();
  const app = await startTestApp({ market: { kind: 'live', providers: [] } }, { markets: [market] });
  return { app, market, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`);

function listing(count: number, round: number): Quote[] {
  return keys(count).map((key, index) => quote({ key, usd: 0.2 + ((round * 7 + index) % 1000) / 10_000 }));
}

/** Follows the changes over a bare WebSocket, so that a test can cut it, pause it and see every byte. */
async function follow(
  url: string,
  after: string | null,
  onMessage: (message: Message) => void,
  query = CHANGES,
): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: never };
    if (type === 'connection_ack') {
      const subscribe = { id: '1', type: 'subscribe', payload: { query, variables: { after } } };
      socket.send(JSON.stringify(subscribe));
    } else if (type === 'next') {
      const { data: result, errors } = payload as unknown as {
        data: { priceChanges: Message } | null;
        errors?: unknown;
      };
      if (!result) throw new Error(JSON.stringify(errors));
      onMessage(result.priceChanges);
    } else if (type === 'error') throw new Error(JSON.stringify(payload));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init' }));
      resolve();
    });
  });
  return socket;
}

test('a socket killed again and again: resuming from the last cursor loses and repeats nothing', async () => {
  await using running = await start();
  const { app, market } = running;
  await market.list(listing(40, 0));
  const seqs: number[] = [];
  let cursor: string | null = null;
  let round = 0;
  const moving = (async () => {
    for (; round < 60; round++) await market.list(listing(40, round + 1));
  })();
  while (round < 60) {
    const had = seqs.length;
    const socket: WebSocket = await follow(app.url, cursor, (message) => {
      if (message.seq !== undefined) seqs.push(Number(message.seq));
      cursor = message.cursor ?? cursor;
    });
    const enough = had + 20 + (had % 37);
    await vi.waitFor(() => expect(seqs.length >= enough || round >= 60).toBe(true), 10_000);
    socket.terminate();
  }
  await moving;
  await market.list(listing(40, 99));
  const { seq: head } = await app.database.db.selectFrom('tape').select('seq').executeTakeFirstOrThrow();
  const last = await follow(app.url, cursor, (message) => {
    if (message.seq !== undefined) seqs.push(Number(message.seq));
  });
  await vi.waitFor(() => expect(seqs.at(-1)).toBe(head), 10_000);
  last.terminate();
  const [first = 0] = seqs;
  expect(first).toBeGreaterThan(1);
  expect(seqs).toEqual(Array.from({ length: head - first + 1 }, (_, index) => first + index));
});

test('a reader that pauses costs bounded memory, then gets a notice and the newest of each offer', async () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  await using running = await start();
  const { app, market } = running;
  const offers = 1000;
  await market.list(listing(offers, 0));
  const messages: Message[] = [];
  // Messages of some 3 KB, so that what the operating system buffers for the reader is soon full.
  const long = CHANGES.replace('offer {', 'offer { gpu { aliases sources { figures source derivation } }');
  const socket = await follow(app.url, null, (message) => messages.push(message), long);
  await vi.waitFor(() => expect(messages.some(({ complete }) => complete)).toBe(true), 5000);
  socket.pause();
  const heapOf = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  await market.list(listing(offers, 1));
  const before = heapOf();
  const rounds = 12;
  for (let round = 2; round < rounds; round++) await market.list(listing(offers, round));
  expect(heapOf() - before).toBeLessThan(16);

  const { seq: head } = await app.database.db.selectFrom('tape').select('seq').executeTakeFirstOrThrow();
  expect(head).toBe(offers * rounds);
  socket.resume();
  await vi.waitFor(() => expect(Number(messages.at(-1)?.seq)).toBe(head), 10_000);
  socket.terminate();
  const seqs = messages.flatMap(({ seq }) => (seq === undefined ? [] : [Number(seq)]));
  const missed = messages.reduce((sum, message) => sum + (message.missed ?? 0), 0);
  expect(missed).toBeGreaterThan(0);
  expect(seqs.length + missed).toBe(offers * (rounds - 1));
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  const newest = new Map(messages.flatMap(({ offer }) => (offer ? [[offer.id, offer.price.amount]] : [])));
  const known = [...newest.values()].map((usd) => Math.round(Number(usd) * 1e6));
  const expected = listing(offers, rounds - 1).map(({ price }): number => price);
  expect(known.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
});

test('the same stream over server-sent events, resumed by cursor', async () => {
  await using running = await start();
  const { app, market } = running;
  await market.list(listing(3, 0));
  const read = async (after: string | null, until: (message: Message) => boolean): Promise<Message[]> => {
    const left = new AbortController();
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: CHANGES, variables: { after } }),
      signal: left.signal,
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const messages: Message[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.+)$/m.exec(event)?.[1];
        if (!data) continue;
        const { data: result } = JSON.parse(data) as { data: { priceChanges: Message } };
        messages.push(result.priceChanges);
      }
      if (messages.some(until)) break;
    }
    left.abort();
    return messages;
  };
  const [snapshot] = await read(null, ({ complete }) => complete === true);
  expect(snapshot).toMatchObject({ __typename: 'OfferSnapshot', offers: [{}, {}, {}] });
  await market.list(listing(3, 1));
  const changes = await read(snapshot?.cursor ?? null, ({ seq }) => seq === '6');
  expect(changes.map(({ seq }) => seq)).toEqual(['4', '5', '6']);
});

test('a cursor that is none is refused with an error that says what to pass', async () => {
  await using running = await start();
  const client = createClient({
    url: `${running.app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazyCloseTimeout: 0,
  });
  const stream = client.iterate({ query: CHANGES, variables: { after: 'nonsense' } });
  const { value } = await stream.next();
  expect(value).toMatchObject({ errors: [{ extensions: { code: 'BAD_CURSOR', argument: 'after' } }] });
  await client.dispose();
});

test('the ticker begins with every price and then tells those that move', async () => {
  await using running = await start();
  const { app, market } = running;
  await market.list([quote({ key: 'a', usd: 0.4 }), quote({ key: 'b', gpuName: 'RTX 5090', usd: 0.8 })]);
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazyCloseTimeout: 0,
  });
  const price = '{ gpu { name } current { amount simulated } }';
  const query = `subscription { ticker { __typename cursor ... on TickerSnapshot { prices ${price} } ... on Tick { price ${price} } } }`;
  const stream = client.iterate({ query });
  const next = async (): Promise<unknown> =>
    ((await stream.next()).value as { data: { ticker: unknown } }).data.ticker;
  expect(await next()).toMatchObject({
    __typename: 'TickerSnapshot',
    prices: [
      { gpu: { name: 'RTX 4090' }, current: { amount: '0.40', simulated: false } },
      { gpu: { name: 'RTX 5090' }, current: { amount: '0.80' } },
    ],
  });
  await market.list([quote({ key: 'a', usd: 0.35 }), quote({ key: 'b', gpuName: 'RTX 5090', usd: 0.8 })]);
  expect(await next()).toMatchObject({
    __typename: 'Tick',
    price: { gpu: { name: 'RTX 4090' }, current: { amount: '0.35' } },
  });
  await client.dispose();
});
