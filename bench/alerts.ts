import { sql } from 'kysely';
import { alertEvaluator, type Evaluator } from '#alert/evaluator.ts';
import { scopeName, type AlertScope } from '#alert/alert.ts';
import { offerScope } from '#alert/store-hints.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { inScope, staleAt } from '#market/store-scope.ts';
import type { Quote } from '#units/quote.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import { at, quote } from '../test/support/quotes.ts';
import { compare, middle, type Comparison, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';

export type AlertsOptions = {
  readonly engines: Engines;
  readonly alerts: number;
  readonly gpus: number;
  readonly offersPerGpu: number;
  readonly rounds: number;
  readonly pollsPerRound: number;
  /** Hours of tape there are before anybody judges: a drop is one against the mean of 24. */
  readonly hours: number;
  /** Alerts that the baseline asks for in each round: one takes as long as another. */
  readonly asked: number;
};

const PROVIDERS = ['one', 'two', 'three'];

/** Alerts of a GPU are about ten scopes: everywhere, each provider, regions, billings. */
const PLACES: readonly Pick<AlertScope, 'billing' | 'providers' | 'regions'>[] = [
  { billing: null, providers: null, regions: null },
  { billing: 'ON_DEMAND', providers: null, regions: null },
  { billing: 'SPOT', providers: null, regions: null },
  ...PROVIDERS.map((one) => ({ billing: null, providers: [one], regions: null })),
  { billing: null, providers: null, regions: ['CZ'] },
  { billing: null, providers: null, regions: ['US'] },
  { billing: 'SPOT', providers: null, regions: ['US'] },
  { billing: null, providers: ['one', 'two'], regions: ['CZ', 'DE'] },
];

/** A poll that moves every price of a provider, judged for many alerts, against one query an alert. */
export async function alerts(options: AlertsOptions): Promise<Comparison[]> {
  const { engines, rounds, pollsPerRound, asked } = options;
  const names = catalog.slice(0, options.gpus);
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using database = await openDatabase(await newDatabase(engine, engines));
    const { db } = database;
    let seconds = 0;
    const now = (): Instant => at(seconds);
    const random = seededRandom(1);
    for (const id of PROVIDERS)
      await upsertProvider(db, { id, name: id, source: id, simulated: false, cadenceMs: HOUR_MS / 2 });
    const term = await beginTerm(db);
    const gpuNames = names.map(({ name }) => name);
    const stood = new Map<string, Quote[]>();
    /** Moves this share of a provider's prices. */
    const poll = async (provider: string, share = 1): Promise<number> => {
      const before = stood.get(provider);
      const fresh = quotesOf(gpuNames, options.offersPerGpu, random);
      const quotes = before?.map((one, index) => (random() < share ? fresh[index]! : one)) ?? fresh;
      stood.set(provider, quotes);
      const observedAt = now();
      const recorded = await recordPoll(db, term, {
        provider,
        source: provider,
        startedAt: observedAt,
        observedAt,
        seen: quotes.length,
        quotes,
        rejects: [],
      });
      return recorded.changes;
    };
    for (; seconds < options.hours * 3600 - 150; seconds += 2400)
      for (const provider of PROVIDERS) await poll(provider, 0.2);
    // A whole hour, at which every mean moves on, lies in the middle of what is measured.
    seconds = options.hours * 3600 - 150;
    for (const provider of PROVIDERS) await poll(provider);
    const scopes = names.flatMap(({ slug }) =>
      PLACES.map((place): AlertScope => ({ gpu: slug, ...place, simulated: false })),
    );
    await addAlerts(db, scopes, options.alerts, now());
    const begin = async (): Promise<{ readonly evaluator: Evaluator; readonly ms: number }> => {
      const evaluator = alertEvaluator(db, { now, outbox: { send: async () => {} } });
      const startedAt = performance.now();
      await evaluator.evaluate();
      return { evaluator, ms: performance.now() - startedAt };
    };
    const { evaluator, ms: beginMs } = await begin();
    const measured: Round[] = [];
    const all: number[] = [];
    let [changes, fired] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const took: number[] = [];
      for (let of = 0; of < pollsPerRound; of++) {
        seconds += 10;
        changes = await poll(PROVIDERS[of % PROVIDERS.length]!);
        const startedAt = performance.now();
        const judged = await evaluator.evaluate();
        took.push(performance.now() - startedAt);
        fired += judged.fired;
      }
      all.push(...took);
      const startedAt = performance.now();
      for (let one = 0; one < asked; one++) await lowest(db, scopes[(one * 37) % scopes.length]!, now());
      const eachMs = (performance.now() - startedAt) / asked;
      measured.push({ figure: middle(took), baseline: eachMs * options.alerts });
    }
    const { ms: takeOverMs } = await begin();
    const sorted = all.toSorted((a, b) => a - b);
    comparisons.push(
      compare(
        {
          name: `${options.alerts} alerts over ${scopes.length} series`,
          engine,
          unit: 'ms',
          measured: 'a revision that moves every price of a provider, judged and written for every alert',
          baselineName: `the lowest price of every alert's scope by one query an alert, from ${asked} of them`,
          meaning: 'share of the time that asking for each alert takes',
          details: {
            'median ms': middle(all),
            'p90 ms': sorted[Math.ceil(sorted.length * 0.9) - 1] ?? NaN,
            'worst ms': sorted.at(-1) ?? NaN,
            'changes a revision': changes,
            'fired a revision': fired / all.length,
            'ms to judge all for the first time': beginMs,
            'ms to take over': takeOverMs,
          },
        },
        measured,
      ),
    );
  }
  return comparisons;
}

