import { parse, subscribe } from 'graphql';
import { expect, test } from 'vitest';
import { openTail, type Tail } from '#bus/tail.ts';
import { sharedResults } from '#bus/shared-results.ts';
import type { Db } from '#db/open.ts';
import { signalJob } from '#forecast/signal-job.ts';
import { readSignals, signalFeed, type Signal } from '#forecast/store-signals.ts';
import type { Context } from '#graph/context.ts';
import { buildSchema } from '#graph/schema.ts';
import { recordPoll } from '#market/record.ts';
import { rollUp } from '#market/rollup.ts';
import { beginTerm } from '#market/store-record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { contextOf, data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { quote } from '../support/quotes.ts';

const START = instant(Date.UTC(2026, 5, 15));

type Stage = {
  readonly db: Db;
  readonly now: () => Instant;
  /** Asks these prices from this minute on; others are withdrawn. */
  readonly poll: (minute: number, usd: Readonly<Record<string, number>>, provider?: string) => Promise<void>;
  /** Brings roll-ups up to date and judges. */
  readonly judge: (minute: number) => Promise<void>;
};

/** A market of RTX 4090s that tests move by the minute. */
async function stage(db: Db): Promise<Stage> {
  let at = START;
  const term = await beginTerm(db);
  for (const id of ['vastai', 'other']) {
    await upsertProvider(db, {
      id,
      name: id,
      source: `https://${id}.test`,
      simulated: false,
      cadenceMs: MINUTE_MS,
    });
  }
  const job = signalJob({ db }, () => at);
  return {
    db,
    now: () => at,
    async poll(minute, usd, provider = 'vastai') {
      at = plusMs(START, minute * MINUTE_MS);
      await recordPoll(db, term, {
        provider,
        source: `https://${provider}.test`,
        startedAt: at,
        observedAt: at,
        seen: 1,
        quotes: Object.entries(usd).map(([key, price]) => quote({ key, usd: price })),
        rejects: [],
      });
    },
    async judge(minute) {
      at = plusMs(START, minute * MINUTE_MS);
      await rollUp(db, at);
      await job.run(new AbortController().signal);
    },
  };
}

const H = HOUR_MS / MINUTE_MS;

const SIGNALS = /* GraphQL */ `
  query (
    $filter: SignalFilter! = {}
    $kinds: [SignalKind!]! = []
    $openOnly: Boolean! = false
    $asOf: DateTime
    $first: Int
    $after: String
  ) {
    signals(
      filter: $filter
      kinds: $kinds
      openOnly: $openOnly
      asOf: $asOf
      first: $first
      after: $after
      period: { last: "P30D" }
    ) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          seq
          kind
          level
          changePercent
          strength
          severity
          ending
          endedPrice
          since
          price {
            amount
            basis
            source
          }
          mean24h {
            amount
          }
        }
      }
    }
  }
`;

type Row = { seq: string; kind: string; level: string; ending: string | null; changePercent: number };

async function signalsOf(
  { db, now }: Stage,
  variables: Record<string, unknown> = {},
): Promise<{ totalCount: number; rows: (Row & Record<string, unknown>)[]; endCursor: string | null }> {
  const { signals } = await data<{
    signals: {
      totalCount: number;
      pageInfo: { endCursor: string | null };
      edges: { node: Row & Record<string, unknown> }[];
    };
  }>(db, SIGNALS, { variables, context: { now } });
  return {
    totalCount: signals.totalCount,
    rows: signals.edges.map(({ node }) => node),
    endCursor: signals.pageInfo.endCursor,
  };
}

