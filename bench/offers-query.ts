import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { compare, middle, type Comparison, type Engine, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';
import { changingMarket, startHeldMarket } from './held-market.ts';
import { load, type Load } from './load.ts';
import { startProcess, type BenchProcess } from './process.ts';

export type OffersQueryOptions = {
  readonly engines: Engines;
  readonly rounds: number;
  /** How long each side is asked in a round. */
  readonly roundMs: number;
};

const CONNECTIONS = 10;
const MARKET_OFFERS = 2000;

/** Queries answered a second over HTTP, against a bare server that answers the very same bytes. */
export async function offersQuery(options: OffersQueryOptions): Promise<Comparison[]> {
  const cheapest = await readFile(
    new URL('../schema/operations/cheapest-offers.graphql', import.meta.url),
    'utf8',
  );
  const queries = [
    { name: 'query, 50 offers with their GPUs', query: cheapest, variables: { first: 50 } },
    { name: 'query, market revision', query: '{ marketStatus { revision } }', variables: {} },
  ];
  const comparisons: Comparison[] = [];
  for (const engine of options.engines.names) {
    await using market = await startHeldMarket();
    const database = await newDatabase(engine, options.engines);
    // One poll and no more: nothing but queries goes on while they are measured.
    const settings = { database, marketUrl: market.url, cadenceMs: 3_600_000 };
    await using app = await startProcess('app', settings);
    await market.polled();
    market.answer(changingMarket(MARKET_OFFERS, 0).answer());
    await untilRecorded(app.url);
    await using bare = await startProcess('bare-http', {});
    for (const { name, query, variables } of queries) {
      const body = JSON.stringify({ query, variables });
      const answer = await answerOf(`${app.url}/graphql`, body);
      await bare.ask('answer', answer);
      comparisons.push(await measure({ name, engine, body, bytes: answer.length, app, bare }, options));
    }
  }
  return comparisons;
}

type Query = {
  readonly name: string;
  readonly engine: Engine;
  readonly body: string;
  readonly bytes: number;
  readonly app: BenchProcess;
  readonly bare: BenchProcess;
};

async function measure(
  { name, engine, body, bytes, app, bare }: Query,
  { rounds, roundMs }: OffersQueryOptions,
): Promise<Comparison> {
  const options = { connections: CONNECTIONS, ms: roundMs };
  await load(`${app.url}/graphql`, body, options);
  await load(bare.url, body, options);
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await withCpu(app, () => load(`${app.url}/graphql`, body, options)));
    theirs.push(await withCpu(bare, () => load(bare.url, body, options)));
  }
  const cpu = compareCpu(ours, theirs);
  return compare(
    {
      name,
      engine,
      unit: 'requests/s',
      measured: `POST /graphql over ${CONNECTIONS} keep-alive connections, ${bytes.toLocaleString('en')} bytes an answer`,
      baselineName: 'bare node:http server that answers the same bytes from memory',
      meaning: 'share of the requests a second of a server that only sends bytes; 1 would be as many',
      details: {
        'p50 ms': middle(ours.map(({ p50Ms }) => p50Ms)),
        'p99 ms': middle(ours.map(({ p99Ms }) => p99Ms)),
        'baseline p50 ms': middle(theirs.map(({ p50Ms }) => p50Ms)),
        'baseline p99 ms': middle(theirs.map(({ p99Ms }) => p99Ms)),
        ...cpu,
      },
    },
    ours.map(({ perSecond }, index): Round => ({
      figure: perSecond,
      baseline: theirs[index]?.perSecond ?? 0,
    })),
  );
}

type Measured = Load & { readonly cpuMicrosEach: number };

async function withCpu(server: BenchProcess, work: () => Promise<Load>): Promise<Measured> {
  const before = await server.cpuMicros();
  const measured = await work();
  return { ...measured, cpuMicrosEach: ((await server.cpuMicros()) - before) / measured.requests };
}

function compareCpu(ours: readonly Measured[], theirs: readonly Measured[]) {
  const [app, bare] = [ours, theirs].map((side) => middle(side.map(({ cpuMicrosEach }) => cpuMicrosEach)));
  return { 'server CPU µs/request': app ?? 0, 'baseline CPU µs/request': bare ?? 0 };
}

async function untilRecorded(url: string): Promise<void> {
  const body = JSON.stringify({ query: '{ marketStatus { listedOffers } }' });
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
    const answer = JSON.parse(Buffer.from(await answerOf(`${url}/graphql`, body)).toString()) as {
      data: { marketStatus: { listedOffers: number } };
    };
    if (answer.data.marketStatus.listedOffers === MARKET_OFFERS) return;
    await sleep(20);
  }
  throw new Error('the market was not recorded within 10 seconds');
}

async function answerOf(url: string, body: string): Promise<Uint8Array> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body,
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { errors } = JSON.parse(Buffer.from(bytes).toString()) as { errors?: unknown };
  if (errors) throw new Error(`the query failed: ${JSON.stringify(errors)}`);
  return bytes;
}
