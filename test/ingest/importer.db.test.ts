import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { importHistory, type ImportOptions, type ImportSummary } from '#ingest/importer.ts';
import type { RejectedLine } from '#ingest/csv-rows.ts';
import { instant } from '#units/time.ts';
import { engine, testDatabase } from '../support/database.ts';
import { fileOf, HEADER } from '../support/import-file.ts';

const NOW = instant(Date.UTC(2026, 0, 31, 12));

function importText(
  db: Db,
  text: string | Uint8Array,
  options: Partial<ImportOptions> & { name?: string } = {},
): Promise<ImportSummary> {
  return importHistory(db, fileOf(text, options.name), { now: NOW, ...options });
}

/** A line of one series unless something else is said. */
function line({
  at = 0,
  price = '1.5',
  provider = 'vast',
  gpu = 'RTX 4090',
  region = 'US',
  rest = ',',
} = {}): string {
  const time = new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString();
  return `${time},${provider},${gpu},1,${region},secure,spot,${price},${rest}`;
}

const file = (lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

const isBad = (index: number): boolean => index % 100 === 37;

/** Everything that was imported, in an order of its own. */
async function stateOf(db: Db) {
  return db
    .selectFrom('price_change')
    .innerJoin('offer', 'offer.id', 'price_change.offer_id')
    .select([
      'offer.provider',
      'offer.key',
      'offer.billing',
      'price_change.observed_at',
      'price_change.price',
    ])
    .select(['price_change.available', 'price_change.reliability', 'previous_price', 'offer.price as newest'])
    .select(['offer.first_observed_at as first', 'offer.observed_at as last'])
    .orderBy('offer.provider')
    .orderBy('offer.key')
    .orderBy('price_change.observed_at')
    .execute();
}

test('a line becomes an offer that nobody lists and a change that nobody is sent', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const text = file([
    '2026-01-30T12:00:00Z,Vast.ai,RTX 4090,2,"Texas, US",verified,spot,0.250000,4,0.987',
    '2026-01-30T14:00:00+01:00,Vast.ai,RTX 4090,2,"Texas, US",verified,spot,0.3,,',
    '2026-01-30T12:00:00Z,Some Cloud,Quantum GPU X1,1,Atlantis,,on_demand,9.99,,',
  ]);
  expect(await importText(db, text, { name: '/some/where/prices.csv' })).toEqual({
    lines: 3,
    added: 3,
    alreadyThere: 0,
    rejected: 0,
    offers: 2,
    newOffers: 2,
    tooLate: 0,
    bytes: Buffer.byteLength(text),
    failure: null,
  });

  expect(
    await db
      .selectFrom('provider')
      .select(['id', 'name', 'source', 'simulated', 'cadence_ms'])
      .orderBy('id')
      .execute(),
  ).toEqual([
    { id: 'some-cloud', name: 'Some Cloud', source: 'import', simulated: false, cadence_ms: null },
    { id: 'vastai', name: 'Vast.ai', source: 'import', simulated: false, cadence_ms: null },
  ]);
  const offers = await db.selectFrom('offer').selectAll().orderBy('provider').execute();
  expect(offers).toMatchObject([
    {
      provider: 'some-cloud',
      key: 'import:Quantum GPU X1/1/Atlantis/',
      billing: 'ON_DEMAND',
      gpu: null,
      gpu_name: 'Quantum GPU X1',
      region: null,
      region_name: 'Atlantis',
      tier: '',
      stock: 'UNKNOWN',
      available: null,
      listed: false,
      seq: null,
    },
    {
      provider: 'vastai',
      key: 'import:RTX 4090/2/Texas, US/verified',
      billing: 'SPOT',
      source: 'import: prices.csv',
      gpu: 'rtx-4090',
      gpu_count: 2,
      region: 'US-TX',
      region_name: 'Texas, US',
      tier: 'VERIFIED',
      price: 300_000,
      stock: 'UNKNOWN',
      reliability: null,
      listed: false,
      rentable: false,
      first_observed_at: Date.UTC(2026, 0, 30, 12),
      observed_at: Date.UTC(2026, 0, 30, 13),
    },
  ]);
  const changes = await db
    .selectFrom('price_change')
    .selectAll()
    .where('offer_id', '=', offers[1]?.id ?? 0)
    .orderBy('observed_at')
    .execute();
  expect(changes).toMatchObject([
    {
      seq: null,
      price: 250_000,
      stock: 'COUNTED',
      available: 4,
      listed: true,
      reliability: 0.987,
      previous_price: null,
    },
    {
      seq: null,
      price: 300_000,
      stock: 'UNKNOWN',
      available: null,
      listed: true,
      previous_price: 250_000,
      previous_stock: 'COUNTED',
      previous_available: 4,
      previous_listed: true,
    },
  ]);
  expect(await db.selectFrom('tape').select('seq').execute()).toEqual([{ seq: 0 }]);
});

