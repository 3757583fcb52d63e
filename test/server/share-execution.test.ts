import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { sharedResults } from '#bus/shared-results.ts';
import { instant, plusMs } from '#units/time.ts';
import { testServer } from '../support/test-server.ts';

const NOON = instant(Date.UTC(2026, 5, 15, 12));

/** A server whose `price` may be shared and whose `exact` may not; both count how often they are computed. */
async function marketServer() {
  const market = { position: 1, now: NOON, computed: 0, broken: false };
  const schema = buildSchema('type Query { price(of: String): Int, exact: Int }');
  const { price, exact } = schema.getQueryType()!.getFields();
  price!.extensions = { sharedForNow: true };
  price!.resolve = exact!.resolve = async () => {
    const n = ++market.computed;
    if (market.broken) throw new Error('the database is away');
    return n;
  };
  const shared = sharedResults();
  const server = await testServer({
    schema,
    context: () => ({
      shared,
      now: () => market.now,
      tail: { position: market.position, subscribe: () => () => {} },
    }),
  });
  const ask = async (query: string, variables?: object) => (await server.post({ query, variables })).body;
  return { market, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('the same question is executed once a second, under the id of each request', async () => {
  await using server = await marketServer();
  const { ask, market } = server;
  const answers = [await ask('{ price }'), await ask('{ price }')];
  expect(answers.map(({ data }) => data)).toEqual([{ price: 1 }, { price: 1 }]);
  expect(new Set(answers.map(({ extensions }) => extensions?.requestId)).size).toBe(2);
  expect(answers[1]?.extensions?.cost).toEqual(answers[0]?.extensions?.cost);
  market.now = plusMs(NOON, 3000);
  expect((await ask('{ price }')).data).toEqual({ price: 2 });
});

test('other variables, another document and what is not to be shared are executed apart', async () => {
  await using server = await marketServer();
  const { ask } = server;
  const query = 'query($of: String) { price(of: $of) }';
  expect((await ask(query, { of: 'H100' })).data).toEqual({ price: 1 });
  expect((await ask(query, { of: 'A100' })).data).toEqual({ price: 2 });
  expect((await ask(query, { of: 'H100' })).data).toEqual({ price: 1 });
  expect((await ask('{ price, again: price }')).data).toEqual({ price: 3, again: 4 });
  expect((await ask('{ price, exact }')).data).toEqual({ price: 5, exact: 6 });
  expect((await ask('{ price, exact }')).data).toEqual({ price: 7, exact: 8 });
  expect((await ask('{ ...f } fragment f on Query { price }')).data).toEqual({ price: 9 });
  expect((await ask('{ ...f } fragment f on Query { price }')).data).toEqual({ price: 10 });
});

test('while the next answer is computed the last is given, and one with errors is kept for nobody', async () => {
  await using server = await marketServer();
  const { ask, market } = server;
  expect((await ask('{ price }')).data).toEqual({ price: 1 });
  Object.assign(market, { position: 2, broken: true });
  expect((await ask('{ price }')).data).toEqual({ price: 1 });
  market.now = plusMs(NOON, 3000);
  const failed = await ask('{ price }');
  expect([failed.data, failed.errors?.length]).toEqual([{ price: null }, 1]);
  market.broken = false;
  expect((await ask('{ price }')).data).toEqual({ price: market.computed });
});
