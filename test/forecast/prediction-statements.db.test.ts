import { expect, test } from 'vitest';
import { gpus as catalog } from '#catalog/gpus.ts';
import { refreshPredictions } from '#forecast/predictions.ts';
import { seriesStates } from '#forecast/series-states.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { importPrices, jitter } from '../support/price-series.ts';
import { NOON } from '../support/seed-market.ts';

const NOW = plusMs(NOON, 20 * MINUTE_MS);

type Answer = { gpus: { edges: { node: { prediction: { horizons: { status: string }[] } } }[] } };

test('predictions of every GPU of the catalog are one statement', async () => {
  const statements: string[] = [];
  await using database = await testDatabase({ log: ({ query }) => void statements.push(query.sql) });
  const { db } = database;
  // An hour's more than two days: enough for the next hour alone.
  const listed = catalog.slice(0, 6);
  await importPrices(
    db,
    listed.map(({ name }, index) => ({
      gpu: name,
      last: plusMs(NOON, -HOUR_MS),
      usd: jitter(1, 90, 0.03, index),
    })),
    NOW,
  );
  expect(await refreshPredictions(db, NOW, seriesStates(10))).toBe(listed.length);
  statements.length = 0;
  const { gpus } = await data<Answer>(
    db,
    '{ gpus(first: 100) { edges { node { slug prediction { horizons { status price { amount } } } } } } }',
    { context: { now: () => NOW } },
  );
  const nodes = gpus.edges.map(({ node }) => node);
  expect(nodes.length).toBe(Math.min(catalog.length, 100));
  const first = nodes.map(({ prediction }) => prediction.horizons[0]?.status);
  expect(first.filter((status) => status !== 'ABSENT')).toHaveLength(listed.length);
  expect(statements).toHaveLength(1);
  await expect(statements[0]).toMatchFileSnapshot('./prediction-statement.txt');
});

test('the first to ask has a few computed at once, and the next run of the job does the others', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const listed = catalog.slice(0, 6);
  await importPrices(
    db,
    listed.map(({ name }) => ({ gpu: name, last: plusMs(NOON, -HOUR_MS), usd: jitter(1, 90) })),
    NOW,
  );
  const found = async () => {
    const source = '{ gpus(first: 100) { edges { node { prediction { horizons { status } } } } } }';
    const { gpus } = await data<Answer>(db, source, { context: { now: () => NOW } });
    return gpus.edges.filter(({ node }) => node.prediction.horizons[0]?.status !== 'ABSENT').length;
  };
  expect(await found()).toBe(4);
  expect(await found()).toBe(4);
  await refreshPredictions(db, NOW, seriesStates(0));
  expect(await found()).toBe(6);
});
