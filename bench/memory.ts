import { sql } from 'kysely';
import { Pool } from 'pg';
import { gpus as catalog } from '#catalog/gpus.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { recordPoll } from '#market/record.ts';
import { rollUp } from '#market/rollup.ts';
import { upsertProvider } from '#market/store-health.ts';
import { ensurePartitions } from '#market/store-partitions.ts';
import { beginTerm } from '#market/store-record.ts';
import { microUsd } from '#units/money.ts';
import { DAY_MS, formatInstant, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { startServer } from '../test/support/postgres-server.ts';
import { data } from '../test/support/ask.ts';
import { load } from './load.ts';
import { startProcess } from './process.ts';

/**
 * `npm run bench:memory [-- DAYS MINUTES]`: a year of prices, 20 GPUs in 5 regions that change each 5 minutes
 * (10.5 million changes), on PostgreSQL; then ten readers of a 12-month trend, and of the monitor over all GPUs,
 * while polls are recorded. Takes minutes.
 */
const days = Number(process.argv[2] ?? 365);
const stepMinutes = Number(process.argv[3] ?? 5);
const GPUS = catalog.slice(0, 20);
const REGIONS = ['US-CA', 'US-TX', 'DE', 'FR', 'JP'];
const SOURCE = 'https://bench.example';

await using server = await startServer();
const target = { engine: 'postgres', url: server.url } as const;
await using database = await openDatabase(target);
const { db } = database;
const now = instant(Date.now());
await upsertProvider(db, { id: 'bench', name: 'Bench', source: SOURCE, simulated: false, cadenceMs: 60_000 });

let startedAt = performance.now();
const rows = await generate(db, plusMs(now, -days * DAY_MS), now);
await sql`analyze`.execute(db);
console.log(`${rows} changes written in ${seconds()} s`);
startedAt = performance.now();
const { chunks } = await rollUp(db, now);
await sql`analyze`.execute(db);
console.log(`rolled up in ${seconds()} s, ${chunks} transactions`);
console.log(await sizes(db));

const term = await beginTerm(db);
const end = new AbortController();
let polls = 0;
const polling = poll();
await using app = await startProcess('app', {
  database: target,
  marketUrl: '',
  cadenceMs: 3_600_000,
});
const [gpu] = GPUS;
const questions = [
  {
    name: 'trend of one GPU over 12 months, by day',
    query: `{ priceTrend(filter: { gpus: ["${gpu?.slug}"] }, period: { last: "P${days}D" }) { direction slopePerDay volatility resolution buckets { start p10 p50 p90 min max n } } }`,
  },
  {
    name: 'monitor over all GPUs',
    query:
      '{ priceMonitor { gpusTracked gpus { gpu { slug } current { amount } average24h min24h max24h changePercent } } }',
  },
];
for (const { name, query } of questions) {
  const body = JSON.stringify({ query });
  const url = new URL('/graphql', app.url).href;
  const baselineMs = await fromChangesMs();
  await load(url, body, { connections: 10, ms: 2000 });
  const before = polls;
  const { p50Ms, p99Ms, perSecond } = await load(url, body, { connections: 10, ms: 10_000 });
  console.log(
    `${name}: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${perSecond.toFixed(0)}/s, ` +
      `${polls - before} polls of ${GPUS.length * REGIONS.length} changes meanwhile; ` +
      `p50 is 1/${(baselineMs / p50Ms).toFixed(0)} of the baseline`,
  );
}
end.abort();
await polling;
for (const { query } of questions) console.log(await plans(query));

function seconds(): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

async function generate(on: Db, from: Instant, to: Instant): Promise<number> {
  await ensurePartitions(on, from, to);
  await sql`
    insert into offer (provider, key, billing, source, gpu, gpu_name, gpu_count, region, region_name, tier, price,
      stock, listed, first_observed_at, observed_at)
    select 'bench', gpu || ' ' || region, 'ON_DEMAND', ${SOURCE}, gpu, gpu, 1, region, region, 'SECURE', 1000000,
      'UNKNOWN', true, ${formatInstant(from)}::timestamptz, ${formatInstant(to)}::timestamptz
    from unnest(${GPUS.map(({ slug }) => slug)}::text[]) as gpu, unnest(${REGIONS}::text[]) as region`.execute(
    on,
  );
  let written = 0;
  for (let at = from; at < to; at = plusMs(at, 30 * DAY_MS)) {
    const until = instant(Math.min(at + 30 * DAY_MS, to) - 1);
    const { numAffectedRows } = await sql`
      insert into price_change (offer_id, observed_at, price, stock, listed)
      select offer.id, at, 10000 * (100 + offer.id % 50
        + round(10 * sin(extract(epoch from at) / 900000.0 + offer.id)) + abs(hashint8(extract(epoch from at)::bigint * 131 + offer.id)) % 20),
        'UNKNOWN', true
      from offer, generate_series(${formatInstant(at)}::timestamptz, ${formatInstant(until)}::timestamptz,
        make_interval(mins => ${stepMinutes}::int)) as at`.execute(on);
    written += Number(numAffectedRows ?? 0);
  }
  return written;
}

async function poll(): Promise<void> {
  for (; !end.signal.aborted; polls++) {
    const at = instant(Date.now());
    const quotes = GPUS.flatMap(({ slug, name }, g) =>
      REGIONS.map((region, r) => ({
        key: `${slug} ${region}`,
        gpuName: name,
        gpuCount: 1,
        regionName: region,
        tier: 'SECURE',
        billing: 'ON_DEMAND' as const,
        price: microUsd(1_000_000 + ((polls + g + r) % 40) * 10_000),
        stock: { kind: 'UNKNOWN' as const },
        reliability: null,
        traits: {},
      })),
    );
    await recordPoll(db, term, {
      provider: 'bench',
      source: SOURCE,
      startedAt: at,
      observedAt: at,
      seen: quotes.length,
      quotes,
      rejects: [],
    });
    await new Promise((resolve) => setTimeout(resolve, MINUTE_MS / 60));
  }
}

async function sizes(on: Db): Promise<string> {
  const { rows: tables } = await sql<{ name: string; mb: number; rows: number }>`
    select parent.relname as name, round(sum(pg_total_relation_size(child.oid)) / 1e6)::int as mb,
      sum(child.reltuples)::bigint as rows
    from pg_inherits join pg_class as parent on parent.oid = inhparent join pg_class as child on child.oid = inhrelid
    where child.relkind = 'r' group by 1 order by 1`.execute(on);
  return tables.map(({ name, mb, rows: count }) => `${name}: ${count} rows, ${mb} MB`).join('\n');
}

/** The baseline: quantiles by day of one GPU's changes, in SQL, one reader and nothing else asked. */
async function fromChangesMs(): Promise<number> {
  const pool = new Pool({ connectionString: server.url });
  try {
    const at = performance.now();
    await pool.query(
      `select date_trunc('day', change.observed_at), count(*), min(change.price), max(change.price),
         percentile_cont(array[0.1, 0.5, 0.9]) within group (order by change.price)
       from price_change as change join offer on offer.id = change.offer_id where offer.gpu = $1 group by 1`,
      [gpu?.slug],
    );
    return performance.now() - at;
  } finally {
    await pool.end();
  }
}

/** The plan of each statement that answering a question runs, with the partitions left of it. */
async function plans(query: string): Promise<string> {
  const statements: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];
  await using logged = await openDatabase(target, { log: ({ query: asked }) => statements.push(asked) });
  statements.length = 0;
  await data(logged.db, query, { context: { now: () => instant(Date.now()) } });
  const pool = new Pool({ connectionString: server.url });
  try {
    const texts: string[] = [];
    for (const { sql: text, parameters } of statements) {
      if (!/^\s*(select|with)\b/.test(text)) continue;
      const { rows } = await pool.query<Record<string, string>>(
        `explain (analyze, costs off, timing off, summary off) ${text}`,
        [...parameters],
      );
      const scans = rows
        .map((row) => Object.values(row)[0] ?? '')
        .filter((line) => /(Scan|Subplans)/.test(line) && !/CTE Scan|Subquery Scan/.test(line));
      texts.push(
        `${text.replaceAll(/\s+/g, ' ').slice(0, 100)}…`,
        ...scans.map((line) => `    ${line.trim()}`),
      );
    }
    return texts.join('\n');
  } finally {
    await pool.end();
  }
}