test('importing again adds nothing and changes nothing', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const text = file(
    Array.from({ length: 500 }, (_, at) => line({ at: at >> 1, price: `1.${at % 7}`, region: `R${at % 2}` })),
  );
  const first = await importText(db, text, { batchSize: 100 });
  const state = await stateOf(db);
  expect(first).toMatchObject({ added: 500, alreadyThere: 0, offers: 2, newOffers: 2 });
  expect(await importText(db, text, { batchSize: 70 })).toMatchObject({
    added: 0,
    alreadyThere: 500,
    offers: 2,
    newOffers: 0,
  });
  expect(await stateOf(db)).toEqual(state);
});

describe('lines of one series at the same instant', () => {
  test('that differ are kept as siblings in the order of the file; the same line twice is there already', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const text = file([
      line({ price: '1' }),
      line({ price: '2' }),
      line({ price: '1' }),
      line({ price: '2', rest: ',0.5' }),
      line({ price: '2', rest: '7,' }),
      line({ at: 1, price: '2' }),
    ]);
    expect(await importText(db, text)).toMatchObject({ added: 5, alreadyThere: 1, offers: 4, newOffers: 4 });
    const key = 'import:RTX 4090/1/US/secure';
    const state = (await stateOf(db)).map(({ key, price, available, reliability }) => [
      key,
      price,
      available,
      reliability,
    ]);
    expect(state).toEqual([
      [key, 1_000_000, null, null],
      [key, 2_000_000, null, null],
      [`${key}#2`, 2_000_000, null, null],
      [`${key}#3`, 2_000_000, null, 0.5],
      [`${key}#4`, 2_000_000, 7, null],
    ]);
    expect(await importText(db, text, { batchSize: 2 })).toMatchObject({ added: 0, alreadyThere: 6 });
  });

  test('and that another file tells differently', async () => {
    await using database = await testDatabase();
    const { db } = database;
    await importText(db, file([line({ price: '1' }), line({ at: 2, price: '1' })]));
    const other = file([line({ price: '3' }), line({ at: 1, price: '3' }), line({ at: 2, price: '1' })]);
    expect(await importText(db, other)).toMatchObject({ added: 2, alreadyThere: 1, offers: 2, newOffers: 1 });
    expect(await importText(db, other)).toMatchObject({ added: 0, alreadyThere: 3 });
    const prices = (await stateOf(db)).map(({ key, price, newest }) => [key.slice(-2), price, newest]);
    expect(prices).toEqual([
      ['re', 1_000_000, 1_000_000],
      ['re', 3_000_000, 1_000_000],
      ['re', 1_000_000, 1_000_000],
      ['#2', 3_000_000, 3_000_000],
    ]);
  });

  test('of many siblings', async () => {
    await using database = await testDatabase();
    const lines = Array.from({ length: 90 }, (_, index) => line({ at: index % 2, price: `${1 + index}` }));
    expect(await importText(database.db, file(lines), { batchSize: 7 })).toMatchObject({
      added: 90,
      newOffers: 45,
    });
    expect(await importText(database.db, file(lines))).toMatchObject({
      added: 0,
      alreadyThere: 90,
      offers: 45,
    });
  });
});