test('a drop is raised once, by place and by GPU, and ends once the price is back', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  await market.poll(0, { a: 0.5 });
  await market.judge(25 * H + 5);
  expect((await signalsOf(market)).rows).toEqual([]);

  await market.poll(25 * H + 6, { a: 0.44 });
  await market.judge(25 * H + 7);
  const { rows } = await signalsOf(market, { kinds: ['DROP'] });
  expect(rows.map(({ level }) => level).toSorted()).toEqual(['INDEX', 'PROVIDER']);
  expect(rows[0]).toMatchObject({
    kind: 'DROP',
    changePercent: -12,
    strength: 1.2,
    severity: 'NOTABLE',
    ending: null,
    price: { amount: '0.44', basis: 'DERIVED', source: 'vastai' },
    mean24h: { amount: '0.50' },
  });

  // Nothing new, the same again, and closer to the threshold: not a word more.
  await market.judge(25 * H + 8);
  await market.poll(25 * H + 9, { a: 0.46 });
  await market.judge(25 * H + 10);
  await market.poll(25 * H + 11, { a: 0.44 });
  await market.judge(25 * H + 12);
  expect((await signalsOf(market, { kinds: ['DROP'] })).totalCount).toBe(2);

  await market.poll(25 * H + 13, { a: 0.48 });
  await market.judge(25 * H + 14);
  expect((await signalsOf(market, { kinds: ['DROP'], openOnly: true })).totalCount).toBe(0);
  const ended = await signalsOf(market, { kinds: ['DROP'] });
  expect(ended.rows).toMatchObject([
    { ending: 'RECOVERED', endedPrice: '0.48' },
    { ending: 'RECOVERED', endedPrice: '0.48' },
  ]);
  // As of before it ended, and as of before it was raised.
  const asOf = (minute: number) => ({
    kinds: ['DROP'],
    asOf: new Date(START + minute * MINUTE_MS).toISOString(),
  });
  expect((await signalsOf(market, asOf(25 * H + 10))).rows).toMatchObject([
    { ending: null },
    { ending: null },
  ]);
  expect((await signalsOf(market, { ...asOf(25 * H + 10), openOnly: true })).totalCount).toBe(2);
  expect((await signalsOf(market, asOf(25 * H + 6))).totalCount).toBe(0);
});

test('a surge that stays becomes the usual price, by the hour and without any change', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  await market.poll(0, { a: 0.5 });
  await market.poll(25 * H, { a: 0.62 });
  await market.judge(25 * H + 5);
  expect((await signalsOf(market, { kinds: ['SURGE'], filter: { level: 'INDEX' } })).rows).toMatchObject([
    { changePercent: 24, ending: null },
  ]);
  for (let hour = 26; hour <= 50; hour++) await market.judge(hour * H + 5);
  const { rows } = await signalsOf(market, { filter: { level: 'INDEX' } });
  expect(rows).toMatchObject([
    { kind: 'ANOMALY', ending: 'NEW_LEVEL' },
    { kind: 'SURGE', ending: 'NEW_LEVEL' },
  ]);
});

test('signals differ by place, the index by what most ask; pages and filters', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  await market.poll(0, { a: 0.5 });
  await market.poll(0, { x: 0.5, y: 0.5, z: 0.5 }, 'other');
  await market.judge(25 * H + 5);
  await market.poll(25 * H + 6, { a: 0.4 });
  await market.judge(25 * H + 7);
  const { rows } = await signalsOf(market);
  expect(rows.map(({ kind, level }) => `${kind} ${level}`)).toEqual(['ANOMALY PROVIDER', 'DROP PROVIDER']);
  expect((await signalsOf(market, { filter: { providers: ['other'] } })).totalCount).toBe(0);
  expect((await signalsOf(market, { filter: { regions: ['CZ'], gpus: ['4090'] } })).totalCount).toBe(2);
  expect((await signalsOf(market, { filter: { billing: 'SPOT' } })).totalCount).toBe(0);
  const first = await signalsOf(market, { first: 1 });
  const second = await signalsOf(market, { first: 1, after: first.endCursor });
  expect([...first.rows, ...second.rows].map(({ seq }) => seq)).toEqual(['2', '1']);
});

test('a quote in quarantine raises nothing', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  await market.poll(0, { a: 0.5 });
  await market.judge(25 * H + 5);
  await market.poll(25 * H + 6, { a: 0.005 });
  const held = await market.db.selectFrom('quarantine').select('outcome').execute();
  expect(held).toEqual([{ outcome: 'HELD' }]);
  await market.judge(25 * H + 7);
  expect((await signalsOf(market)).totalCount).toBe(0);
});

