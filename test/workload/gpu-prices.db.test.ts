import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ANY_OFFER, scopeOf } from '#market/graph-filter.ts';
import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import { summarise } from '#market/store-summary.ts';
import { gpuMarket, pricedGpus } from '#workload/gpu-prices.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { contextOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedMarket, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

const NOW = { at: NOON, asOf: null };
const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);
const onDemand: OfferScope = { ...wholeMarket(false), billing: 'ON_DEMAND' };

test('a GPU on offer alone and with its machine is one GPU, and a taken one is none', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const [rtx4090, h100] = (await pricedGpus(contextOf(database.db), onDemand, NOW)).toSorted((a, b) =>
    a.gpu.slug < b.gpu.slug ? 1 : -1,
  );
  // m1:0, m1:1, m2:0 and gamma's one; m3 is taken, beta tells no number.
  expect(rtx4090).toMatchObject({ billing: 'ON_DEMAND', available: 4, uncounted: 1, factors: null });
  expect(rtx4090?.sizes.map(({ gpuCount, offers, available }) => [gpuCount, offers, available])).toEqual([
    // Alone: m1:0, m2:0, gamma's; beta tells no number.
    [1, 4, 3],
    [2, 1, 2],
  ]);
  expect(rtx4090?.cheapest).toMatchObject({
    gpuCount: 1,
    cheapest: 200_000,
    // Of 0.20, 0.36, 0.40 and 0.69.
    median: 380_000,
    provider: 'gamma',
    region: 'FR',
    stale: true,
    simulated: false,
    observedAt: hour(-2),
    source: 'https://gamma.example',
  });
  expect(h100).toMatchObject({ available: 0, uncounted: 1, cheapest: { cheapest: 2_690_000, region: null } });
});

test('what is stale is left out where it is asked, and every billing has its own entry', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const context = contextOf(database.db);
  const scope = { ...wholeMarket(false), gpus: ['rtx-4090'], includeStale: false };
  const entries = await pricedGpus(context, scope, NOW);
  expect(entries.map(({ billing, cheapest, available }) => [billing, cheapest.cheapest, available])).toEqual([
    ['ON_DEMAND', 360_000, 3],
    ['SPOT', 180_000, 1],
  ]);
  const stale = await gpuMarket(context, { ...scope, billing: 'ON_DEMAND', regions: ['FR'] }, NOW);
  expect(stale).toMatchObject({ priced: [], unpriced: [{ gpu: 'rtx-4090', staleOut: 1, taken: 0 }] });
});

test('a GPU all of whose offers are taken is listed and not priced', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, [
    { provider: 'alpha', key: 'a', gpu: 'a40', changes: [{ at: hour(-2), usd: 0.4, available: 0 }] },
  ]);
  for (const rentableOnly of [true, false]) {
    const market = await gpuMarket(contextOf(database.db), { ...onDemand, rentableOnly }, NOW);
    expect(market).toMatchObject({ priced: [], unpriced: [{ gpu: 'a40', taken: 1, offers: 0, sizes: [] }] });
  }
});

test('naming a provider reaches the other kind of market, and a past instant its own prices', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const context = contextOf(database.db);
  const demo = await scopeOf({ ...ANY_OFFER, providers: ['demo'] }, context);
  expect(await pricedGpus(context, demo, NOW)).toMatchObject([
    { cheapest: { provider: 'demo', simulated: true, cheapest: 330_000 } },
  ]);
  const alpha = { ...onDemand, providers: ['alpha'], gpus: ['rtx-4090'], gpuCount: { lte: 1 } };
  // m2 came six hours before noon, and m1 got cheaper an hour before it.
  const then = await pricedGpus(context, alpha, { at: hour(-7), asOf: hour(-7) });
  expect(then).toMatchObject([{ cheapest: { cheapest: 420_000 }, available: 1 }]);
  const at = await pricedGpus(context, alpha, { at: hour(-5), asOf: hour(-5) });
  expect(at).toMatchObject([{ cheapest: { cheapest: 360_000 }, available: 2 }]);
});

const anyOffer = fc.record({
  provider: fc.constantFrom('alpha', 'beta'),
  gpu: fc.constantFrom('rtx-4090', 'a40'),
  billing: fc.constantFrom('ON_DEMAND' as const, 'SPOT' as const),
  gpuCount: fc.integer({ min: 1, max: 4 }),
  cents: fc.integer({ min: 1, max: 300 }),
  units: fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 })),
  available: fc.integer({ min: 0, max: 3 }),
  isCounted: fc.boolean(),
});

test('counts are those that offers are summed up by anywhere else, whatever is on offer', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }, { id: 'beta' }]);
  await fc.assert(
    fc.asyncProperty(fc.array(anyOffer, { maxLength: 12 }), async (offers) => {
      await sql`truncate offer, offer_version, price_change restart identity cascade`.execute(db);
      await seedOffers(
        db,
        offers.map(({ cents, units, available, isCounted, ...offer }, key): SeedOffer => ({
          ...offer,
          key: String(key),
          ...(units ? { units } : isCounted ? {} : { stock: 'HIGH' as const }),
          changes: [{ at: hour(-1), usd: cents / 100, ...(units ? {} : { available }) }],
        })),
      );
      const summaries = await summarise(db, wholeMarket(false), NOW, [['gpu', 'billing']]);
      const { priced, unpriced } = await gpuMarket(contextOf(db), wholeMarket(false), NOW);
      const rentable = summaries.filter((summary) => summary.offers > 0);
      expect(
        priced.map(({ gpu, billing, available, uncounted, cheapest }) => ({
          gpu: gpu.slug as string,
          billing,
          counted: available,
          uncounted,
          min: cheapest.cheapest,
        })),
      ).toEqual(
        rentable.map(({ gpu, billing, counted, uncounted, min }) => ({
          gpu,
          billing,
          counted,
          uncounted,
          min,
        })),
      );
      expect(unpriced.length).toBe(summaries.length - rentable.length);
      for (const { sizes, available } of priced) {
        expect(sizes.map(({ gpuCount }) => gpuCount)).toEqual(
          [...new Set(sizes.map(({ gpuCount }) => gpuCount))].toSorted((a, b) => a - b),
        );
        // Each size counts its own GPUs: no more than all, and together no fewer.
        for (const size of sizes) expect(size.available).toBeLessThanOrEqual(available);
        expect(sizes.reduce((sum, size) => sum + size.available, 0)).toBeGreaterThanOrEqual(available);
      }
    }),
    { numRuns: 40 },
  );
});
