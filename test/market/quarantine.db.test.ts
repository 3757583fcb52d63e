import { describe, expect, test, vi } from 'vitest';
import type { Db } from '#db/open.ts';
import { startIngest } from '#ingest/ingest.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import type { Quote } from '#units/quote.ts';
import { instant, MINUTE_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { quote } from '../support/quotes.ts';
import { scriptedMarket } from '../support/scripted-market.ts';
import { NOON } from '../support/seed-market.ts';

/** A market whose polls are a minute apart; `poll` tells what a provider lists, `term` who leads. */
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
  let term = await beginTerm(db);
  let minute = 0;
  return {
    db,
    now: () => plusMs(NOON, minute * MINUTE_MS),
    succeed: async () => (term = await beginTerm(db)),
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
  quarantine: { edges: readonly { node: { state: string; reason: string; times: number } }[] };
  provider: { health: { heldQuotes: number } };
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
      quarantine { edges { node { state reason times } } }
      provider(key: "vastai") { health { heldQuotes } }
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
    quarantine: answer.quarantine.edges.map(({ node }) => `${node.state} ${node.reason} ${node.times}`),
    held: answer.provider.health.heldQuotes,
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

  test('as a new offer: does not exist, until another provider asks about that price', async () => {
    await using m = await market();
    await m.poll([b200(0.04)]);
    await m.poll([b200(0.04)]);
    expect(await seen(m)).toMatchObject({ prices: [], held: 1, quarantine: ['HELD ABSURD_PRICE 2'] });
    await m.poll([b200(0.05)], 'runpod');
    await m.poll([b200(0.04)]);
    expect(await seen(m)).toMatchObject({
      prices: ['0.04', '0.05'],
      held: 0,
      quarantine: ['CONFIRMED ABSURD_PRICE 3'],
    });
  });

  test('that is no longer listed is withdrawn, and so is its offer', async () => {
    await using m = await market();
    await m.poll([b200(5)]);
    await m.poll([b200(0.01)]);
    await m.poll([]);
    expect(await seen(m)).toMatchObject({ prices: [], held: 0, quarantine: ['WITHDRAWN ABSURD_PRICE 1'] });
    expect(await m.db.selectFrom('offer').select(['held', 'listed']).execute()).toEqual([
      { held: false, listed: false },
    ]);
  });
});

describe('a hundredfold jump', () => {
  test('for one poll never becomes a price', async () => {
    await using m = await market();
    await m.poll([b200(0.5)]);
    await m.poll([b200(50)]);
    expect(await seen(m)).toMatchObject({ figures: ['0.50'], stale: [true], quarantine: ['HELD JUMP 1'] });
    await m.poll([b200(0.5)]);
    expect(await seen(m)).toMatchObject({
      figures: ['0.50'],
      stale: [false],
      quarantine: ['DISMISSED JUMP 1'],
    });
    expect(await changes(m.db)).toEqual([0.5]);
  });

  test('for two polls becomes one at the second, whoever leads then', async () => {
    await using m = await market();
    await m.poll([b200(0.5)]);
    await m.poll([b200(50)]);
    await m.succeed();
    expect(await m.poll([b200(49)])).toEqual({ seq: 2, changes: 1 });
    expect(await seen(m)).toMatchObject({
      figures: ['49.00'],
      stale: [false],
      quarantine: ['CONFIRMED JUMP 2'],
    });
    expect(await changes(m.db)).toEqual([0.5, 49]);
  });

  test('of one offer leaves the others of its provider as they are', async () => {
    await using m = await market();
    await m.poll([b200(5), b200(0.5, 'c')]);
    await m.poll([b200(4.8), b200(50, 'c')]);
    expect(await seen(m)).toMatchObject({ prices: ['0.50', '4.80'], stale: [true, false], offers: 2 });
  });
});

test('figures of the present, of a period and the index are as if a held price had not been said', async () => {
  const figures = async (last: number) => {
    await using m = await market();
    const usual = [4.8, 5, 5.2].map((usd, n) => b200(usd, `n${n}`));
    await m.poll([...usual, b200(5)]);
    await m.poll([...usual, b200(last)]);
    return data(
      m.db,
      `{
        gpu(name: "B200") { ... on GPU {
          prices { offers min { amount } average { amount } max { amount } }
          index { offers anomalies price { amount } p10 { amount } p90 { amount } }
          availability { availableGpus }
          priceTrend(period: { last: "PT1H" }) { direction buckets { p10 { amount } p90 { amount } } }
        } }
        priceMonitor { edges { node { current { amount } } } }
      }`,
      { context: { now: m.now } },
    );
  };
  const calm = await figures(5);
  expect(await figures(0.01)).toEqual(calm);
  expect(await figures(900)).toEqual(calm);
});

