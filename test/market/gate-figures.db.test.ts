import { parse, subscribe } from 'graphql';
import { expect, test } from 'vitest';
import { sharedResults } from '#bus/shared-results.ts';
import { buildSchema } from '#graph/schema.ts';
import type { Quote } from '#units/quote.ts';
import { data } from '../support/ask.ts';
import { polledMarket, type PolledMarket } from '../support/polled-market.ts';
import { quote } from '../support/quotes.ts';

const FIGURES = /* GraphQL */ `
  query ($gpu: String!) {
    gpu(name: $gpu) {
      ... on GPU {
        prices {
          billing
          offers
          absence
          min {
            amount
          }
          median {
            amount
          }
        }
        availability {
          availableGpus
          offers
          minPrice {
            amount
          }
          avgPrice {
            amount
          }
          maxPrice {
            amount
          }
        }
        breadth {
          regions {
            withStock
            listed
          }
        }
        priceTrend(period: { last: "PT6H" }) {
          changePercent
          anomalies
          buckets {
            p50
          }
        }
      }
    }
    priceMonitor {
      gpus {
        gpu {
          slug
        }
        offers
        current {
          amount
        }
        min24h
        max24h
        changePercent
      }
    }
    offers {
      totalCount
      edges {
        node {
          gpuName
          availableGpus
          price {
            amount
          }
        }
      }
    }
    marketStatus {
      cursor
    }
  }
`;

type Figures = { gpu: { priceTrend: { buckets: { p50: string | null }[] } } };

/** All that is said of the market; of the trend the prices alone, as its buckets move with the clock. */
async function figures(m: PolledMarket, gpu = 'B200'): Promise<unknown> {
  const all = await data<Figures>(m.db, FIGURES, { variables: { gpu }, context: { now: m.now } });
  const trend = all.gpu.priceTrend;
  const prices = [...new Set(trend.buckets.flatMap(({ p50 }) => p50 ?? []))];
  return { ...all, gpu: { ...all.gpu, priceTrend: { ...trend, buckets: prices } } };
}

type Message = { seq?: string; offer?: { price: { amount: string } }; price?: { current: unknown } };

/** Follows a stream from its snapshot on; `next` is its next message. */
async function follow(m: PolledMarket, source: string): Promise<{ next(): Promise<Message> }> {
  const stream = await subscribe({
    schema: buildSchema(),
    document: parse(source),
    contextValue: {
      db: m.db,
      now: m.now,
      tail: m.tail,
      signals: { position: 0, subscribe: () => () => {} },
      shared: sharedResults(),
      answers: { keep: () => {} },
      requestId: 'test',
      simulated: false,
    },
  });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  const next = async (): Promise<Message> => {
    const { value } = await stream.next();
    return Object.values(JSON.parse(JSON.stringify(value)).data)[0] as Message;
  };
  await next();
  return { next };
}

const CHANGES = `subscription { priceChanges(filter: {}) { __typename ... on OfferChange { seq kind offer { price { amount } } } } }`;
const TICKER = `subscription { ticker { __typename ... on Tick { seq price { current { amount } } } } }`;

const b200 = (usd: number, rest: Partial<Quote> = {}) =>
  quote({ key: 'b', gpuName: 'NVIDIA B200', usd, ...rest });
const market = [5, 5.1, 5.2, 4.9, 4.8].map((usd, index) => b200(usd, { key: `b${index}` }));

