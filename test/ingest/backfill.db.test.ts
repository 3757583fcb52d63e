import { expect, test, vi } from 'vitest';
import { startIngest } from '#ingest/ingest.ts';
import { runBackfill } from '#ingest/backfill.ts';
import { upsertProvider } from '#market/store-health.ts';
import { ProviderError, type HistoryQuote, type Provider } from '#providers/provider.ts';
import type { Db } from '#db/open.ts';
import { DAY_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const now = () => at(0);
const day = (days: number): Instant => plusMs(now(), -days * DAY_MS);

const past = (days: number, usd: number, fields: Partial<HistoryQuote> = {}): HistoryQuote => ({
  ...quote({ usd, stock: { kind: 'UNKNOWN' }, reliability: null, billing: 'SPOT', ...fields }),
  observedAt: day(days),
});

/** A provider that remembers what the script says, and fails where it throws. */
function remembering(script: (since: Instant, asked: number) => Iterable<HistoryQuote>): Provider & {
  readonly sinces: Instant[];
} {
  const sinces: Instant[] = [];
  return {
    ...scriptedMarket('aws'),
    sinces,
    async *backfill(_context, since) {
      sinces.push(since);
      yield* script(since, sinces.length);
    },
  };
}

const { signal } = new AbortController();
const options = () => ({ context: { fetch, now, signal }, chance: () => 0 });

const changesOf = (db: Db) =>
  db
    .selectFrom('price_change as change')
    .innerJoin('offer', 'offer.id', 'change.offer_id')
    .select(['offer.key', 'offer.listed', 'change.price', 'change.seq', 'change.observed_at as at'])
    .orderBy('change.observed_at')
    .execute();

test('a provider’s own history is taken once, as imported, and the rest of a bad one kept', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const market = remembering(() => [
    past(80, 0.5),
    past(40, 0.25),
    past(-1, 0.1),
    past(30, 0.000001, { gpuName: 'B200', key: 'b' }),
    past(20, 0.3, { key: 'import:x' }),
  ]);
  await upsertProvider(db, market);
  const loads: unknown[] = [];
  const events = { ...options(), onBackfill: (id: string, load: object) => loads.push([id, load]) };
  await runBackfill(db, market, events);
  expect(loads).toMatchObject([['aws', { added: 2, offers: 1, rejected: 3 }]]);
  expect(await changesOf(db)).toEqual([
    { key: 'import:own:m1x1', listed: false, price: 500_000, seq: null, at: day(80) },
    { key: 'import:own:m1x1', listed: false, price: 250_000, seq: null, at: day(40) },
  ]);
  await runBackfill(db, market, events);
  expect(market.sinces).toEqual([day(90)]);
  expect(loads).toHaveLength(1);
});

test('one cut short is begun again from the same instant, and adds nothing twice', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const market = remembering(function* (_, asked) {
    for (let i = 0; i < 1500; i++) yield past(80 - i / 100, 0.3 + (i % 7) / 100);
    if (asked === 1) throw new ProviderError('RATE_LIMITED', 'slower', { retryAfterMs: 10 });
    yield past(1, 0.9);
  });
  await upsertProvider(db, market);
  // The lead is lost over the failure: the next leader goes on.
  const lost = new AbortController();
  const failures: unknown[] = [];
  await runBackfill(db, market, {
    context: { fetch, now, signal: lost.signal },
    chance: () => 0,
    onFailure: (_, error) => {
      failures.push(error);
      lost.abort();
    },
  });
  expect((await changesOf(db)).length).toBe(1000);
  await runBackfill(db, market, {
    ...options(),
    context: { fetch, now: () => plusMs(now(), DAY_MS), signal },
  });
  expect(failures).toMatchObject([{ failure: 'RATE_LIMITED' }]);
  expect(market.sinces).toEqual([day(90), day(90)]);
  expect(await changesOf(db)).toHaveLength(1501);
});

test('one that fails is begun again after a while, and waits as long as it is asked to', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const market = remembering((_, asked) => {
    if (asked === 1) throw new ProviderError('NETWORK', 'gone');
    if (asked === 2) throw new ProviderError('RATE_LIMITED', 'slower', { retryAfterMs: 300 });
    return [past(1, 0.5)];
  });
  await upsertProvider(db, market);
  const failedAt: number[] = [];
  const onFailure = () => failedAt.push(performance.now());
  await runBackfill(db, market, { ...options(), onFailure, firstWaitMs: 1 });
  expect(failedAt).toHaveLength(2);
  expect(performance.now() - failedAt[1]!).toBeGreaterThanOrEqual(295);
  expect(await changesOf(db)).toHaveLength(1);
});

test('the polls go on beside one that does not end, and both end with the lead', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const market: Provider = {
    ...scriptedMarket('aws'),
    poll: async () => ({ observedAt: instant(Date.now()), quotes: [quote()], rejects: [], seen: 1 }),
    async *backfill({ signal: lead }) {
      await new Promise((_, reject) => lead.addEventListener('abort', () => reject(lead.reason)));
      yield past(1, 1);
    },
  };
  let polls = 0;
  const ingest = startIngest(database, [market], {
    fetch,
    now: () => instant(Date.now()),
    chance: () => 0,
    onPoll: () => polls++,
    onError: (error) => {
      throw error;
    },
  });
  await vi.waitFor(() => expect(polls).toBeGreaterThan(3), 10_000);
  await ingest[Symbol.asyncDispose]();
  expect(await changesOf(db)).toMatchObject([{ key: 'm1x1' }]);
});
