import { sharedResults, type SharedResults } from '#bus/shared-results.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { refreshPredictions } from '#forecast/predictions.ts';
import { seriesStates } from '#forecast/series-states.ts';
import { HOUR_MS, instant, plusMs } from '#units/time.ts';
import { data } from '../test/support/ask.ts';
import { importPrices, jitter } from '../test/support/price-series.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../test/support/seed-market.ts';
import { compare, middle, type Comparison, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';

export type RankingOptions = {
  readonly engines: Engines;
  /** GPUs on offer, and offers of each: 75 and 13 are as many offers as the simulated market has. */
  readonly gpus: number;
  readonly offersPerGpu: number;
  readonly days: number;
  readonly rounds: number;
  readonly queriesPerRound: number;
};

/** Models on GPUs at live prices with forecasts, ranked in one query, against a query for each GPU. */
export async function workload(options: RankingOptions): Promise<Comparison[]> {
  const { engines, rounds, queriesPerRound } = options;
  const gpus = catalog.slice(0, options.gpus).map(({ slug }) => slug as string);
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using database = await openDatabase(await newDatabase(engine, engines));
    const { db } = database;
    await seed(db, gpus, options);
    // As a server: what is read within a second is read once, and time goes on.
    const server = sharedResults();
    await timed(() => ask(db, server), queriesPerRound);
    const measured: Round[] = [];
    const warm: number[] = [];
    const alone: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const took = await timed(() => ask(db, server), queriesPerRound);
      warm.push(...took);
      alone.push(...(await timed(() => ask(db, sharedResults()), queriesPerRound)));
      const startedAt = performance.now();
      for (const gpu of gpus) await ask(db, sharedResults(), [gpu]);
      measured.push({ figure: middle(took), baseline: performance.now() - startedAt });
    }
    comparisons.push(
      compare(
        {
          name: `top 20 of ${MODELS.length} models on ${gpus.length} GPUs`,
          engine,
          unit: 'ms/query',
          measured: `one query: ${MODELS.length} models × ${gpus.length} GPUs × live price × forecast, each cost with its formula, market of ${gpus.length * options.offersPerGpu} offers`,
          baselineName: 'the same figures by one query for each GPU',
          meaning: 'share of the time that asking GPU by GPU takes',
          details: {
            'p50 ms': quantile(warm, 0.5),
            'p99 ms': quantile(warm, 0.99),
            'p50 ms, nothing shared': quantile(alone, 0.5),
            'p99 ms, nothing shared': quantile(alone, 0.99),
          },
        },
        measured,
      ),
    );
  }
  return comparisons;
}

const MODELS = ['Llama 3.1 8B', 'Llama 3.1 70B', '13B'];
const STARTED_AT = plusMs(NOON, HOUR_MS / 3);

async function ask(db: Db, shared: SharedResults, gpus: readonly string[] = []): Promise<void> {
  const models = MODELS.map((name) => (/^\d+B$/.test(name) ? { size: name } : { name }));
  const variables = { input: { models, format: 'AWQ', filter: { gpus } } };
  const context = { now: () => instant(STARTED_AT + Math.floor(performance.now())), shared };
  const { llmGpus } = await data<Answer>(db, QUERY, { variables, context });
  const rows = llmGpus.gpus.edges.length;
  const foreseen = llmGpus.gpus.edges.filter(({ node }) => node.costPerMillionTokens.later !== null).length;
  if (gpus.length === 0 && (rows === 0 || foreseen < rows / 2))
    throw new Error(`${foreseen} of ${rows} rows have a forecast`);
}

async function timed(query: () => Promise<void>, times: number): Promise<number[]> {
  const took: number[] = [];
  for (let asked = 0; asked < times; asked++) {
    const startedAt = performance.now();
    await query();
    took.push(performance.now() - startedAt);
  }
  return took;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}

async function seed(
  db: Db,
  gpus: readonly string[],
  { offersPerGpu, days }: Pick<RankingOptions, 'offersPerGpu' | 'days'>,
): Promise<void> {
  const last = plusMs(NOON, -HOUR_MS);
  const levels = gpus.map((_, place) => 0.1 + (place % 25) / 10);
  const histories = gpus.flatMap((gpu, place) =>
    (['on_demand', 'spot'] as const).map((billing, at) => ({
      gpu,
      billing,
      last,
      usd: jitter((levels[place] ?? 1) / (1 + at), days * 24, 0.03, 2 * place + at),
    })),
  );
  await importPrices(db, histories, STARTED_AT);
  await seedProviders(db, [
    { id: 'alpha', lastSuccessAt: STARTED_AT },
    { id: 'beta', lastSuccessAt: STARTED_AT },
  ]);
  await seedOffers(
    db,
    gpus.flatMap((gpu, place) =>
      Array.from({ length: offersPerGpu }, (_, at): SeedOffer => {
        const gpuCount = [1, 2, 4, 8][at % 4] ?? 1;
        const billing = at % 3 === 2 ? 'SPOT' : 'ON_DEMAND';
        const usd = ((levels[place] ?? 1) * (1 + at / 20)) / (billing === 'SPOT' ? 2 : 1);
        const units = Array.from(
          { length: gpuCount },
          (_unit, unit) => `${gpu}:${Math.floor(at / 4)}:${unit}`,
        );
        const provider = at % 2 === 0 ? 'alpha' : 'beta';
        return { provider, key: `${gpu}:${at}`, gpu, gpuCount, billing, units, changes: [{ at: last, usd }] };
      }),
    ),
  );
  await refreshPredictions(db, STARTED_AT, seriesStates(0));
}

type Answer = {
  readonly llmGpus: {
    readonly gpus: {
      readonly edges: readonly {
        readonly node: { readonly costPerMillionTokens: { readonly later: unknown } };
      }[];
    };
  };
};

const QUERY = `query ($input: LLMGPUInput!) { llmGpus(input: $input) { gpus(first: 20) { totalCount edges { node {
  rank modelName gpu { name } billing gpuCount availableGpus price { value basis source }
  tokensPerSecond { value basis source } isOnFrontier standing fitScore { value }
  costPerMillionTokens { amount later { p10 p50 p90 hasSkill }
    figure { value unit basis source explain { formula inputs { name figure { value unit basis source } } } } }
} } } } }`;