test('a new offer far off its market waits for the next poll', async () => {
  await using m = await market();
  const usual = [4, 5, 5, 6, 7].map((usd, n) => b200(usd, `n${n}`));
  await m.poll(usual);
  await m.poll([...usual, b200(0.4)]);
  expect(await seen(m)).toMatchObject({ offers: 5, held: 1, quarantine: ['HELD OFF_MARKET 1'] });
  await m.poll([...usual, b200(0.4)]);
  expect(await seen(m)).toMatchObject({ offers: 6, held: 0, quarantine: ['CONFIRMED OFF_MARKET 2'] });
});

test('the quarantine says why, what was usual, and what would release it; also of the past', async () => {
  await using m = await market();
  await m.poll([b200(5)]);
  await m.poll([b200(0.01)]);
  await m.poll([b200(0.01)]);
  await m.poll([b200(5)]);
  const fields = `reason detail state since lastAt times releasedBy resolution resolvedAt acceptedPrice usualPrice
    price { amount observedAt source } provider { key } gpu { slug } gpuCount region { code } key billing`;
  const { quarantine, then, before } = await data<Record<string, unknown>>(
    m.db,
    `{ quarantine(providers: ["vastai"], state: DISMISSED) { totalCount edges { node { ${fields} } } }
       then: quarantine(state: HELD, asOf: "2026-06-15T12:02:00Z") { edges { node { state times lastAt resolution releasedBy } } }
       before: quarantine(asOf: "2026-06-15T12:01:00Z") { totalCount } }`,
    { context: { now: m.now } },
  );
  expect(quarantine).toEqual({
    totalCount: 1,
    edges: [
      {
        node: {
          reason: 'ABSURD_PRICE',
          detail:
            '0.01 USD an hour for one B200 is below 0.045, a tenth of the lowest price seen for such a GPU',
          state: 'DISMISSED',
          since: '2026-06-15T12:02:00Z',
          lastAt: '2026-06-15T12:03:00Z',
          times: 2,
          releasedBy: null,
          resolution: 'the next price was 5.00 USD',
          resolvedAt: '2026-06-15T12:04:00Z',
          acceptedPrice: '5.00',
          usualPrice: null,
          price: { amount: '0.01', observedAt: '2026-06-15T12:02:00Z', source: 'https://market.test' },
          provider: { key: 'vastai' },
          gpu: { slug: 'b200' },
          gpuCount: 1,
          region: { code: 'CZ' },
          key: 'b',
          billing: 'ON_DEMAND',
        },
      },
    ],
  });
  const [held] = (then as { edges: { node: Record<string, unknown> }[] }).edges;
  expect(held?.node).toMatchObject({ state: 'HELD', times: null, lastAt: null, resolution: null });
  expect(held?.node['releasedBy']).toMatch(/^Only another provider’s offer/);
  expect(before).toEqual({ totalCount: 0 });
});

test('the quarantine is paged newest first, both ways, and refuses a cursor of another list', async () => {
  await using m = await market();
  await m.poll(['a', 'b', 'c', 'd', 'e'].map((key) => b200(0.01, key)));
  type Page = {
    quarantine: { edges: { node: { key: string } }[]; pageInfo: { startCursor: string; endCursor: string } };
  };
  const page = async (args: string) => {
    const { quarantine } = await data<Page>(
      m.db,
      `{ quarantine(${args}) { edges { node { key } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
      { context: { now: m.now } },
    );
    return { keys: quarantine.edges.map(({ node }) => node.key).join(''), ...quarantine.pageInfo };
  };
  const first = await page('first: 2');
  expect(first).toMatchObject({ keys: 'ed', hasNextPage: true, hasPreviousPage: false });
  const second = await page(`first: 2, after: "${first.endCursor}"`);
  expect(second).toMatchObject({ keys: 'cb', hasNextPage: true, hasPreviousPage: true });
  expect(await page(`last: 2, before: "${second.startCursor}"`)).toMatchObject({ keys: 'ed' });
  expect(await page('last: 2')).toMatchObject({ keys: 'ba', hasPreviousPage: true });
  expect(await refusalOf(m.db, '{ quarantine(after: "x") { totalCount } }')).toMatchObject({
    code: 'BAD_CURSOR',
  });
});

test('what was resolved is kept for 35 days', async () => {
  await using m = await market();
  await m.poll([b200(5)]);
  await m.poll([b200(0.01)]);
  await m.poll([b200(5)]);
  await m.db.updateTable('quarantine').set({ resolved_at: '2026-05-11T12:00:00Z' }).execute();
  await m.poll([b200(5)]);
  expect(await m.db.selectFrom('quarantine').select('id').execute()).toEqual([]);
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
