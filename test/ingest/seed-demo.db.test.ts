import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { createDemoProviders } from '#demo/providers.ts';
import { checkDemoSeed, seedDemo } from '#ingest/seed-demo.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { at } from '../support/quotes.ts';

/** Polls every simulated market once, as the pollers do; returns how many changes that made. */
async function pollDemo(db: Db, now: Instant): Promise<number> {
  const term = await beginTerm(db);
  let changes = 0;
  for (const provider of createDemoProviders({ seed: 1 })) {
    await upsertProvider(db, provider);
    const { signal } = new AbortController();
    const { observedAt, quotes, rejects, seen } = await provider.poll({ fetch, now: () => now, signal });
    const poll = {
      provider: provider.id,
      source: provider.source,
      startedAt: now,
      observedAt,
      quotes,
      rejects,
      seen,
    };
    changes += (await recordPoll(db, term, poll)).changes;
  }
  return changes;
}

async function count(db: Db, condition = sql`true`): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from price_change where ${condition}`.execute(db);
  return rows[0]?.n ?? 0;
}

const offers = (db: Db) =>
  db
    .selectFrom('offer')
    .select(['id', 'price', 'stock', 'available', 'listed', 'observed_at'])
    .orderBy('id')
    .execute();

test(
  '45 days of past for a new market; live goes on from it; a pause is filled in behind the news',
  { timeout: 120_000 },
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    const start = at(1234);

    const load = await seedDemo(db, 1, start);
    expect(load?.added).toBeGreaterThan(80_000);
    const {
      rows: [span],
    } = await sql<{ first: Instant; last: Instant; gpus: number; regions: number; providers: number }>`
    select min(change.observed_at) as first, max(change.observed_at) as last, count(distinct gpu) as gpus,
      count(distinct region) as regions, count(distinct provider) as providers
    from price_change as change join offer on offer.id = change.offer_id`.execute(db);
    expect((span?.last ?? 0) - (span?.first ?? 0)).toBeGreaterThanOrEqual(45 * DAY_MS);
    expect(span?.gpus).toBeGreaterThanOrEqual(25);
    expect(span).toMatchObject({ regions: 8, providers: 3 });
    expect(await count(db, sql`seq is not null`)).toBe(0);
    // Names and places of the simulation are all ones the catalog knows.
    expect(await db.selectFrom('offer').select('gpu_name').where('gpu', 'is', null).execute()).toEqual([]);
    expect(await db.selectFrom('offer').select('region_name').where('region', 'is', null).execute()).toEqual(
      [],
    );

    // Cut short before the first poll, it is done again, and adds nothing it has.
    expect((await seedDemo(db, 1, start))?.added).toBe(0);

    // The past ends where the present begins.
    expect(await pollDemo(db, start)).toBe(0);
    expect(await seedDemo(db, 1, plusMs(start, 60_000))).toBeUndefined();

    // The past was watched: prices of last week are there, and fresh; the week before the first hour is not.
    const question = `query ($asOf: DateTime) { marketStatus(asOf: $asOf) { listedOffers providers { health { status } } }
      offers(first: 1, asOf: $asOf, filter: { includeStale: false }) { totalCount edges { node { stale changedAt } } } }`;
    type Answer = {
      marketStatus: { listedOffers: number; providers: unknown[] };
      offers: { totalCount: number; edges: { node: { stale: boolean; changedAt: string } }[] };
    };
    const asOf = async (days: number) =>
      data<Answer>(db, question, {
        simulated: true,
        variables: { asOf: formatInstant(plusMs(start, days * DAY_MS)) },
        context: { now: () => plusMs(start, 1000) },
      });
    const week = await asOf(-7);
    expect(week.offers.totalCount).toBeGreaterThan(50);
    expect(week.offers.edges[0]?.node.stale).toBe(false);
    expect(Date.parse(week.offers.edges[0]?.node.changedAt ?? '')).toBeLessThanOrEqual(start - 7 * DAY_MS);
    expect(week.marketStatus.providers).toEqual(
      Array.from({ length: 3 }, () => ({ health: { status: 'HEALTHY' } })),
    );
    expect(await asOf(-52)).toEqual({
      marketStatus: { listedOffers: 0, providers: [] },
      offers: { totalCount: 0, edges: [] },
    });

    const before = await offers(db);
    const told = await count(db, sql`seq is not null`);
    const resumed = plusMs(start, 30 * HOUR_MS);
    const filled = await seedDemo(db, 1, resumed);
    expect(filled?.added).toBeGreaterThan(100);
    expect(await offers(db)).toEqual(expect.arrayContaining(before));
    expect(await count(db, sql`seq is not null`)).toBe(told);
    expect(await count(db, sql`observed_at > ${new Date(start).toISOString()}::timestamptz`)).toBe(
      filled?.added,
    );
    // What became of each offer meanwhile is told by the next poll.
    expect(await pollDemo(db, resumed)).toBeGreaterThan(100);

    await expect(checkDemoSeed(db, 2)).rejects.toThrow('Set DEMO_SEED to that seed');
    await checkDemoSeed(db, 1);
  },
);
