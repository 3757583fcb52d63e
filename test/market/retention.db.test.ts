import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { rollUp } from '#market/rollup.ts';
import { markDirty, memoryOf } from '#market/store-memory.ts';
import { dropOldPartitions, removeOldChanges } from '#market/store-retention.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders } from '../support/seed-market.ts';

const MIDNIGHT = plusMs(NOON, -(NOON % DAY_MS));

function daysAgo(days: number): Instant {
  return plusMs(NOON, -days * DAY_MS);
}

async function seed(db: Db): Promise<void> {
  await seedProviders(db, [{ id: 'alpha' }, { id: 'archive', cadenceMs: null }]);
  const days = [80, 70, 60, 50, 40, 20];
  const changes = days.map((day) => ({ at: daysAgo(day), usd: day / 100 }));
  const changed = { gpu: 'rtx-4090', changes };
  await seedOffers(db, [
    { ...changed, provider: 'alpha', key: 'listed' },
    {
      ...changed,
      provider: 'alpha',
      key: 'gone',
      listed: false,
      changes: [...changes.slice(0, 3), { at: daysAgo(55), usd: 0.6, listed: false }],
    },
    { ...changed, provider: 'archive', key: 'import:file', listed: false, lastObservedAt: daysAgo(20) },
  ]);
  // Beyond what a subscriber may resume from.
  await sql`update tape set seq = seq + 20000`.execute(db);
}

async function kept(db: Db): Promise<string[]> {
  const { rows } = await sql<{ key: string; price: number }>`
    select offer.key, change.price from price_change as change join offer on offer.id = change.offer_id
    order by 1, change.observed_at`.execute(db);
  return rows.map(({ key, price }) => `${key} ${price / 1e6}`);
}

const MONTHS = `{ priceTrend(filter: { gpus: ["4090"] }, period: { last: "P90D" }, bucket: "P1D") {
  resolution direction buckets { start p50 n availability offers } } }`;

test('nothing is removed that no roll-up has taken in, or that late changes wait for', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const before = await kept(db);
  expect(await removeOldChanges(db, NOON, 30)).toBeUndefined();
  // Rolled up to before the border alone.
  await rollUp(db, daysAgo(45));
  expect(await removeOldChanges(db, NOON, 30)).toBeUndefined();
  await rollUp(db, NOON);
  const memory = await memoryOf(db);
  const late = { provider: 'alpha', imported: false, from: daysAgo(70), to: daysAgo(69) };
  await markDirty(db, memory, [late]);
  expect(await removeOldChanges(db, NOON, 30)).toBeUndefined();
  expect(await kept(db)).toEqual(before);
  await rollUp(db, NOON);
  expect(await removeOldChanges(db, NOON, 30)).toBe(plusMs(MIDNIGHT, -30 * DAY_MS));
});

test('removal keeps what still holds and every row of files, and no answer by the day changes', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  const raw = await data<{ priceTrend: { resolution: string } }>(db, MONTHS);
  expect(raw.priceTrend.resolution).toBe('RAW');
  await rollUp(db, NOON);
  expect((await data<typeof raw>(db, MONTHS)).priceTrend).toEqual({ ...raw.priceTrend, resolution: 'MIXED' });
  await removeOldChanges(db, NOON, 30);
  expect(await kept(db)).toEqual([
    ...[0.8, 0.7, 0.6, 0.5, 0.4, 0.2].map((usd) => `import:file ${usd}`),
    'listed 0.4',
    'listed 0.2',
  ]);
  expect((await data<typeof raw>(db, MONTHS)).priceTrend).toEqual({ ...raw.priceTrend, resolution: 'MIXED' });
  // What a roll-up cannot answer says since when it could.
  const refused = await refusalOf(
    db,
    '{ priceTrend(filter: { gpus: ["4090"], gpuCount: { gte: 1 } }, period: { last: "P90D" }) { from } }',
  );
  expect(refused.message).toContain(formatInstant(plusMs(MIDNIGHT, -30 * DAY_MS)));
});

test('days go one at a time, and a removal that was cut short is gone on with', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  await rollUp(db, NOON);
  // Asked before each day; the oldest change is of 80 days ago.
  let days = 0;
  const signal = new AbortController().signal;
  signal.throwIfAborted = () => {
    if (days++ === 15) throw new Error('cut short');
  };
  await expect(removeOldChanges(db, NOON, 30, signal)).rejects.toThrow('cut short');
  const { rawFrom } = await memoryOf(db);
  expect(rawFrom).toBe(plusMs(MIDNIGHT, -65 * DAY_MS));
  const listed = async () => (await kept(db)).filter((row) => row.startsWith('listed'));
  expect(await listed()).toEqual(['listed 0.7', 'listed 0.6', 'listed 0.5', 'listed 0.4', 'listed 0.2']);
  expect(await removeOldChanges(db, NOON, 30)).toBe(plusMs(MIDNIGHT, -30 * DAY_MS));
  expect(await listed()).toEqual(['listed 0.4', 'listed 0.2']);
});

test('what a subscriber may resume from is not removed', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seed(db);
  await sql`update tape set seq = seq - 20000`.execute(db);
  await rollUp(db, NOON);
  const before = await kept(db);
  await removeOldChanges(db, NOON, 30);
  expect(await kept(db)).toEqual(before);
});

