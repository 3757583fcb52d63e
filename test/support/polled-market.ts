import { openTail, type RunningTail } from '#bus/tail.ts';
import { openDatabase, type Database, type Db } from '#db/open.ts';
import { recordFailure, recordPoll, type Recorded } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { readTape, type MarketChange } from '#market/store-tape.ts';
import type { Quote } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { testDatabase } from './database.ts';
import { at } from './quotes.ts';

export type PolledMarket = AsyncDisposable & {
  readonly db: Db;
  /** The instant of the newest poll. */
  readonly now: () => Instant;
  /** Follows the tape from its beginning, as soon as anybody asks for it. */
  readonly tail: RunningTail<MarketChange>;
  /** Records a poll under a new leader's term, so that nothing is remembered but by the database. */
  poll(minutes: number, quotes: readonly Quote[], provider?: string): Promise<Recorded>;
  fail(minutes: number, provider?: string): Promise<void>;
  /** Closes the database and opens what it left. */
  reopen(): Promise<void>;
};

/** An empty market of two real providers, polled by a test at minutes of its own clock. */
export async function polledMarket(): Promise<PolledMarket> {
  let database = await testDatabase();
  for (const id of ['vastai', 'runpod']) {
    await upsertProvider(database.db, {
      id,
      name: id,
      source: `https://${id}.test`,
      simulated: false,
      cadenceMs: 60_000,
    });
  }
  let now = at(0);
  let tail: RunningTail<MarketChange> | undefined;
  const advance = (minutes: number): Instant => (now = at(minutes * 60));
  return {
    get db() {
      return database.db;
    },
    get tail() {
      return (tail ??= tailOf(() => database.db));
    },
    now: () => now,
    async poll(minutes, quotes, provider = 'vastai') {
      const observedAt = advance(minutes);
      const recorded = await recordPoll(database.db, await beginTerm(database.db), {
        provider,
        source: `https://${provider}.test`,
        startedAt: observedAt,
        observedAt,
        seen: quotes.length,
        quotes,
        rejects: [],
      });
      tail?.ring();
      return recorded;
    },
    async fail(minutes, provider = 'vastai') {
      const finishedAt = advance(minutes);
      const failure = { provider, startedAt: finishedAt, finishedAt, error: 'TIMEOUT', rejects: [] };
      await recordFailure(database.db, await beginTerm(database.db), failure);
    },
    async reopen() {
      await tail?.[Symbol.asyncDispose]();
      tail = undefined;
      database = await reopened(database);
    },
    async [Symbol.asyncDispose]() {
      await tail?.[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function reopened(database: Database): Promise<Database> {
  const { driver } = database;
  if (driver.engine === 'postgres') {
    await database[Symbol.asyncDispose]();
    return openDatabase({ engine: 'postgres', url: driver.url });
  }
  const loadDataDir = await driver.pglite.dumpDataDir('none');
  await database[Symbol.asyncDispose]();
  return openDatabase({ engine: 'pglite', dataDir: undefined }, { loadDataDir });
}

function tailOf(db: () => Db): RunningTail<MarketChange> {
  return openTail<MarketChange>({
    from: 0,
    read: (after, limit) => readTape(db(), after, limit),
    onError: (error) => {
      throw error;
    },
    everyMs: 20,
  });
}