test('no figure and no stream knows a B200 at $0.01, in whatever offer, for a hundred polls', async () => {
  await using m = await polledMarket();
  await m.poll(0, market);
  await m.poll(40, market);
  const before = await figures(m);
  const streams = await Promise.all([follow(m, CHANGES), follow(m, TICKER)]);
  for (let poll = 1; poll <= 100; poll++) {
    // A new offer at a cent; a known one stands for half an hour at a cent, and a poll in five fails.
    const first = b200(poll <= 59 ? 0.01 : 5, { key: 'b0' });
    if (poll % 5 === 0) await m.fail(40 + poll / 2);
    else await m.poll(40 + poll / 2, [first, ...market.slice(1), b200(0.01)]);
    if (poll % 20 === 1 || poll === 100) expect(await figures(m)).toEqual(before);
  }
  // The first thing any stream has to tell is the next ordinary change, under the next seq.
  await m.poll(91, [...market.slice(0, 4), b200(4.7, { key: 'b4' })]);
  const [change, tick] = await Promise.all(streams.map((stream) => stream.next()));
  expect(change).toMatchObject({ seq: '6', kind: 'PRICE', offer: { price: { amount: '4.70' } } });
  expect(tick).toMatchObject({ seq: '6', price: { current: { amount: '5.00' } } });
});

test('a hundredfold jump moves nothing in its first poll, and is an ordinary change in its second', async () => {
  await using m = await polledMarket();
  await m.poll(0, market);
  await m.poll(1, market);
  const before = await figures(m);
  const streams = await Promise.all([follow(m, CHANGES), follow(m, TICKER)]);
  const jumped = [b200(499, { key: 'b0' }), ...market.slice(1)];
  expect(await m.poll(2, jumped)).toEqual({ seq: 5, changes: 0 });
  expect(await figures(m)).toEqual(before);
  expect(await m.poll(3, market)).toEqual({ seq: 5, changes: 0 });
  expect(await m.poll(4, jumped)).toEqual({ seq: 5, changes: 0 });
  expect(await figures(m)).toEqual(before);
  expect(await m.poll(5, jumped)).toEqual({ seq: 6, changes: 1 });
  const [change, tick] = await Promise.all(streams.map((stream) => stream.next()));
  expect(change).toMatchObject({ seq: '6', kind: 'PRICE', offer: { price: { amount: '499.00' } } });
  expect(tick).toMatchObject({ seq: '6', price: { current: { amount: '5.10' } } });
});

test('a jump is confirmed by a new leader on a reopened database', async () => {
  await using m = await polledMarket();
  await m.poll(0, market);
  const jumped = [b200(60, { key: 'b0' }), ...market.slice(1)];
  await m.poll(1, jumped);
  const before = await figures(m);
  await m.reopen();
  expect(await figures(m)).toEqual(before);
  await m.fail(2);
  expect(await m.poll(3, jumped)).toEqual({ seq: 6, changes: 1 });
});

test('a new offer far off its market is in no figure until its second poll, one gone before that never', async () => {
  await using m = await polledMarket();
  await m.poll(0, market);
  await m.poll(1, market);
  const before = await figures(m);
  const changes = await follow(m, CHANGES);
  const [stays, goes] = [b200(60, { key: 'x' }), b200(61, { key: 'y' })];
  await m.poll(2, [...market, stays, goes]);
  expect(await figures(m)).toEqual(before);
  await m.poll(3, market);
  await m.poll(4, [...market, stays]);
  expect(await figures(m)).toEqual(before);
  await m.poll(5, [...market, stays]);
  expect(await changes.next()).toMatchObject({
    seq: '6',
    kind: 'LISTED',
    offer: { price: { amount: '60.00' } },
  });
});

const OFFER = /* GraphQL */ `
  {
    offers(filter: { rentableOnly: false }) {
      edges {
        node {
          availableGpus
          reliability
          price {
            amount
            stale
          }
        }
      }
    }
    fresh: offers(filter: { includeStale: false }) {
      totalCount
    }
    provider(key: "vastai") {
      health {
        held
        status
      }
    }
  }
`;

const stated = (m: PolledMarket) => data(m.db, OFFER, { context: { now: m.now } });

