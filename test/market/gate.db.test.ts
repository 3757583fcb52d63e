import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { polledMarket } from '../support/polled-market.ts';
import { quote } from '../support/quotes.ts';

const b200 = (usd: number, key = 'b') => quote({ key, gpuName: 'NVIDIA B200', usd });

const taped = async (db: Db) =>
  (await db.selectFrom('price_change').select(['price', 'listed']).orderBy('seq').execute()).map(
    ({ price, listed }) => (listed ? price / 1e6 : null),
  );

const quarantine = (db: Db) =>
  db
    .selectFrom('quarantine')
    .select(['key', 'price', 'previous_price', 'reason', 'times', 'outcome'])
    .orderBy('id')
    .execute();

const offers = (db: Db) => db.selectFrom('offer').select(['price', 'listed', 'held']).execute();

test('a B200 at $0.01 for one poll is in quarantine alone, its stock with it', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5)]);
  await m.poll(1, [{ ...b200(0.01), stock: { kind: 'NONE' } }]);
  expect(await offers(m.db)).toEqual([{ price: 5e6, listed: true, held: true }]);
  await m.poll(2, [b200(5)]);
  expect(await taped(m.db)).toEqual([5]);
  expect(await offers(m.db)).toEqual([{ price: 5e6, listed: true, held: false }]);
  expect(await quarantine(m.db)).toEqual([
    { key: 'b', price: 10_000, previous_price: 5e6, reason: 'ABSURD_PRICE', times: 1, outcome: 'DISMISSED' },
  ]);
});

test('for a hundred polls: never recorded, and off the list after an hour', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5)]);
  for (let minute = 1; minute <= 100; minute++) await m.poll(minute, [b200(0.01)]);
  expect(await taped(m.db)).toEqual([5, null]);
  expect(await quarantine(m.db)).toMatchObject([{ times: 100, outcome: 'HELD' }]);
  await m.poll(101, [b200(5.1)]);
  expect(await taped(m.db)).toEqual([5, null, 5.1]);
});

test('a hundredfold jump for one poll is dismissed, for two it is the price', async () => {
  await using m = await polledMarket();
  await m.poll(0, [quote()]);
  await m.poll(1, [quote({ usd: 40 })]);
  await m.poll(2, [quote()]);
  expect(await taped(m.db)).toEqual([0.4]);
  await m.poll(3, [quote({ usd: 40 })]);
  await m.poll(4, [quote({ usd: 41 })]);
  expect(await taped(m.db)).toEqual([0.4, 41]);
  expect(await quarantine(m.db)).toMatchObject([
    { reason: 'JUMP', outcome: 'DISMISSED' },
    { reason: 'JUMP', outcome: 'CONFIRMED' },
  ]);
});

test('a new offer far off its market is no offer until it is seen twice; gone, it never was one', async () => {
  await using m = await polledMarket();
  const usual = ['a', 'b', 'c', 'd', 'e'].map((key) => quote({ key }));
  await m.poll(0, usual);
  await m.poll(1, [...usual, quote({ key: 'x', usd: 8 }), quote({ key: 'y', usd: 8 })]);
  expect(await offers(m.db)).toHaveLength(5);
  await m.poll(2, [...usual, quote({ key: 'x', usd: 8 })]);
  expect(await offers(m.db)).toHaveLength(6);
  expect(await quarantine(m.db)).toMatchObject([
    { key: 'x', reason: 'OFF_MARKET', outcome: 'CONFIRMED' },
    { key: 'y', reason: 'OFF_MARKET', outcome: 'GONE' },
  ]);
});

test('another provider that asks the same confirms even a price thought absurd', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(0.01)]);
  await m.poll(0, [b200(0.012)], 'runpod');
  await m.poll(1, [b200(0.01)]);
  await m.poll(1, [b200(5)], 'runpod');
  await m.poll(2, [b200(0.01)]);
  expect(await taped(m.db)).toEqual([0.012, 0.01]);
  await m.poll(2, [b200(5)], 'runpod');
  expect(await taped(m.db)).toEqual([0.012, 0.01, 5]);
});