function quotesOf(names: readonly string[], each: number, random: () => number): Quote[] {
  return names.flatMap((gpuName, gpu) =>
    Array.from({ length: each }, (_, index) =>
      quote({
        key: `${gpu}-${index}`,
        gpuName,
        usd: (0.3 + gpu / 20) * (1 + 0.2 * random()),
        billing: index % 2 === 0 ? 'ON_DEMAND' : 'SPOT',
        regionName: ['Czechia, CZ', 'Germany, DE', 'California, US', 'Texas, US'][index % 4]!,
      }),
    ),
  );
}

/** Alerts of every kind whose thresholds lie where prices move; one in ten fires about once in ten revisions. */
async function addAlerts(db: Db, scopes: readonly AlertScope[], count: number, now: Instant): Promise<void> {
  const series = scopes.map((scope) => ({ name: scopeName(scope), ...scope }));
  await sql`
    insert into alert_series (name, gpu, billing, providers, regions, simulated)
    select * from jsonb_to_recordset(${JSON.stringify(series)}::text::jsonb) as row (name text, gpu text, billing text,
      providers text[], regions text[], simulated boolean)`.execute(db);
  const slugs = [...new Set(scopes.map(({ gpu }) => gpu))];
  const made = Array.from({ length: count }, (_, index) => {
    const scope = scopes[index % scopes.length]!;
    const base = (0.3 + slugs.indexOf(scope.gpu) / 20) * 1e6;
    const place = Math.floor(index / scopes.length);
    const condition = (['BELOW', 'ABOVE', 'BELOW', 'AVAILABLE', 'DROP'] as const)[place % 5]!;
    const threshold = { BELOW: base * (0.97 + place / 500), ABOVE: base * 1.02, AVAILABLE: 200, DROP: 15 }[
      condition
    ];
    return {
      name: scopeName(scope),
      owner: `owner-${index % 100}`,
      condition,
      threshold,
      wait: place % 4 === 0 ? 30_000 : 0,
    };
  });
  await sql`
    with made as (
      insert into alert (owner, name, series, condition, threshold, hysteresis, for_ms, cool_down_ms, enabled, digest,
        created_at, updated_at, edit)
      select row.owner, row.name, series.id, row.condition, row.threshold, 2, row.wait, 60000, true, '', ${new Date(now).toISOString()}::timestamptz,
        ${new Date(now).toISOString()}::timestamptz, 1
      from jsonb_to_recordset(${JSON.stringify(made)}::text::jsonb) as row (name text, owner text, condition text,
        threshold double precision, wait bigint)
      join alert_series as series on series.name = row.name
      returning id
    )
    insert into alert_state (alert, state, since) select id, 'NORMAL', ${new Date(now).toISOString()}::timestamptz from made`.execute(
    db,
  );
  await sql`update alert_judged set edits = 1`.execute(db);
}

async function lowest(db: Db, scope: AlertScope, now: Instant): Promise<void> {
  await sql`
    select min(offer.price) from offer join provider on provider.id = offer.provider
    where offer.rentable and not ${staleAt(now)} and ${inScope(offerScope(scope))}`.execute(db);
}
