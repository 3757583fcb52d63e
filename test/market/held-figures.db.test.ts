import { describe, expect, test, vi } from 'vitest';
import type { Db } from '#db/open.ts';
import { startIngest } from '#ingest/ingest.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import type { Quote } from '#units/quote.ts';
import { instant, MINUTE_MS, plusMs } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { quote } from '../support/quotes.ts';
import { scriptedMarket } from '../support/scripted-market.ts';
import { NOON } from '../support/seed-market.ts';

/** A market whose polls are a minute apart; `poll` tells what a provider lists. */
async function market() {
  const database = await testDatabase();
  const { db } = database;
  for (const id of ['vastai', 'runpod']) {
    await upsertProvider(db, {
      id,
      name: id,
      source: 'https://market.test',
      simulated: false,
      cadenceMs: 60_000,
    });
  }
  const term = await beginTerm(db);
  let minute = 0;
  return {
    db,
    now: () => plusMs(NOON, minute * MINUTE_MS),
    poll: (quotes: readonly Quote[], provider = 'vastai') => {
      const observedAt = plusMs(NOON, ++minute * MINUTE_MS);
      return recordPoll(db, term, {
        provider,
        source: 'https://market.test',
        startedAt: observedAt,
        observedAt,
        seen: quotes.length,
        quotes,
        rejects: [],
      });
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const b200 = (usd: number, key = 'b') => quote({ key, usd, gpuName: 'B200' });

type Seen = {
  gpu: { prices: readonly { offers: number; min: Figure; median: Figure; max: Figure }[] };
  offers: { edges: readonly { node: { price: { amount: string; stale: boolean } } }[] };
  quarantine: { edges: readonly { node: { outcome: string; reason: string; times: string } }[] };
  provider: { health: { held: number } };
};
type Figure = { amount: string; stale: boolean };

/** What readers see of B200s: every figure of now, each offer, and the quarantine. */
async function seen({ db, now }: { db: Db; now: () => ReturnType<typeof plusMs> }) {
  const answer = await data<Seen>(
    db,
    `{
      gpu(name: "B200") { ... on GPU { prices(filter: { billing: ON_DEMAND }) {
        offers min { amount stale } median { amount stale } max { amount stale } } } }
      offers(filter: { gpus: ["B200"] }) { edges { node { price { amount stale } } } }
      quarantine(filter: {}) { edges { node { outcome reason times } } }
      provider(key: "vastai") { health { held } }
    }`,
    { context: { now } },
  );
  const { offers, min, median, max } = answer.gpu.prices[0]!;
  const figures = [min, median, max].map((figure) => figure && figure.amount);
  return {
    offers,
    figures: [...new Set(figures)],
    stale: answer.offers.edges.map(({ node }) => node.price.stale),
    prices: answer.offers.edges.map(({ node }) => node.price.amount),
    quarantine: answer.quarantine.edges.map(({ node }) => `${node.outcome} ${node.reason} ${node.times}`),
    held: answer.provider.health.held,
  };
}

const changes = async (db: Db) => {
  const rows = await db.selectFrom('price_change').select(['price', 'listed']).orderBy('seq').execute();
  return rows.map(({ price, listed }) => (listed ? price / 1e6 : null));
};

describe('a B200 at a cent', () => {
  test('for one poll: the last good price stays, stale, and nothing is recorded', async () => {
    await using m = await market();
    await m.poll([b200(5)]);
    expect(await m.poll([b200(0.01)])).toEqual({ seq: 1, changes: 0 });
    expect(await seen(m)).toEqual({
      offers: 1,
      figures: ['5.00'],
      stale: [true],
      prices: ['5.00'],
      quarantine: ['HELD ABSURD_PRICE 1'],
      held: 1,
    });
    await m.poll([b200(4.9)]);
    expect(await seen(m)).toEqual({
      offers: 1,
      figures: ['4.90'],
      stale: [false],
      prices: ['4.90'],
      quarantine: ['DISMISSED ABSURD_PRICE 1'],
      held: 0,
    });
    expect(await changes(m.db)).toEqual([5, 4.9]);
  });

  test('for a hundred polls: withdrawn after an hour, and never a price', async () => {
    await using m = await market();
    await m.poll([b200(5)]);
    for (let times = 1; times <= 60; times++) await m.poll([b200(0.01)]);
    expect(await seen(m)).toMatchObject({ prices: ['5.00'], stale: [true] });
    for (let times = 61; times <= 100; times++) await m.poll([b200(0.01)]);
    expect(await seen(m)).toEqual({
      offers: 0,
      figures: [null],
      stale: [],
      prices: [],
      quarantine: ['HELD ABSURD_PRICE 100'],
      held: 1,
    });
    await m.poll([b200(5)]);
    expect(await seen(m)).toMatchObject({ prices: ['5.00'], stale: [false], held: 0 });
    expect(await changes(m.db)).toEqual([5, null, 5]);
  });
});

test('figures of the present, of a period and the index are as if a held price had not been said', async () => {
  const figures = async (last: number) => {
    await using m = await market();
    const usual = [4.8, 5, 5.2].map((usd, n) => b200(usd, `n${n}`));
    await m.poll([...usual, b200(5)]);
    await m.poll([...usual, b200(last)]);
    return await data(
      m.db,
      `{
        gpu(name: "B200") { ... on GPU {
          prices { offers min { amount } average { amount } max { amount } }
          index { offers anomalies price { amount } p10 { amount } p90 { amount } }
          availability { availableGpus }
          priceTrend(period: { last: "PT1H" }) { direction buckets { p10 p90 } }
        } }
        priceMonitor { gpus { current { amount } } }
      }`,
      { context: { now: m.now } },
    );
  };
  const calm = await figures(5);
  expect(await figures(0.01)).toEqual(calm);
  expect(await figures(900)).toEqual(calm);
});

test('a polled market: a cent is held, and a price that stays is accepted', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const scripted = scriptedMarket();
  const now = () => instant(Date.now());
  await using _ingest = startIngest(database, [scripted], {
    fetch,
    now,
    chance: () => 0,
    onError: (error) => {
      throw error;
    },
  });
  await scripted.list([b200(0.5)]);
  await scripted.list([b200(0.01)]);
  await vi.waitFor(async () => expect(await seen({ db, now })).toMatchObject({ figures: ['0.50'], held: 1 }));
  await scripted.list([b200(50)]);
  await vi.waitFor(async () =>
    expect(await seen({ db, now })).toMatchObject({ figures: ['50.00'], held: 0 }),
  );
});
