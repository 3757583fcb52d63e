import { parse, subscribe } from 'graphql';
import { expect, test } from 'vitest';
import { sharedResults } from '#bus/shared-results.ts';
import type { Context } from '#graph/context.ts';
import { buildSchema } from '#graph/schema.ts';
import { recordPoll } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { beginTerm } from '#market/store-record.ts';
import { contextOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { at, quote } from '../support/quotes.ts';

const TICKER = parse(/* GraphQL */ `
  subscription ($after: String) {
    ticker(after: $after) {
      __typename
      cursor
      ... on TickerSnapshot {
        prices {
          current {
            amount
          }
        }
      }
      ... on Tick {
        price {
          current {
            amount
          }
        }
      }
    }
  }
`);

type Message = { cursor: string; prices?: unknown; price?: unknown };

test('prices hold every change up to their cursor, also where the tail is behind', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const term = await beginTerm(db);
  await upsertProvider(db, {
    id: 'vastai',
    name: 'vastai',
    source: 'test',
    simulated: false,
    cadenceMs: 60_000,
  });
  let seconds = 0;
  const record = async (usd: number): Promise<void> => {
    seconds += 10;
    const observedAt = at(seconds);
    await recordPoll(db, term, {
      provider: 'vastai',
      source: 'test',
      startedAt: observedAt,
      observedAt,
      seen: 1,
      quotes: [quote({ usd })],
      rejects: [],
    });
  };
  const context: Context = {
    db,
    now: () => at(seconds),
    // A tail that has not yet read what is recorded below.
    tail: { position: 1, subscribe: () => () => {} },
    signals: { position: 0, subscribe: () => () => {} },
    notices: contextOf(db).notices,
    shared: sharedResults(),
    answers: { keep: () => {} },
    outbox: { send: async () => {} },
    webhookTargets: 'public',
    agent: null,
    owner: null,
    requestId: 'test',
    simulated: false,
  };
  const first = async (after: string | null): Promise<Message> => {
    const stream = await subscribe({
      schema: buildSchema(),
      document: TICKER,
      contextValue: { ...context },
      variableValues: { after },
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const { value } = await stream.next();
    await stream.return?.();
    return (value as { data: { ticker: Message } }).data.ticker;
  };

  await record(0.4);
  const start = await first(null);
  expect(start).toMatchObject({ prices: [{ current: { amount: '0.40' } }] });
  await record(0.3);
  expect(await first(null)).toMatchObject({ prices: [{ current: { amount: '0.30' } }] });
  expect(await first(start.cursor)).toMatchObject({ price: { current: { amount: '0.30' } } });
  await record(0.2);
  expect(await first(start.cursor)).toMatchObject({ price: { current: { amount: '0.20' } } });
});