test('judges at once, killed ones and restarted ones raise each episode once, without a gap', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  const { db, now } = market;
  await market.poll(0, { a: 0.5 });
  await market.judge(25 * H + 5);
  await market.poll(25 * H + 6, { a: 0.4 });
  const run = (): Promise<void> => signalJob({ db }, now).run(new AbortController().signal);
  await Promise.all([run(), run(), run()]);
  await run();
  const seqs = (await readSignals(db, 0, 100)).map(({ seq }) => seq);
  expect(seqs).toEqual([1, 2, 3, 4]);
  expect((await signalFeed(db)).seq).toBe(4);
  // A run that is asked to end before it has read the hours leaves everything as it was.
  await market.poll(25 * H + 8, { a: 0.5 });
  await expect(signalJob({ db }, now).run(AbortSignal.abort())).rejects.toThrow(/abort/);
  expect((await signalsOf(market, { openOnly: true })).totalCount).toBe(4);
  await run();
  expect((await signalsOf(market, { openOnly: true })).totalCount).toBe(0);
});

test('nothing is judged against hours that are long gone', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  await market.poll(0, { a: 0.5 });
  await market.judge(25 * H + 5);
  await market.poll(29 * H, { a: 0.3 });
  await signalJob(market, market.now).run(new AbortController().signal);
  expect((await signalsOf(market)).totalCount).toBe(0);
});

const RAISED = parse(/* GraphQL */ `
  subscription ($after: String, $filter: SignalFilter! = {}) {
    signalRaised(after: $after, filter: $filter, kinds: [DROP, SURGE]) {
      __typename
      cursor
      ... on SignalSnapshot {
        complete
        signals {
          seq
        }
      }
      ... on SignalRaised {
        signal {
          seq
          kind
          level
        }
      }
      ... on StreamReset {
        reason
      }
    }
  }
`);

type Message = { __typename: string; cursor: string; signals?: unknown[]; signal?: { kind: string } };

async function follow(
  market: Stage,
  signals: Tail,
  variables: Record<string, unknown>,
): Promise<{ next(): Promise<Message>; end(): Promise<unknown> }> {
  const contextValue: Context = {
    db: market.db,
    now: market.now,
    tail: { position: 0, subscribe: () => () => {} },
    signals,
    notices: contextOf(market.db).notices,
    shared: sharedResults(),
    answers: { keep: () => {} },
    outbox: { send: async () => {} },
    webhookTargets: 'public',
    agent: null,
    owner: null,
    requestId: 'test',
    simulated: false,
  };
  const stream = await subscribe({
    schema: buildSchema(),
    document: RAISED,
    contextValue,
    variableValues: variables,
  });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  return {
    async next() {
      const { value } = await stream.next();
      const { data: answer, errors } = value as { data: { signalRaised: Message } | null; errors?: unknown };
      if (!answer) throw new Error(JSON.stringify(errors));
      return answer.signalRaised;
    },
    end: async () => stream.return?.(),
  };
}

test('a subscriber has what lasts, then each signal once; after a cursor only what it missed', async () => {
  await using database = await testDatabase();
  const market = await stage(database.db);
  const { db } = market;
  await using tail = openTail<Signal>({
    from: 0,
    read: (after, limit) => readSignals(db, after, limit),
    onError: (error) => {
      throw error;
    },
  });
  await market.poll(0, { a: 0.5 });
  await market.judge(25 * H + 5);
  await market.poll(25 * H + 6, { a: 0.4 });
  await market.judge(25 * H + 7);

  const filter = { level: 'PROVIDER' };
  const reader = await follow(market, tail, { filter });
  const snapshot = await reader.next();
  expect(snapshot).toMatchObject({ __typename: 'SignalSnapshot', complete: true, signals: [{ seq: '1' }] });
  const next = reader.next();
  await market.poll(25 * H + 8, { a: 0.7 });
  await market.judge(25 * H + 9);
  tail.ring();
  const raised = await next;
  expect(raised).toMatchObject({ __typename: 'SignalRaised', signal: { kind: 'SURGE', level: 'PROVIDER' } });
  await reader.end();

  const late = await follow(market, tail, { filter, after: snapshot.cursor });
  expect(await late.next()).toEqual(raised);
  await late.end();

  const stranger = Buffer.from(`${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}:1`).toString('base64url');
  const reset = await follow(market, tail, { after: stranger });
  expect(await reset.next()).toMatchObject({ __typename: 'StreamReset', reason: 'OTHER_TAPE' });
  expect(await reset.next()).toMatchObject({ __typename: 'SignalSnapshot' });
  await reset.end();
  await expect(follow(market, tail, { after: 'nonsense' })).rejects.toThrow('not a cursor of this feed');
});