test('while a price is held its offer stands as last believed, stock and facts with it, marked stale', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5, { reliability: 0.99 })]);
  const odd = b200(0.01, { reliability: 0.5, stock: { kind: 'COUNT', count: 0 } });
  await m.poll(1, [odd]);
  expect(await stated(m)).toEqual({
    offers: {
      edges: [{ node: { availableGpus: 1, reliability: 0.99, price: { amount: '5.00', stale: true } } }],
    },
    fresh: { totalCount: 0 },
    provider: { health: { held: 1, status: 'HEALTHY' } },
  });
  // Believed again, the very same quote lifts the mark without a change of the market.
  expect(await m.poll(2, [b200(5, { reliability: 0.99 })])).toMatchObject({ changes: 0 });
  expect(await stated(m)).toMatchObject({
    offers: { edges: [{ node: { availableGpus: 1, price: { amount: '5.00', stale: false } } }] },
    fresh: { totalCount: 1 },
    provider: { health: { held: 0 } },
  });
});

test('held for more than an hour an offer is withdrawn, once, and relisted with its next believed price', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5)]);
  const changes = await follow(m, CHANGES);
  // Another absurd price each poll: the hour runs on from the first.
  for (let minute = 1; minute <= 61; minute += 4) await m.poll(minute, [b200(0.01 / minute)]);
  expect(await stated(m)).toMatchObject({ offers: { edges: [{}] } });
  expect(await m.poll(62, [b200(0.01)])).toEqual({ seq: 2, changes: 1 });
  expect(await m.poll(90, [b200(0.01)])).toEqual({ seq: 2, changes: 0 });
  expect(await stated(m)).toMatchObject({ offers: { edges: [] }, provider: { health: { held: 1 } } });
  expect(await changes.next()).toMatchObject({
    seq: '2',
    kind: 'WITHDRAWN',
    offer: { price: { amount: '5.00' } },
  });
  expect(await m.poll(91, [b200(5)])).toEqual({ seq: 3, changes: 1 });
  expect(await changes.next()).toMatchObject({
    seq: '3',
    kind: 'LISTED',
    offer: { price: { amount: '5.00' } },
  });
  expect(await stated(m)).toMatchObject({ offers: { edges: [{ node: { price: { stale: false } } }] } });
});

test('an offer that its provider lists no longer is withdrawn at once, held or not', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5)]);
  await m.poll(1, [b200(0.01)]);
  expect(await m.poll(2, [])).toEqual({ seq: 2, changes: 1 });
  expect(await stated(m)).toMatchObject({ offers: { edges: [] }, provider: { health: { held: 0 } } });
  // Back at a price tenfold its last: doubted as ever, and stays off the list meanwhile.
  expect(await m.poll(3, [b200(51)])).toEqual({ seq: 2, changes: 0 });
  expect(await m.poll(4, [b200(51)])).toEqual({ seq: 3, changes: 1 });
});

test('a feed that walks a price away by steps below tenfold is held once it is tenfold off the market', async () => {
  await using m = await polledMarket();
  await m.poll(0, market);
  for (const [index, usd] of [40, 360, 900, 130, 44, 60, 80, 65].entries()) {
    await m.poll(index + 1, [b200(usd, { key: 'b0' }), ...market.slice(1)]);
  }
  const rows = await m.db.selectFrom('price_change').select('price').orderBy('seq').execute();
  // 60 and 80 are within half of their predecessors: each says about the same as the poll before.
  expect(rows.slice(5).map(({ price }) => price / 1e6)).toEqual([40, 44, 60, 80, 65]);
  const held = await m.db
    .selectFrom('quarantine')
    .select(['reason', 'outcome', 'detail'])
    .orderBy('id')
    .execute();
  expect(held.map(({ reason, outcome }) => `${reason} ${outcome}`)).toEqual([
    'OFF_MARKET REPLACED',
    'JUMP REPLACED',
    'OFF_MARKET DISMISSED',
  ]);
  expect(held[0]?.detail).toBe(
    '360.00 USD an hour for one NVIDIA B200 in an offer that asked 40.00 is 71 times the usual price, 5.10',
  );
});
