import { gpus as catalog } from '#catalog/gpus.ts';
import { openDatabase } from '#db/open.ts';
import { computePrediction, newestHour, refreshPredictions } from '#forecast/predictions.ts';
import { seriesStates } from '#forecast/series-states.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data } from '../test/support/ask.ts';
import { importPrices, jitter } from '../test/support/price-series.ts';
import { NOON } from '../test/support/seed-market.ts';
import { compare, middle, type Comparison, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';

export type PredictionsOptions = {
  readonly engines: Engines;
  readonly gpus: number;
  readonly days: number;
  readonly rounds: number;
  readonly queriesPerRound: number;
};

/** Replayed in each round of the baseline: a series takes as long as any other. */
const REPLAYED = 4;

/** Predictions of many GPUs in one query, against replaying each history for whoever asks. */
export async function predictions(options: PredictionsOptions): Promise<Comparison[]> {
  const { engines, days, rounds, queriesPerRound } = options;
  // As `gpus` lists them.
  const gpus = catalog.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, options.gpus);
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using database = await openDatabase(await newDatabase(engine, engines));
    const { db } = database;
    const last = plusMs(NOON, -HOUR_MS);
    const prices = gpus.map(({ name }, seed) => ({ gpu: name, last, usd: jitter(1, days * 24, 0.03, seed) }));
    await importPrices(db, prices, NOW);
    const newest = await newestHour(db, NOW);
    if (!newest) throw new Error('nothing is rolled up');
    await refreshPredictions(db, NOW, seriesStates(0));
    const query = async () => {
      const startedAt = performance.now();
      const { gpus: page } = await data<Answer>(db, QUERY, { context: { now: () => NOW } });
      if (page.edges.filter(({ node }) => node.prediction.current).length === 0)
        throw new Error('none there');
      return performance.now() - startedAt;
    };
    for (let warmUp = 0; warmUp < queriesPerRound; warmUp++) await query();
    const measured: Round[] = [];
    const all: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const took: number[] = [];
      for (let asked = 0; asked < queriesPerRound; asked++) took.push(await query());
      all.push(...took);
      const startedAt = performance.now();
      for (const { slug } of gpus.slice(0, REPLAYED)) {
        const series = { gpu: slug, gpuName: null, provider: null, region: null, simulated: false };
        await computePrediction(db, { ...series, billing: 'ON_DEMAND' }, newest);
      }
      const replayMs = (performance.now() - startedAt) / Math.min(REPLAYED, gpus.length);
      measured.push({ figure: middle(took) / gpus.length, baseline: replayMs });
    }
    const sorted = all.toSorted((a, b) => a - b);
    comparisons.push(
      compare(
        {
          name: `predictions of ${gpus.length} GPUs`,
          engine,
          unit: 'ms/GPU',
          measured: `one query of ${gpus.length} GPUs at 1, 6 and 24 h with intervals and accuracy, in one statement`,
          baselineName: `reading ${days} days of hourly prices of each GPU and replaying them`,
          meaning: 'share of the time that forecasting from the history takes for each GPU asked for',
          details: {
            'p50 ms a query': middle(sorted),
            'p99 ms a query': sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN,
          },
        },
        measured,
      ),
    );
  }
  return comparisons;
}

const NOW = plusMs(NOON, HOUR_MS / 3);

type Answer = { gpus: { edges: { node: { prediction: { current: unknown } } }[] } };

const QUERY = `{ gpus(first: 100) { edges { node { slug prediction {
  current { amount }
  horizons { status price { amount } low { amount } high { amount } accuracy { n skill coverage80 } }
} } } } }`;
