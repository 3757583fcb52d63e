import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { weightedQuantile } from '#analytics/quantile.ts';
import { heldWithin, type Step } from '#analytics/step-series.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { quoteBuckets } from '#market/store-quotes.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedChange } from '../support/seed-market.ts';

const LENGTH_MS = 2 * HOUR_MS;
const COUNT = 6;
const START = plusMs(NOON, -COUNT * LENGTH_MS);

/** Quarter hours from well before the window to its end, so that changes fall on bucket borders too. */
const change = fc.record({
  quarter: fc.integer({ min: -80, max: 47 }),
  cents: fc.integer({ min: 20, max: 75 }),
  listed: fc.boolean(),
  available: fc.nat(2),
});
const history = fc.uniqueArray(change, { minLength: 1, maxLength: 12, selector: ({ quarter }) => quarter });

test('buckets hold exactly the quotes that a walk over each offer’s history finds', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 1, maxLength: 5 }), async (histories) => {
      await sql`truncate price_change, offer restart identity`.execute(db);
      const offers = histories.map((history) =>
        history
          .toSorted((a, b) => a.quarter - b.quarter)
          .map(({ quarter, cents, listed, available }): SeedChange => ({
            at: plusMs(START, (quarter * HOUR_MS) / 4),
            usd: cents / 100,
            listed,
            available,
          })),
      );
      await seedOffers(
        db,
        offers.map((changes, n) => ({
          provider: 'alpha',
          key: `${n}`,
          gpu: 'rtx-4090',
          listed: changes.at(-1)?.listed ?? true,
          changes,
        })),
      );
      const { rows } = await quoteBuckets(db, {
        scope: wholeMarket(false),
        buckets: { start: START, count: COUNT, lengthMs: LENGTH_MS },
        moment: { at: NOON, asOf: null },
        byGpu: false,
      });
      const steps = offers.map((changes) =>
        changes.map(({ at, usd, listed, available }): Step => ({
          at,
          value: listed && available !== 0 ? Math.round(usd * 1e6) : null,
        })),
      );
      const expected = Array.from({ length: COUNT }, (_, bucket) => {
        const span = { from: at(bucket), to: at(bucket + 1) };
        const quotes = steps.flatMap((series) =>
          heldWithin(series, span).map(({ value, from, to }) => ({ value, weight: to - from })),
        );
        const prices = quotes.map(({ value }) => value);
        return {
          bucket,
          n: quotes.length,
          p10: weightedQuantile(quotes, 0.1),
          p50: weightedQuantile(quotes, 0.5),
          p90: weightedQuantile(quotes, 0.9),
          min: Math.min(...prices),
          max: Math.max(...prices),
          offerMs: quotes.reduce((sum, { weight }) => sum + weight, 0),
        };
      }).filter(({ n }) => n > 0);
      const found = rows.filter(({ p50 }) => p50 !== null);
      // Prices within a factor of four have no anomalies.
      expect(found.map(({ gpu: _gpu, anomalies: _odd, listedMs: _listed, ...row }) => row)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

function at(bucket: number): Instant {
  return plusMs(START, bucket * LENGTH_MS);
}

test('a mistake among honest prices is kept out of its bucket, and dearer providers are not mistakes', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const prices = [0.3, 0.32, 0.33, 0.35, 0.36, 0.74, 0.01];
  await seedOffers(
    db,
    prices.map((usd, n) => ({
      provider: 'alpha',
      key: `${n}`,
      gpu: 'rtx-4090',
      changes: [{ at: plusMs(NOON, -3 * HOUR_MS), usd }],
    })),
  );
  const { rows } = await quoteBuckets(db, {
    scope: wholeMarket(false),
    buckets: { start: plusMs(NOON, -HOUR_MS), count: 1, lengthMs: HOUR_MS },
    moment: { at: NOON, asOf: null },
    byGpu: true,
  });
  expect(rows).toEqual([
    expect.objectContaining({
      gpu: 'rtx-4090',
      n: 6,
      anomalies: 1,
      min: 300_000,
      max: 740_000,
      p50: 330_000,
    }),
  ]);
});

type Trend = {
  priceTrend: {
    absence: string | null;
    direction: string | null;
    slopePerDay: string | null;
    anomalies: number;
    bucketLength: string;
    buckets: { start: string; n: number; p50: string | null; anomalous: boolean; absence: string | null }[];
  };
};
const TREND =
  'absence direction slopePerDay anomalies bucketLength buckets { start n p50 anomalous absence }';

test('imported history that is not mapped has a trend, with its bad day left out', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'archive', cadenceMs: null }]);
  const changes = Array.from({ length: 20 }, (_, day) => ({
    at: plusMs(NOON, (day - 20) * 24 * HOUR_MS),
    usd: day === 11 ? 0.01 : 2 + day / 100,
  }));
  await seedOffers(db, [
    {
      provider: 'archive',
      key: 'import:h100',
      gpuName: 'H100',
      stock: 'UNKNOWN',
      listed: false,
      changes,
      lastObservedAt: changes.at(-1)?.at ?? NOON,
    },
  ]);
  const { priceTrend } = await data<Trend>(
    db,
    `{ priceTrend(filter: { gpuNames: ["H100"] }, period: { last: "P30D" }) { ${TREND} } }`,
  );
  expect(priceTrend).toMatchObject({
    bucketLength: 'P1D',
    absence: null,
    direction: 'RISING',
    slopePerDay: '0.01',
    anomalies: 2,
  });
  const bad = priceTrend.buckets.filter(({ anomalous }) => anomalous);
  // The bad price holds until noon of the next day: it shares each of the two days with an honest one.
  expect(bad).toHaveLength(2);
  expect(priceTrend.buckets[0]).toMatchObject({ n: 0, p50: null, absence: 'NOT_OBSERVED' });
  // The file's last word was a day ago: nothing is known of today.
  expect(priceTrend.buckets.at(-1)).toMatchObject({ n: 0, absence: 'NOT_OBSERVED' });
});