test('names with the marks that keys are made of do not meet', async () => {
  await using database = await testDatabase();
  const lines = ['A/1', 'A', 'A#2', 'A%231', 'A%23', 'A#'].map((region) => line({ region }));
  lines.push(line({ region: 'A', price: '9' }));
  lines.push(line({ gpu: 'G/1/A', region: 'B' }), line({ gpu: 'G', region: 'A/1/B' }));
  expect(await importText(database.db, file(lines))).toMatchObject({ added: 9, newOffers: 9 });
  const names = await database.db
    .selectFrom('offer')
    .select(['gpu_name', 'region_name'])
    .orderBy('id')
    .execute();
  expect(names.slice(-2)).toEqual([
    { gpu_name: 'G/1/A', region_name: 'B' },
    { gpu_name: 'G', region_name: 'A/1/B' },
  ]);
});

test('files in any order and portions: nothing is lost, doubled or moved by importing again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = fc.record({
    at: fc.nat({ max: 5 }),
    price: fc.constantFrom('1', '2', '3'),
    region: fc.constantFrom('US', 'DE'),
    rest: fc.constantFrom(',', '1,', ',0.5'),
  });
  const files = fc.array(fc.array(rows, { maxLength: 30 }), { minLength: 1, maxLength: 3 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 12 }), async (files, batchSize) => {
      const provider = `run${run++}`;
      const lines = files.map((rows) => rows.map((row) => line({ ...row, provider })));
      const seen = new Set<string>();
      for (const one of lines) {
        const fresh = new Set(one.filter((text) => !seen.has(text)));
        expect(await importText(db, file(one), { batchSize })).toMatchObject({
          added: fresh.size,
          alreadyThere: one.length - fresh.size,
        });
        for (const text of one) seen.add(text);
      }
      const mine = async () => (await stateOf(db)).filter((row) => row.provider === provider);
      const state = await mine();
      expect(state).toHaveLength(seen.size);
      for (const { key, first, last, newest } of state) {
        const own = state.filter((row) => row.key === key);
        expect([own[0]?.observed_at, own.at(-1)?.observed_at, own.at(-1)?.price]).toEqual([
          first,
          last,
          newest,
        ]);
      }
      for (const one of lines)
        expect(await importText(db, file(one), { batchSize: 5 })).toMatchObject({ added: 0 });
      expect(await mine()).toEqual(state);
    }),
    { numRuns: 25 },
  );
});

test('1,000 bad lines among 100,000 are each named, and all others imported', async () => {
  await using database = await testDatabase();
  const bad = [
    line({ region: 'U\0S' }),
    'nonsense',
    '"unclosed',
    line({ price: '-1' }),
    line({ rest: 'x,' }),
    `${line()},more`,
    line({ gpu: '"a"b' }),
  ];
  const lines = Array.from({ length: 100_000 }, (_, index) =>
    isBad(index)
      ? (bad[((index / 100) % 7) | 0] ?? '')
      : line({ at: index >> 5, region: `"R, ${index % 32}"`, price: `0.${100 + (index % 800)}` }),
  );
  const rejected: RejectedLine[] = [];
  const summary = await importText(database.db, file(lines), { onReject: (one) => rejected.push(one) });
  expect(summary).toMatchObject({
    lines: 100_000,
    added: 99_000,
    rejected: 1000,
    alreadyThere: 0,
    offers: 32,
  });
  // Line 1 is the header.
  expect(rejected.map((one) => one.line)).toEqual(
    lines.flatMap((_, index) => (isBad(index) ? [index + 2] : [])),
  );
  expect(rejected.slice(0, 7).map((one) => one.reason)).toEqual([
    expect.stringContaining('region "U\\u0000S" has a control character in it'),
    '1 fields where the header has 10',
    'the line has a quote that is not closed on its line',
    expect.stringContaining('price_per_gpu_hour_usd "-1" is no price'),
    expect.stringContaining('available_count "x" is not a whole number'),
    expect.stringContaining('11 fields where the header has 10'),
    expect.stringContaining('the line has a quote in the wrong place'),
  ]);
}, 120_000);

