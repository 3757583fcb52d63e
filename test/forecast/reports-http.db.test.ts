import { expect, test } from 'vitest';
import { buildSchema } from '#graph/schema.ts';
import { formatInstant, HOUR_MS, plusMs } from '#units/time.ts';
import { contextOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedProviders } from '../support/seed-market.ts';
import { testServer } from '../support/test-server.ts';

const SECRET = 'canary-of-a-reporter';

test('a report is taken by POST as JSON alone, and its secret is in no log', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  await using server = await testServer({ schema: buildSchema(), context: () => contextOf(db) });
  const startedAt = formatInstant(plusMs(NOON, -HOUR_MS));
  const query = `mutation { reportLifetime(input: { reporter: "${SECRET}", idempotencyKey: "1", gpu: "4090",
    provider: "alpha", billing: SPOT, startedAt: "${startedAt}" }) { replayed report { hours } errors { code } } }`;
  const kept = () => db.selectFrom('interruption_report').select('id').execute();

  const byGet = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`);
  expect(byGet.status).toBe(405);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await server.post(`query=${encodeURIComponent(query)}`, form)).status).toBe(415);
  expect((await server.post(JSON.stringify({ query }), { 'content-type': 'text/plain' })).status).toBe(415);
  expect(await kept()).toEqual([]);

  const { status, body } = await server.post({ query });
  expect(status).toBe(200);
  expect(body.data?.['reportLifetime']).toEqual({ replayed: false, report: { hours: 1 }, errors: [] });
  expect(await kept()).toHaveLength(1);
  expect(JSON.stringify(server.logged)).not.toContain(SECRET);
});

test.each(['\u0000', "'; drop table interruption_report; --", '__proto__', '💥'.repeat(20)])(
  'no text in a report does harm: %j',
  async (text) => {
    await using database = await testDatabase();
    const { db } = database;
    await seedProviders(db, [{ id: 'alpha' }]);
    await using server = await testServer({ schema: buildSchema(), context: () => contextOf(db) });
    const query = `mutation ($input: ReportLifetimeInput!) { reportLifetime(input: $input) { errors { code } } }`;
    const good = {
      reporter: SECRET,
      idempotencyKey: '1',
      instance: 'box',
      gpu: '4090',
      provider: 'alpha',
      region: 'DE',
      billing: 'SPOT',
      startedAt: formatInstant(plusMs(NOON, -HOUR_MS)),
    };
    for (const name of ['reporter', 'idempotencyKey', 'instance', 'gpu', 'provider', 'region']) {
      const { status } = await server.post({ query, variables: { input: { ...good, [name]: text } } });
      expect(status).toBeLessThan(500);
    }
    expect(server.logged.filter(({ level }) => level === 'error' || level === 50)).toEqual([]);
    const { body } = await server.post({ query, variables: { input: { ...good, idempotencyKey: 'last' } } });
    expect(body.data?.['reportLifetime']).toEqual({ errors: [] });
  },
);