test('what has no trend says why', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    { provider: 'alpha', key: 'new', gpu: 'rtx-4090', changes: [{ at: plusMs(NOON, -60_000), usd: 0.4 }] },
  ]);
  const trend = async (gpu: string) =>
    (await data<Trend>(db, `{ priceTrend(filter: { gpus: ["${gpu}"] }) { ${TREND} } }`)).priceTrend;
  expect(await trend('4090')).toMatchObject({
    absence: 'NOT_ENOUGH_DATA',
    direction: null,
    slopePerDay: null,
  });
  expect(await trend('L40S')).toMatchObject({ absence: 'NOT_OBSERVED', direction: null, slopePerDay: null });
});

test('a trend of nothing in particular, or in too many buckets, is refused', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const refused = async (args: string) => (await refusalOf(db, `{ priceTrend(${args}) { from } }`)).message;
  expect(await refused('filter: {}')).toContain('Name the GPUs');
  expect(await refused('filter: { gpus: ["4090"] }, period: { last: "P4000D" }')).toContain('P3660D');
  expect(await refused('filter: { gpus: ["4090"] }, period: { last: "P30D" }, bucket: "PT5M"')).toContain(
    'buckets',
  );
  expect(await refused('filter: { gpus: ["4090"] }, bucket: "PT1S"')).toContain('PT1M');
  expect(await refused('filter: { gpus: ["4090"] }, bucket: "P36500D"')).toContain('as long as the period');
  const open = '{ from: "2026-06-15T00:00:00Z", to: "9999-12-31T00:00:00Z" }';
  expect(
    await refused(`filter: { gpus: ["4090"] }, period: { between: ${open} }, bucket: "P36500D"`),
  ).toContain('as long as the period');
  const future = '{ from: "9999-12-31T00:00:00Z", to: "9999-12-31T23:59:59Z" }';
  expect(await refused(`filter: { gpus: ["4090"] }, period: { between: ${future} }`)).toContain('not begun');
  const reversed = '{ from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }';
  expect(await refused(`filter: { gpus: ["4090"] }, period: { between: ${reversed} }`)).toContain(
    '`to` is not after `from`',
  );
});
