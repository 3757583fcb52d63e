import { expect, test } from 'vitest';
import type { HistoryChange, HistoryOffer, HistoryOptions } from '#market/history.ts';
import { loadHistory } from '#market/load-history.ts';
import { gpuSlug } from '#units/gpu.ts';
import { microUsd } from '#units/money.ts';
import { instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';

const DEMO: HistoryOptions = {
  source: 'simulated',
  providerSource: 'simulated',
  simulated: true,
  leaves: 'PRESENT',
  sameInstant: 'ERROR',
};

function offerOf(key: string): HistoryOffer {
  return {
    provider: { id: 'demo', name: 'Demo' },
    key,
    billing: 'SPOT',
    gpu: gpuSlug('rtx-4090'),
    gpuName: 'RTX 4090',
    gpuCount: 2,
    region: null,
    regionName: null,
    tier: 'SECURE',
    traits: { verified: true, vramMb: 24_564 },
  };
}

/** The columns of a change that came after the one of the given minute. */
function previous(minute: number | null) {
  return {
    previous_price: minute === null ? null : 1_000_000 + minute,
    previous_stock: minute === null ? null : 'COUNTED',
    previous_available: minute === null ? null : 2,
    previous_listed: minute === null ? null : true,
  };
}

function changeOf(offer: HistoryOffer, minute: number, change: Partial<HistoryChange> = {}): HistoryChange {
  return {
    offer,
    observedAt: instant(Date.UTC(2026, 0, 1, 0, minute)),
    price: microUsd(1_000_000 + minute),
    stock: { kind: 'UNITS', units: ['g1', 'g2'] },
    listed: true,
    reliability: 0.99,
    ...change,
  };
}

async function* breakingSource(): AsyncGenerator<HistoryChange> {
  const offer = offerOf('one');
  for (let minute = 0; minute < 25; minute++) yield changeOf(offer, minute);
  throw new Error('the source broke');
}

test('a present is left behind for polls to go on from', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [here, gone] = [offerOf('here'), offerOf('gone')];
  const changes = [
    changeOf(here, 0),
    changeOf(gone, 0, { stock: { kind: 'LEVEL', level: 'LOW' } }),
    changeOf(here, 1, { stock: { kind: 'UNITS', units: ['g2'] } }),
    changeOf(gone, 2, { listed: false, stock: { kind: 'NONE' } }),
  ];
  expect(await loadHistory(db, changes, DEMO)).toEqual({
    added: 4,
    alreadyThere: 0,
    tooLate: 0,
    offers: 2,
    newOffers: 2,
  });
  const offers = await db
    .selectFrom('offer')
    .innerJoin('provider', 'provider.id', 'offer.provider')
    .select([
      'key',
      'gpu',
      'gpu_count',
      'traits',
      'units',
      'price',
      'stock',
      'available',
      'listed',
      'seq',
      'simulated',
    ])
    .orderBy('key', 'desc')
    .execute();
  const same = { gpu: 'rtx-4090', gpu_count: 2, traits: here.traits, seq: null, simulated: true };
  expect(offers).toEqual([
    { ...same, key: 'here', units: ['g2'], price: 1_000_001, stock: 'COUNTED', available: 1, listed: true },
    { ...same, key: 'gone', units: null, price: 1_000_002, stock: 'NONE', available: null, listed: false },
  ]);
  expect(await loadHistory(db, changes, { ...DEMO, batchSize: 1 })).toMatchObject({
    added: 0,
    alreadyThere: 4,
  });
});

test('what came before is noted where it is known: not among changes that come late', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const offer = offerOf('one');
  const load = (...minutes: number[]) =>
    loadHistory(
      db,
      minutes.map((minute) => changeOf(offer, minute)),
      DEMO,
    );
  await load(20, 10);
  await load(30);
  await load(5, 15, 40);
  const rows = await db
    .selectFrom('price_change')
    .select(['price', 'previous_price', 'previous_stock', 'previous_available', 'previous_listed'])
    .orderBy('observed_at')
    .execute();
  expect(rows).toEqual([
    { price: 1_000_005, ...previous(null) },
    { price: 1_000_010, ...previous(null) },
    { price: 1_000_015, ...previous(null) },
    { price: 1_000_020, ...previous(10) },
    { price: 1_000_030, ...previous(20) },
    { price: 1_000_040, ...previous(30) },
  ]);
  const first = await db.selectFrom('offer').select(['first_observed_at', 'observed_at']).execute();
  expect(first).toEqual([
    { first_observed_at: Date.UTC(2026, 0, 1, 0, 5), observed_at: Date.UTC(2026, 0, 1, 0, 40) },
  ]);
});

test('two different changes at one instant are an error where siblings are not asked for', async () => {
  await using database = await testDatabase();
  const offer = offerOf('one');
  const load = loadHistory(
    database.db,
    [changeOf(offer, 1), changeOf(offer, 1, { price: microUsd(7) })],
    DEMO,
  );
  await expect(load).rejects.toThrow('the offer one has two different changes at 2026-01-01T00:01:00.000Z');
  expect(await database.db.selectFrom('price_change').selectAll().execute()).toEqual([]);
});

test('changes from a source that fails: the batches before that stay', async () => {
  await using database = await testDatabase();
  await expect(loadHistory(database.db, breakingSource(), { ...DEMO, batchSize: 10 })).rejects.toThrow(
    'the source broke',
  );
  const { rows } = await database.db
    .selectFrom('price_change')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  expect(rows).toBe(20);
});
