import { describe, expect, test, vi } from 'vitest';
import type { Db } from '#db/open.ts';
import { startIngest, type IngestOptions } from '#ingest/ingest.ts';
import { Deposed } from '#market/record.ts';
import { beginTerm } from '#market/store-record.ts';
import { runPoller } from '#ingest/poller.ts';
import { ProviderError } from '#providers/provider.ts';
import { createVastai } from '#providers/vastai.ts';
import { instant } from '#units/time.ts';
import type { BadDay } from '../support/bad-day.ts';
import { testDatabase } from '../support/database.ts';
import { vastOffer } from '../support/market-fixtures.ts';
import { startMarketServer } from '../support/market-server.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const now = () => instant(Date.now());

function ingestOptions(failures: unknown[] = []): IngestOptions {
  return {
    fetch,
    now,
    chance: () => 0,
    onFailure: (_provider, error) => failures.push(error),
    onError: (error) => {
      throw error;
    },
  };
}

const offersOf = (db: Db) => db.selectFrom('offer').select(['price', 'listed']).orderBy('price').execute();

const healthOf = (db: Db) =>
  db
    .selectFrom('provider')
    .select(['last_success_at', 'consecutive_failures', 'last_error', 'last_rejected'])
    .executeTakeFirstOrThrow();

describe('a provider polled through a bad day', () => {
  const days: readonly { name: string; day: BadDay; said: RegExp }[] = [
    {
      name: '429 in plain text',
      day: { kind: 'status', status: 429, body: 'API requests too frequent' },
      said: /RATE_LIMITED/,
    },
    { name: '500', day: { kind: 'status', status: 500 }, said: /HTTP_ERROR/ },
    { name: 'truncated JSON', day: { kind: 'truncated' }, said: /MALFORMED/ },
    { name: 'an empty list', day: { kind: 'text', text: '{"offers":[]}' }, said: /MALFORMED.*empty/ },
    { name: '50 MB', day: { kind: 'huge', bytes: 50 * 2 ** 20, as: 'unannounced' }, said: /TOO_LARGE/ },
    { name: 'a reset', day: { kind: 'reset' }, said: /NETWORK/ },
  ];

  test.each(days)('$name: keeps its last good quotes, says why, and recovers', async ({ day, said }) => {
    await using database = await testDatabase();
    const { db } = database;
    await using market = await startMarketServer();
    market.vastai.offers = [vastOffer({ rentable: true })];
    const vastai = createVastai({ baseUrl: market.url, cadenceMs: 50 });
    const failures: unknown[] = [];
    await using _ingest = startIngest(database, [vastai], ingestOptions(failures));
    await vi.waitFor(async () => expect(await offersOf(db)).toHaveLength(2), 5000);
    const good = await offersOf(db);

    market.vastai.badDay = day;
    await vi.waitFor(
      async () => expect((await healthOf(db)).consecutive_failures).toBeGreaterThan(1),
      20_000,
    );
    const ill = await healthOf(db);
    expect(ill.last_error).toMatch(said);
    expect(failures[0]).toBeInstanceOf(ProviderError);
    expect(await offersOf(db)).toEqual(good);
    expect(ill.last_success_at).toBeLessThan(now());

    market.vastai.badDay = undefined;
    await vi.waitFor(async () => expect((await healthOf(db)).consecutive_failures).toBe(0), 20_000);
  });
});

test('rows that cannot be taken are counted with their reason, the others recorded', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await using market = await startMarketServer();
  market.vastai.offers = [
    vastOffer({ rentable: true }),
    vastOffer({ machine_id: 2, rentable: true, dph_base: -1, min_bid: 'free' }),
    vastOffer({
      machine_id: 3,
      rentable: true,
      gpu_name: 'B200',
      gpu_ram: 183_359,
      num_gpus: 1,
      dph_base: 0.01,
      min_bid: 0.01,
      gpu_ids: [7],
    }),
  ];
  const vastai = createVastai({ baseUrl: market.url, cadenceMs: 50 });
  await using _ingest = startIngest(database, [vastai], ingestOptions());
  await vi.waitFor(async () => expect((await healthOf(db)).last_rejected).toBeGreaterThan(0), 5000);
  expect(await offersOf(db)).toHaveLength(2);
  const rejects = await db.selectFrom('reject').select(['reason', 'detail']).orderBy('reason').execute();
  expect(rejects.map(({ reason }) => reason)).toEqual(['BAD_PRICE', 'BAD_PRICE']);
  const held = await db.selectFrom('quarantine').select(['reason', 'detail', 'outcome']).execute();
  expect(held).toHaveLength(2);
  for (const one of held) {
    expect(one).toEqual({ reason: 'ABSURD_PRICE', detail: expect.stringContaining('B200'), outcome: 'HELD' });
  }
});

test('a poller that finds itself deposed stops at once', async () => {
  await using database = await testDatabase();
  const term = await beginTerm(database.db);
  await beginTerm(database.db);
  const context = { fetch, now, signal: new AbortController().signal };
  await expect(runPoller(database.db, scriptedMarket(), { context, term, chance: () => 0 })).rejects.toThrow(
    Deposed,
  );
});
