import { join } from 'node:path';
import { expect, test } from 'vitest';
import { weightedQuantile, type Weighted } from '#analytics/quantile.ts';
import { heldWithin } from '#analytics/step-series.ts';
import type { Db } from '#db/open.ts';
import { importHistory } from '#ingest/importer.ts';
import { openImportFile } from '#ingest/import-source.ts';
import { rollUp } from '#market/rollup.ts';
import { instant, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { noRealSeries, realSeriesFolder } from '../support/real-series.ts';

// Needs the real series beside the project in ../shared.
const folder = realSeriesFolder();

/** The series end on 2026-08-22; the clock stands a little later. */
const NOW = instant(Date.UTC(2026, 7, 22, 15, 20));

type Bucket = {
  readonly start: string;
  readonly end: string;
  readonly n: number;
  readonly anomalies: number;
} & Readonly<Record<'p10' | 'p50' | 'p90' | 'min' | 'max', string | null>>;
type Answer = { readonly priceTrend: { readonly resolution: string; readonly buckets: readonly Bucket[] } };

test.skipIf(noRealSeries)(
  'trends of real series equal a walk over their rows',
  { timeout: 180_000 },
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    for (const name of ['vast_median.csv', 'multicloud_20min.csv', 'prime_median.csv']) {
      await using source = await openImportFile(join(folder, name));
      await importHistory(db, source, { now: NOW });
    }
    const { rows, name } = await mostSeen(db);
    let prices = 0;
    for (const rolled of [false, true]) {
      if (rolled) await rollUp(db, NOW);
      for (const period of ['PT24H', 'P7D', 'P30D', 'P365D']) {
        const { priceTrend } = await data<Answer>(
          db,
          `{ priceTrend(filter: { gpuNames: [${JSON.stringify(name)}] }, period: { last: "${period}" }) {
          resolution buckets { start end n anomalies p10 p50 p90 min max } } }`,
          { context: { now: () => NOW } },
        );
        expect(priceTrend.resolution === 'RAW').toBe(!rolled);
        prices += priceTrend.buckets.filter(({ p50 }) => p50 !== null).length;
        expect(priceTrend.buckets).toEqual(priceTrend.buckets.map((bucket) => expected(bucket, rows)));
      }
    }
    expect(prices).toBeGreaterThan(50);
  },
);

type Row = { readonly offer: number; readonly at: Instant; readonly price: number };

/** The GPU name with the most on-demand rows, and these rows, by offer and time. */
async function mostSeen(db: Db): Promise<{ name: string; rows: Row[] }> {
  const stored = await db
    .selectFrom('price_change')
    .innerJoin('offer', 'offer.id', 'price_change.offer_id')
    .select(['offer.gpu_name as name', 'offer_id as offer', 'price_change.observed_at as at'])
    .select(['price_change.price', 'price_change.available'])
    .where('billing', '=', 'ON_DEMAND')
    .orderBy('price_change.observed_at')
    .execute();
  const groups = Map.groupBy(stored, ({ name }) => name);
  const [name, rows] = [...groups].toSorted(([, a], [, b]) => b.length - a.length)[0]!;
  return { name, rows: rows.map((row) => ({ ...row, price: row.available === 0 ? 0 : row.price })) };
}

/** A bucket worked out anew. A price of 0 stands for none to be had. */
function expected({ start, end }: Bucket, rows: readonly Row[]): Bucket {
  const [from, to] = [instant(Date.parse(start)), instant(Math.min(Date.parse(end), NOW))];
  const quotes: Weighted[] = [...Map.groupBy(rows, ({ offer }) => offer).values()].flatMap((own) => {
    const until = plusMs(own.at(-1)!.at, 1);
    const steps = own.map(({ at, price }) => ({ at, value: price === 0 ? null : price }));
    const span = { from, to: instant(Math.max(from, Math.min(to, until))) };
    return heldWithin(steps, span).map((held) => ({ value: held.value, weight: held.to - held.from }));
  });
  const middle = weightedQuantile(quotes, 0.5) ?? 0;
  const off = quotes.map(({ value, weight }) => ({ value: Math.abs(value - middle), weight }));
  const far = 3 * 1.4826 * (weightedQuantile(off, 0.5) ?? 0);
  const kept =
    quotes.length < 5
      ? quotes
      : quotes.filter(
          ({ value }) => Math.abs(value - middle) <= far || (value * 4 >= middle && value <= middle * 4),
        );
  const prices = kept.map(({ value }) => value);
  return {
    start,
    end,
    n: kept.length,
    anomalies: quotes.length - kept.length,
    p10: usd(weightedQuantile(kept, 0.1)),
    p50: usd(weightedQuantile(kept, 0.5)),
    p90: usd(weightedQuantile(kept, 0.9)),
    min: usd(prices.length === 0 ? undefined : Math.min(...prices)),
    max: usd(prices.length === 0 ? undefined : Math.max(...prices)),
  };
}

/** Dollars with two decimals at least and six at most. */
function usd(micros: number | undefined): string | null {
  if (micros === undefined) return null;
  return (micros / 1e6).toFixed(6).replace(/0{1,4}$/, '');
}