test('empty partitions of removed months are dropped, and come back for late files', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }]);
  const changes = [90, 70, 5].map((day) => ({ at: daysAgo(day), usd: 0.4 }));
  await seedOffers(db, [{ provider: 'alpha', key: 'a', gpu: 'rtx-4090', changes }]);
  await sql`update tape set seq = seq + 20000`.execute(db);
  await rollUp(db, NOON);
  await removeOldChanges(db, NOON, 30);
  // The change 70 days ago still holds 30 days ago.
  expect(await dropOldPartitions(db, plusMs(NOON, -30 * DAY_MS))).toEqual(['price_change_y2026m03']);
  await sql`select ensure_partitions('price_change', 'month', ${formatInstant(daysAgo(90))}::timestamptz,
    ${formatInstant(plusMs(daysAgo(90), HOUR_MS))}::timestamptz)`.execute(db);
  const { rows } = await sql`select to_regclass('price_change_y2026m03')::text as name`.execute(db);
  expect(rows).toEqual([{ name: 'price_change_y2026m03' }]);
});

test('prices as of an instant before single offers are kept come from roll-ups, and say so', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }, { id: 'beta' }]);
  const then = daysAgo(45);
  await seedOffers(db, [
    { provider: 'alpha', key: 'a', gpu: 'rtx-4090', changes: [{ at: daysAgo(60), usd: 0.4 }] },
    { provider: 'beta', key: 'b', gpu: 'rtx-4090', changes: [{ at: plusMs(then, -HOUR_MS / 2), usd: 0.6 }] },
    // Not known of then.
    { provider: 'beta', key: 'c', gpu: 'rtx-4090', changes: [{ at: plusMs(then, 60_000), usd: 0.1 }] },
  ]);
  await sql`update tape set seq = seq + 20000`.execute(db);
  await rollUp(db, NOON);
  await removeOldChanges(db, NOON, 30);

  const asOf = `asOf: "${formatInstant(plusMs(then, 20 * 60_000))}"`;
  const prices = (filter = '') => `{ gpu(name: "RTX 4090", ${asOf}) { ... on GPU { prices${filter} {
    billing offers absence min { amount } median { amount formula basis source observedAt } average { amount } max { amount } } } } }`;
  const none = { offers: 0, min: null, median: null, average: null, max: null };
  // In the hour before, 60 minutes at 0.40 and 30 at 0.60: one and a half offers.
  const hour = formatInstant(plusMs(then, -HOUR_MS));
  expect(await data(db, prices())).toEqual({
    gpu: {
      prices: [
        {
          billing: 'ON_DEMAND',
          offers: 2,
          absence: null,
          min: { amount: '0.40' },
          median: {
            amount: '0.40',
            formula: `hourly roll-up of ${hour} to ${formatInstant(then)}: price per GPU-hour that half of the rentable offer-time lies at or under, anomalies left out`,
            basis: 'DERIVED',
            source: 'alpha, beta',
            observedAt: hour,
          },
          average: { amount: '0.466667' },
          max: { amount: '0.60' },
        },
        { billing: 'SPOT', absence: 'NOT_OBSERVED', ...none },
      ],
    },
  });
  expect(await refusalOf(db, prices('(filter: { gpuCount: { gte: 2 } })'))).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining('there are roll-ups alone'),
  });

  const monitor = `{ priceMonitor(${asOf}) { at gpus { offers hours average24h current { amount formula } } } }`;
  expect(await data(db, monitor)).toEqual({
    priceMonitor: {
      at: formatInstant(then),
      gpus: [
        {
          offers: 2,
          hours: 24,
          average24h: '0.40',
          current: { amount: '0.40', formula: expect.stringContaining('hourly roll-up of ') },
        },
      ],
    },
  });
  const trend = `{ priceTrend(filter: { gpus: ["4090"] }, period: { last: "PT3H" }, bucket: "PT1H", ${asOf}) {
    resolution from to sources buckets { n p50 } } }`;
  expect(await data(db, trend)).toEqual({
    priceTrend: {
      resolution: 'HOURLY',
      from: formatInstant(plusMs(then, -3 * HOUR_MS)),
      to: formatInstant(then),
      sources: ['https://alpha.example', 'https://beta.example'],
      buckets: [1, 1, 2].map((n) => ({ n, p50: '0.40' })),
    },
  });
  for (const field of ['offers', 'availability', 'marketStatus', 'regions']) {
    const refused = await refusalOf(db, `{ ${field}(${asOf}) { __typename } }`);
    expect(refused.code).toBe('BAD_USER_INPUT');
    expect(refused.message).toContain(formatInstant(plusMs(MIDNIGHT, -30 * DAY_MS)));
    expect(refused.message).toContain('`priceTrend`');
  }

  // Where hours are kept no longer, it is the last whole day.
  await sql`update memory set hours_from = ${formatInstant(plusMs(MIDNIGHT, -40 * DAY_MS))}::timestamptz`.execute(
    db,
  );
  const day = plusMs(MIDNIGHT, -45 * DAY_MS);
  expect(
    await data(
      db,
      `{ gpu(name: "RTX 4090", ${asOf}) { ... on GPU { prices { offers max { amount formula } } } } }`,
    ),
  ).toEqual({
    gpu: {
      prices: [
        {
          offers: 1,
          max: {
            amount: '0.40',
            formula: `daily roll-up of ${formatInstant(plusMs(day, -DAY_MS))} to ${formatInstant(day)}: greatest price per GPU-hour in force, anomalies left out`,
          },
        },
        { offers: 0, max: null },
      ],
    },
  });
  const refused = await refusalOf(db, monitor);
  expect(refused.message).toContain(formatInstant(plusMs(MIDNIGHT, -39 * DAY_MS)));
});
