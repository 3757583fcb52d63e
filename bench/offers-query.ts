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
      comparisons.push(...(await measure({ name, engine, body, bytes: answer.length, app, bare }, options)));
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
): Promise<Comparison[]> {
  const options = { connections: CONNECTIONS, ms: roundMs };
  await load(`${app.url}/graphql`, body, options);
  await load(bare.url, body, options);
  const measured: { ours: Measured; theirs: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await withCpu(app, () => load(`${app.url}/graphql`, body, options));
    const theirs = await withCpu(bare, () => load(bare.url, body, options));
    measured.push({ ours, theirs });
  }
  const all = (of: (side: Measured) => number): Round[] =>
    measured.map(({ ours, theirs }) => ({ figure: of(ours), baseline: of(theirs) }));
  const baselineName = 'bare node:http server that answers the same bytes from memory';
  const p50s = all(({ p50Ms }) => p50Ms);
  const p99s = all(({ p99Ms }) => p99Ms);
  return [
    compare(
      {
        name,
        engine,
        unit: 'requests/s',
        measured: `POST /graphql over ${CONNECTIONS} keep-alive connections, ${bytes.toLocaleString('en')} bytes an answer`,
        baselineName,
        meaning: 'share of the requests a second of a server that only sends bytes; 1 would be as many',
        details: {
          'p50 ms': middle(p50s.map(({ figure }) => figure)),
          'p99 ms': middle(p99s.map(({ figure }) => figure)),
          'baseline p50 ms': middle(p50s.map(({ baseline }) => baseline)),
          'baseline p99 ms': middle(p99s.map(({ baseline }) => baseline)),
        },
      },
      all(({ perSecond }) => perSecond),
    ),
    compare(
      {
        name: `${name}, CPU`,
        engine,
        unit: 'µs/request',
        measured:
          engine === 'pglite'
            ? "the server's CPU time for each request, database included"
            : "the server's CPU time for each request, without PostgreSQL's own processes",
        baselineName,
        meaning: 'times the CPU of a server that only sends bytes; 1 would be as little',
      },
      all(({ cpuMicrosEach }) => cpuMicrosEach),
    ),
  ];
}

type Measured = Load & { readonly cpuMicrosEach: number };

async function withCpu(server: BenchProcess, work: () => Promise<Load>): Promise<Measured> {
  const before = await server.cpuMicros();
  const measured = await work();
  return { ...measured, cpuMicrosEach: ((await server.cpuMicros()) - before) / measured.requests };
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
