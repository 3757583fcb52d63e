import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { compare, middle, type Comparison, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';
import { changingMarket, startHeldMarket, type ChangingMarket, type HeldMarket } from './held-market.ts';
import { startProcess, type BenchProcess } from './process.ts';

export type PollToSocketOptions = {
  readonly engines: Engines;
  /** Sizes of the market. */
  readonly offers: readonly number[];
  readonly rounds: number;
  /** Polls of each side in a round; a round's figure is their median. */
  readonly pollsPerRound: number;
};

/** Long enough for what a poll leaves to do, and for the garbage of making the next answer. */
const SETTLE_MS = 25;

/**
 * How long one changed offer takes from the market's answer to a subscriber's socket, against the same
 * poll and normaliser feeding a bare WebSocket from memory.
 */
export async function pollToSocket(options: PollToSocketOptions): Promise<Comparison[]> {
  const { engines, offers, rounds, pollsPerRound } = options;
  const comparisons: Comparison[] = [];
  for (const size of offers) {
    for (const engine of engines.names) {
      await using stack = new AsyncDisposableStack();
      const app = stack.use(await followApp({ engines, engine, size }));
      const bare = stack.use(await followBareFeed(size));
      for (let warm = 0; warm < 5; warm++) await inTurn(app, bare);
      const measured: Round[] = [];
      for (let round = 0; round < rounds; round++) {
        const figures: number[] = [];
        const baselines: number[] = [];
        for (let poll = 0; poll < pollsPerRound; poll++) {
          const { figure, baseline } = await inTurn(app, bare);
          figures.push(figure);
          baselines.push(baseline);
        }
        measured.push({ figure: middle(figures), baseline: middle(baselines) });
      }
      comparisons.push(
        compare(
          {
            name: `poll to socket, 1 of ${size} offers`,
            engine,
            unit: 'ms',
            measured: `from the market's answer of ${size} offers to the change at a graphql-ws subscriber`,
            baselineName: 'same poll and normaliser, compared in memory, sent over a bare ws socket',
            meaning: 'times as long as without database, tape and GraphQL; 1 would be no cost at all',
            details: { 'added ms': middle(measured.map(({ figure, baseline }) => figure - baseline)) },
          },
          measured,
        ),
      );
    }
  }
  return comparisons;
}

/** One side: a process that polls, and a reader that awaits its change. */
type Side = AsyncDisposable & {
  /** Has one offer change; ms until the reader knows. */ change(): Promise<number>;
};

async function inTurn(app: Side, bare: Side): Promise<Round> {
  return { figure: await app.change(), baseline: await bare.change() };
}

async function followApp({
  engines,
  engine,
  size,
}: Pick<PollToSocketOptions, 'engines'> & { engine: Engines['names'][number]; size: number }): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  const market = stack.use(await startHeldMarket());
  const settings = { database: await newDatabase(engine, engines), marketUrl: market.url, cadenceMs: 1 };
  const app = stack.use(await startProcess('app', settings));
  const offers = changingMarket(size, 1);
  await market.polled();
  market.answer(offers.answer());
  await market.polled();

  const query = await readFile(
    new URL('../schema/operations/price-changes.graphql', import.meta.url),
    'utf8',
  );
  const client = createClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const messages = client.iterate<{ priceChanges: { __typename: string; complete?: boolean } }>({
    query,
    variables: { filter: {} },
  });
  stack.defer(async () => {
    await client.dispose();
    await messages.return?.();
  });
  const next = async (): Promise<{ __typename: string; complete?: boolean }> => {
    const { value } = await messages.next();
    const result = value as { data?: { priceChanges: { __typename: string } }; errors?: unknown } | undefined;
    if (!result?.data) throw new Error(`the subscription failed: ${JSON.stringify(result)}`);
    return result.data.priceChanges;
  };
  while (!(await next()).complete);
  return sideOf(stack.move(), market, offers, async () => {
    const { __typename } = await next();
    if (__typename !== 'OfferChange') throw new Error(`a change was expected, not ${__typename}`);
  });
}

async function followBareFeed(size: number): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  const market = stack.use(await startHeldMarket());
  const feed: BenchProcess = stack.use(await startProcess('bare-feed', { marketUrl: market.url }));
  const offers = changingMarket(size, 1);
  await market.polled();
  market.answer(offers.answer());
  await market.polled();
  const socket = new WebSocket(feed.url);
  stack.defer(() => socket.terminate());
  await once(socket, 'open');
  return sideOf(stack.move(), market, offers, async () => {
    const [data] = (await once(socket, 'message')) as [Buffer];
    JSON.parse(data.toString());
  });
}

function sideOf(
  owned: AsyncDisposableStack,
  market: HeldMarket,
  offers: ChangingMarket,
  arrived: () => Promise<void>,
): Side {
  return {
    async change() {
      await market.polled();
      const body = offers.answer();
      await sleep(SETTLE_MS);
      const arrival = arrived().then(() => performance.now());
      const sentAt = market.answer(body);
      return (await arrival) - sentAt;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