test('an import that was ended goes on where it was, to the same state', async () => {
  const text = file(
    Array.from({ length: 3000 }, (_, at) =>
      line({ at: at >> 2, price: `${1 + (at % 3)}`, region: `R${at % 2}` }),
    ),
  );
  await using whole = await testDatabase();
  await importText(whole.db, text, { batchSize: 100 });

  await using cut = await testDatabase();
  const ending = new AbortController();
  const imported = importText(cut.db, text, {
    batchSize: 100,
    signal: ending.signal,
    onProgress: ({ added }) => {
      if (added >= 700) ending.abort();
    },
  });
  await expect(imported).rejects.toThrow('aborted');
  const before = await stateOf(cut.db);
  expect(before.length).toBeGreaterThanOrEqual(700);
  expect(before.length).toBeLessThan(3000);
  expect(await importText(cut.db, text, { batchSize: 100 })).toMatchObject({ alreadyThere: before.length });
  expect(await stateOf(cut.db)).toEqual(await stateOf(whole.db));
});

test('two imports at once are one after the other', async () => {
  await using database = await testDatabase();
  const text = file(Array.from({ length: 600 }, (_, at) => line({ at: at >> 1, price: `${1 + (at % 2)}` })));
  // PGlite has one connection, on which transactions follow each other anyway; PostgreSQL has several.
  const both = await Promise.all([1, 2].map(() => importText(database.db, text, { batchSize: 50 })));
  expect(both.map(({ added, alreadyThere }) => added + alreadyThere)).toEqual([600, 600]);
  expect(await stateOf(database.db)).toHaveLength(600);
});

// On PGlite everything waits for the one connection.
test.skipIf(engine === 'pglite')(
  'an import does not wait for whoever writes the tape, nor they for it',
  async () => {
    await using database = await testDatabase();
    const { db } = database;
    await db.insertInto('provider').values({ id: 'vastai', name: 'Vast.ai', source: 'poll' }).execute();
    await db.transaction().execute(async (poll) => {
      await poll.selectFrom('tape').select('seq').forUpdate().execute();
      await poll.updateTable('provider').set({ last_seen: 1 }).where('id', '=', 'vastai').execute();
      expect(await importText(db, file([line(), line({ at: 1 })]))).toMatchObject({ added: 2 });
    });
    await db.transaction().execute(async (load) => {
      await load
        .insertInto('offer')
        .values({
          provider: 'vastai',
          key: 'import:open',
          billing: 'SPOT',
          source: 'import',
          gpu_name: 'RTX 4090',
          gpu_count: 1,
          tier: '',
          price: 1,
          stock: 'UNKNOWN',
          listed: false,
          first_observed_at: '2026-01-01T00:00:00Z',
          observed_at: '2026-01-01T00:00:00Z',
        })
        .execute();
      await db.selectFrom('tape').select('seq').forUpdate().noWait().execute();
      await db.updateTable('provider').set({ last_seen: 2 }).where('id', '=', 'vastai').execute();
    });
  },
);

test('what a damaged archive holds before the damage is imported', async () => {
  await using database = await testDatabase();
  const lines = Array.from({ length: 20_000 }, (_, at) => line({ at, price: `1.${(at * 7919) % 9973}` }));
  const packed = gzipSync(file(lines));
  const whole = await importText(database.db, packed.subarray(0, packed.length >> 1));
  expect(whole.failure?.message).toBe(
    'test.csv ends too early: its gzip data cannot be unpacked any further. Get the file again',
  );
  expect(whole.added).toBeGreaterThan(1000);
  expect(await importText(database.db, packed)).toMatchObject({
    lines: 20_000,
    alreadyThere: whole.added,
    failure: null,
  });
});

test('prices that no market asks are refused for GPUs the catalog knows', async () => {
  await using database = await testDatabase();
  const reasons: string[] = [];
  const text = file([
    line({ price: '900' }),
    line({ gpu: 'Quantum', price: '900' }),
    line({ provider: '???' }),
  ]);
  const summary = await importText(database.db, text, { onReject: ({ reason }) => reasons.push(reason) });
  expect(summary).toMatchObject({ added: 1, rejected: 2 });
  expect(reasons).toEqual([
    expect.stringContaining('price_per_gpu_hour_usd: 900.00 USD an hour for one RTX 4090 is above'),
    'provider "???" cannot be a name: it needs a letter or a digit',
  ]);
});

test('real history does not go into a simulated market', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await db
    .insertInto('provider')
    .values({ id: 'vastai', name: 'Vast.ai', source: 'demo', simulated: true })
    .execute();
  await expect(importText(db, file([line()]))).rejects.toThrow(
    'vastai is a simulated market in this database, and real history must not mix with it.',
  );
});
