import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTail, type RunningTail } from '#bus/tail.ts';
import type { Database } from '#db/open.ts';
import { live } from '#graph/live.ts';
import { decodeCursor, encodeCursor } from '#market/cursor.ts';
import { isInScope } from '#market/in-scope.ts';
import {
  altersAvailability,
  isOfKind,
  planChanges,
  type MarketEvent,
  type Watched,
} from '#market/live-changes.ts';
import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { inScope } from '#market/store-scope.ts';
import { readTape, type MarketChange } from '#market/store-tape.ts';
import type { Quote } from '#units/quote.ts';
import { testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';

type Market = AsyncDisposable & {
  database: Database;
  tail: RunningTail<MarketChange>;
  record(quotes: readonly Quote[], provider?: string): Promise<void>;
  watch(watched?: Partial<Watched>): Promise<AsyncIterableIterator<MarketEvent>>;
};

async function market(): Promise<Market> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const { db } = database;
  const term = await beginTerm(db);
  for (const id of ['vastai', 'runpod']) {
    await upsertProvider(db, { id, name: id, source: 'test', simulated: false, cadenceMs: 60_000 });
  }
  const tail = stack.use(
    openTail<MarketChange>({
      from: 0,
      read: (after, limit) => readTape(db, after, limit),
      onError: (error) => {
        throw error;
      },
      everyMs: 20,
    }),
  );
  const owned = stack.move();
  let seconds = 0;
  return {
    database,
    tail,
    async record(quotes, provider = 'vastai') {
      seconds += 60;
      const observedAt = at(seconds);
      await recordPoll(db, term, {
        provider,
        source: 'test',
        startedAt: observedAt,
        observedAt,
        seen: quotes.length,
        quotes,
        rejects: [],
      });
      tail.ring();
    },
    async watch(watched = {}) {
      const feed = { db, tail, now: () => at(seconds) };
      const scope = { ...wholeMarket(false), rentableOnly: false };
      const plan = await planChanges(feed, { scope, wanted: () => true, after: undefined, ...watched });
      if (!plan) throw new Error('not a cursor');
      return live({}, plan);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function nextOf(stream: AsyncIterator<MarketEvent>): Promise<MarketEvent> {
  const { value, done } = await stream.next();
  if (done) throw new Error('the stream ended');
  return value;
}

const seqOf = (event: MarketEvent): number | string =>
  event.kind === 'CHANGE' ? event.change.seq : event.kind;

test('a snapshot, then each change; a resumed reader has what came meanwhile, once', async () => {
  await using m = await market();
  await m.record([quote({ key: 'a' }), quote({ key: 'b' })]);
  const stream = await m.watch();
  const snapshot = await nextOf(stream);
  expect(snapshot).toMatchObject({ kind: 'SNAPSHOT', complete: true, offers: [{ gpu: 'rtx-4090' }, {}] });
  await m.record([quote({ key: 'a', usd: 0.3 }), quote({ key: 'b' })]);
  const change = await nextOf(stream);
  expect(change).toMatchObject({
    change: { seq: 3, offer: { price: 300_000 }, previous: { price: 400_000 } },
  });
  await stream.return?.();

  await m.record([quote({ key: 'b', usd: 0.5 })]);
  await m.record([quote({ key: 'a', usd: 0.2 }), quote({ key: 'b', usd: 0.5 })]);
  const resumed = await m.watch({ after: change.cursor ?? undefined });
  expect([await nextOf(resumed), await nextOf(resumed), await nextOf(resumed)].map(seqOf)).toEqual([4, 5, 6]);
  await m.record([quote({ key: 'a', usd: 0.1 }), quote({ key: 'b', usd: 0.5 })]);
  expect(seqOf(await nextOf(resumed))).toBe(7);
  await resumed.return?.();

  const fromSnapshot = await m.watch({ after: snapshot.cursor ?? undefined });
  expect(seqOf(await nextOf(fromSnapshot))).toBe(3);
  await fromSnapshot.return?.();
});

test('a snapshot larger than a message comes in parts, and gives a cursor with the last', async () => {
  await using m = await market();
  await m.record(Array.from({ length: 250 }, (_, index) => quote({ key: `k${index}` })));
  const stream = await m.watch();
  const parts = [await nextOf(stream), await nextOf(stream), await nextOf(stream)];
  expect(parts.map((part) => part.kind === 'SNAPSHOT' && [part.offers.length, part.complete])).toEqual([
    [100, false],
    [100, false],
    [50, true],
  ]);
  expect(parts.map((part) => part.cursor !== null)).toEqual([false, false, true]);
  const ids = parts.flatMap((part) => (part.kind === 'SNAPSHOT' ? part.offers.map(({ id }) => id) : []));
  expect(new Set(ids).size).toBe(250);
  await stream.return?.();
});

test('an offer that leaves the filter is told once, and what never was in it is not', async () => {
  await using m = await market();
  const cheap: OfferScope = { ...wholeMarket(false), price: { lt: 450_000 } };
  await m.record([quote({ key: 'a', usd: 0.4 }), quote({ key: 'b', usd: 0.9 })]);
  const stream = await m.watch({ scope: cheap });
  expect(await nextOf(stream)).toMatchObject({ offers: [{ price: 400_000 }] });
  await m.record([quote({ key: 'a', usd: 0.5 }), quote({ key: 'b', usd: 0.8 })]);
  await m.record([quote({ key: 'a', usd: 0.6 }), quote({ key: 'b', usd: 0.3 })]);
  const [left, came] = [await nextOf(stream), await nextOf(stream)];
  expect(left).toMatchObject({ change: { offer: { price: 500_000 } } });
  expect(came).toMatchObject({ change: { offer: { price: 300_000 } } });
  await stream.return?.();
});

test('availability alone can be followed', async () => {
  await using m = await market();
  const stock = (count: number) => ({ kind: 'COUNT', count }) as const;
  await m.record([quote({ key: 'a', stock: stock(1) })]);
  const stream = await m.watch({ wanted: altersAvailability });
  await nextOf(stream);
  await m.record([quote({ key: 'a', stock: stock(1), usd: 0.5 })]);
  await m.record([quote({ key: 'a', stock: stock(0), usd: 0.5 })]);
  await m.record([]);
  expect([await nextOf(stream), await nextOf(stream)].map(seqOf)).toEqual([3, 4]);
  await stream.return?.();
});

test('kinds of change can be chosen, and an empty list leaves none out', async () => {
  await using m = await market();
  await m.record([quote({ key: 'a' })]);
  const priced = await m.watch({ wanted: isOfKind(['PRICE']) });
  const every = await m.watch({ wanted: isOfKind([]) });
  await Promise.all([nextOf(priced), nextOf(every)]);
  await m.record([quote({ key: 'a' }), quote({ key: 'b' })]);
  await m.record([quote({ key: 'a', usd: 0.3 }), quote({ key: 'b' })]);
  expect(seqOf(await nextOf(priced))).toBe(3);
  expect([await nextOf(every), await nextOf(every)].map(seqOf)).toEqual([2, 3]);
  await priced.return?.();
  await every.return?.();
});

test('a cursor of another tape, of the future, or too old is answered by a reset and a snapshot', async () => {
  await using m = await market();
  await m.record([quote({ key: 'a' })]);
  const own = decodeCursor((await nextOf(await m.watch())).cursor ?? '');
  if (!own) throw new Error('no cursor');
  const other = encodeCursor({ tape: crypto.randomUUID(), seq: 1 });
  for (const after of [other, encodeCursor({ ...own, seq: 99 })]) {
    const stream = await m.watch({ after });
    expect(await nextOf(stream)).toMatchObject({ kind: 'RESET', reason: 'OTHER_TAPE' });
    expect(await nextOf(stream)).toMatchObject({ kind: 'SNAPSHOT', offers: [{}] });
    await stream.return?.();
  }
  // 10,000 changes further and recorded long ago: beyond both windows.
  await sql`update price_change set recorded_at = '2020-01-01T00:00:00Z'`.execute(m.database.db);
  await sql`insert into price_change (offer_id, observed_at, recorded_at, seq, price, stock, available, listed)
    select offer_id, observed_at + n * interval '1 millisecond', '2020-01-01T00:00:00Z', n + 1, price, stock, available, listed
    from price_change, generate_series(1, 10001) as n`.execute(m.database.db);
  await sql`update tape set seq = 10002`.execute(m.database.db);
  const old = await m.watch({ after: encodeCursor({ ...own, seq: 0 }) });
  expect(await nextOf(old)).toMatchObject({ kind: 'RESET', reason: 'TOO_OLD' });
  await old.return?.();
  const recent = await m.watch({ after: encodeCursor({ ...own, seq: 2 }) });
  expect(seqOf(await nextOf(recent))).toBe(3);
  await recent.return?.();
});

test('what is no cursor is refused', async () => {
  await using m = await market();
  for (const after of ['', 'x', 'OTk5', '💥', encodeCursor({ tape: 'no-uuid', seq: 1 })]) {
    await expect(m.watch({ after })).rejects.toThrow('not a cursor');
  }
});

test('the scope picks the same offers off the tape as in a statement', async () => {
  await using m = await market();
  const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
  const quotes = fc.sample(
    fc.record({
      gpuName: pick('RTX 4090', 'H100 SXM', 'Zorg 9'),
      gpuCount: pick(1, 8),
      regionName: pick('Czechia, CZ', 'California, US', 'Nowhere', null),
      tier: pick('VERIFIED', 'UNVERIFIED'),
      billing: pick('ON_DEMAND' as const, 'SPOT' as const),
      usd: pick(0.1, 0.5, 0.9),
      reliability: pick(null, 0.5, 0.99),
      traits: pick({}, { verified: true, vramMb: 24_564 }, { verified: false, vramMb: 81_559 }),
    }),
    { numRuns: 120, seed: 7 },
  );
  await m.record(quotes.map((given, index) => quote({ ...given, key: `k${index}` })));
  await m.record([quote({ key: 'other' })], 'runpod');
  const changes = await readTape(m.database.db, 0, 1000);
  expect(changes).toHaveLength(121);
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
  const bounds = fc.record(
    { lt: pick(500_000), lte: pick(500_000), gt: pick(100_000), gte: pick(100_000) },
    { requiredKeys: [] },
  );
  const scopes: fc.Arbitrary<OfferScope> = fc.record({
    simulated: maybe(fc.boolean()),
    gpus: maybe(fc.subarray(['rtx-4090', 'h100-sxm'])),
    gpuNames: maybe(fc.subarray(['RTX 4090', 'Zorg 9'])),
    providers: maybe(fc.subarray(['vastai', 'runpod'])),
    regions: maybe(fc.subarray(['CZ', 'US', 'US-CA', 'DE'])),
    tiers: maybe(fc.subarray(['VERIFIED', 'UNVERIFIED'])),
    billing: maybe(pick('ON_DEMAND' as const, 'SPOT' as const)),
    price: maybe(bounds),
    gpuCount: maybe(fc.record({ gte: pick(1, 2) })),
    minVram: maybe(pick({ gb: 24, gpus: ['rtx-4090', 'h100-sxm'] }, { gb: 80, gpus: ['h100-sxm'] })),
    verifiedOnly: fc.boolean(),
    minReliability: maybe(pick(0.5, 0.9)),
    rentableOnly: pick(false),
    includeStale: pick(true),
  });
  await fc.assert(
    fc.asyncProperty(scopes, async (scope) => {
      const { rows } = await sql<{ id: number }>`
        select offer.id from offer join provider on provider.id = offer.provider
        where ${inScope(scope)} order by offer.id`.execute(m.database.db);
      const picked = changes.filter(({ offer }) => isInScope(scope, offer)).map(({ offer }) => offer.id);
      expect(picked.toSorted((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
    }),
    { numRuns: 150 },
  );
});

test('an offer that drifted out of the filter is told once more, by its next change', async () => {
  await using m = await market();
  const other = quote({ key: 'other' });
  await m.record([quote({ key: 'a' }), quote({ key: 'b' }), other]);
  const scope = { ...wholeMarket(false), rentableOnly: false, minReliability: 0.9 };
  const stream = await m.watch({ scope });
  await nextOf(stream);
  // Reliability is no change of the market; the price at 4 and 5 is one, and so is the withdrawal at 6.
  const a = (usd: number): Quote => quote({ key: 'a', usd, reliability: 0.5 });
  await m.record([a(0.4), quote({ key: 'b', reliability: 0.5 }), other]);
  await m.record([a(0.3), quote({ key: 'b', reliability: 0.5 }), other]);
  await m.record([a(0.2), quote({ key: 'b', reliability: 0.5 }), other]);
  await m.record([a(0.2), other]);
  await m.record([quote({ key: 'a', usd: 0.1 }), quote({ key: 'other', usd: 0.5 })]);
  expect([await nextOf(stream), await nextOf(stream), await nextOf(stream)].map(seqOf)).toEqual([4, 6, 7]);
  await stream.return?.();
});

test('availability tells of offers that their price takes out of the filter, or brings in', async () => {
  await using m = await market();
  await m.record([quote({ key: 'a', usd: 0.4 })]);
  const scope: OfferScope = { ...wholeMarket(false), rentableOnly: false, price: { lt: 500_000 } };
  const wanted: Watched['wanted'] = (change, crosses) => crosses || altersAvailability(change);
  const stream = await m.watch({ scope, wanted });
  await nextOf(stream);
  for (const usd of [0.45, 0.6, 0.7, 0.3]) await m.record([quote({ key: 'a', usd })]);
  expect([await nextOf(stream), await nextOf(stream)].map(seqOf)).toEqual([3, 5]);
  await stream.return?.();
});
