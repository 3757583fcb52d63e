import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { weightedQuantile } from '#analytics/quantile.ts';
import { heldWithin, type Step } from '#analytics/step-series.ts';
import type { Db } from '#db/open.ts';
import { loadHistory } from '#market/load-history.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { recordPoll } from '#market/record.ts';
import { rollUp } from '#market/rollup.ts';
import { dirtyStretches, memoryOf } from '#market/store-memory.ts';
import { beginTerm } from '#market/store-record.ts';
import { upsertProvider } from '#market/store-health.ts';
import { quoteBuckets } from '#market/store-quotes.ts';
import { dropOldPartitions, removeOldChanges } from '#market/store-retention.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { MicroUsd } from '#units/money.ts';
import { DAY_MS, HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { quote } from '../support/quotes.ts';

const START = instant(Date.UTC(2026, 4, 29));

/** Prices within a factor of four: the gate keeps none out. */
const cents = fc.integer({ min: 30, max: 90 });
const POLL = fc.record({
  kind: fc.constant('poll' as const),
  /** Quarter hours since the last poll. */
  after: fc.integer({ min: 1, max: 90 }),
  prices: fc.array(fc.option(cents, { nil: null }), { minLength: 3, maxLength: 3 }),
});
const IMPORT = fc.record({
  kind: fc.constant('import' as const),
  offer: fc.nat(2),
  rows: fc.uniqueArray(fc.record({ quarter: fc.integer({ min: -200, max: 700 }), cents }), {
    minLength: 1,
    maxLength: 5,
    selector: ({ quarter }) => quarter,
  }),
});
const ROLL_UP = fc.record({ kind: fc.constant('rollUp' as const), ahead: fc.integer({ min: 0, max: 12 }) });
const REMOVE = fc.record({ kind: fc.constant('remove' as const), days: fc.integer({ min: 1, max: 3 }) });
const deed = fc.oneof(
  { arbitrary: POLL, weight: 4 },
  { arbitrary: IMPORT, weight: 2 },
  { arbitrary: ROLL_UP, weight: 2 },
  { arbitrary: REMOVE, weight: 1 },
);

test('roll-ups equal a full recomputation after late data in any order, and after removal', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await upsertProvider(db, {
    id: 'alpha',
    name: 'Alpha',
    source: 'https://alpha.example',
    simulated: false,
    cadenceMs: 60_000,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (deeds) => {
      await clear(db);
      const term = await beginTerm(db);
      const polled: Step[][] = [[], [], []];
      const filed = new Map<number, Map<number, number>>();
      let now = START;
      for (const one of deeds) {
        if (one.kind === 'poll') {
          now = plusMs(now, (one.after * HOUR_MS) / 4);
          await poll(db, term, now, one.prices);
          one.prices.forEach((price, n) => {
            const value = price === null ? null : price * 10_000;
            // A poll that says the same again is no change.
            if ((polled[n]!.at(-1)?.value ?? null) !== value) polled[n]!.push({ at: now, value });
          });
        } else if (one.kind === 'import') {
          const offer = filed.get(one.offer) ?? new Map<number, number>();
          filed.set(one.offer, offer);
          const rows = one.rows.filter(({ quarter }) => !offer.has(quarter));
          for (const row of rows) offer.set(row.quarter, row.cents);
          await importRows(db, one.offer, rows);
        } else if (one.kind === 'rollUp') await rollUp(db, plusMs(now, one.ahead * HOUR_MS));
        else {
          await removeOldChanges(db, now, one.days);
          await dropOldPartitions(db, plusMs(now, -one.days * DAY_MS));
        }
      }
      now = instant(Math.ceil((now + 13 * HOUR_MS) / HOUR_MS) * HOUR_MS);
      const series = [
        ...polled.map((steps) => ({ steps, until: now })),
        ...[...filed.values()].map((offer) => {
          const steps = [...offer].map(([quarter, price]) => ({
            at: quarterAt(quarter),
            value: price * 10_000,
          }));
          const sorted = steps.toSorted((a, b) => a.at - b.at);
          return { steps: sorted, until: plusMs(sorted.at(-1)?.at ?? START, 1) };
        }),
      ];
      for (const stage of ['as it is', 'rolled up']) {
        if (stage === 'rolled up') await rollUp(db, plusMs(now, HOUR_MS / 2));
        // Until roll-ups have taken them in, files from before raw changes are kept are not in any answer.
        else if (await isBehind(db)) continue;
        for (const lengthMs of [HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS]) {
          const start = instant(Math.floor((START - 3 * DAY_MS) / lengthMs) * lengthMs);
          const buckets = { start, count: Math.ceil((now - start) / lengthMs), lengthMs };
          const asked = {
            scope: { ...wholeMarket(false), billing: 'ON_DEMAND' } as const,
            buckets,
            moment: { at: now, asOf: null },
          };
          const { rows } = await quoteBuckets(db, { ...asked, byGpu: true });
          const found = rows.map(({ gpu: _gpu, anomalies: _none, ...row }) => row);
          expect({ stage, lengthMs, found }).toEqual({
            stage,
            lengthMs,
            found: reference(series, buckets, now),
          });
        }
      }
    }),
    { numRuns: 60 },
  );
}, 240_000);

type Series = { readonly steps: readonly Step[]; readonly until: Instant };

/** Every figure, from every change ever written. */
function reference(
  series: readonly Series[],
  { start, count, lengthMs }: { start: Instant; count: number; lengthMs: number },
  now: Instant,
): object[] {
  return Array.from({ length: count }, (_, bucket) => {
    const from = plusMs(start, bucket * lengthMs);
    const to = instant(Math.min(from + lengthMs, now));
    const quotes = series.flatMap(({ steps, until }) =>
      heldWithin(steps, { from, to: instant(Math.max(from, Math.min(to, until))) }).map((held) => ({
        value: held.value,
        weight: held.to - held.from,
      })),
    );
    const prices = quotes.map(({ value }) => value);
    const offerMs = quotes.reduce((sum, { weight }) => sum + weight, 0);
    return {
      bucket,
      n: quotes.length,
      p10: weightedQuantile(quotes, 0.1),
      p50: weightedQuantile(quotes, 0.5),
      p90: weightedQuantile(quotes, 0.9),
      min: Math.min(...prices),
      max: Math.max(...prices),
      offerMs,
      listedMs: offerMs,
    };
  }).filter(({ n }) => n > 0);
}

async function poll(db: Db, term: number, at: Instant, prices: readonly (number | null)[]): Promise<void> {
  const quotes = prices.flatMap((price, n) =>
    price === null ? [] : [quote({ key: `${n}`, gpuName: 'RTX 4090', usd: price / 100 })],
  );
  const source = 'https://alpha.example';
  await recordPoll(db, term, {
    provider: 'alpha',
    source,
    startedAt: at,
    observedAt: at,
    seen: quotes.length,
    quotes,
    rejects: [],
  });
}

function quarterAt(quarter: number): Instant {
  return plusMs(START, (quarter * HOUR_MS) / 4);
}

async function importRows(
  db: Db,
  n: number,
  rows: readonly { quarter: number; cents: number }[],
): Promise<void> {
  const offer = {
    provider: { id: 'beta', name: 'beta' },
    key: `import:${n}`,
    billing: 'ON_DEMAND' as const,
    gpu: 'rtx-4090' as GpuSlug,
    gpuName: 'RTX 4090',
    gpuCount: 1,
    region: null,
    regionName: null,
    tier: 'COMMUNITY',
    traits: {},
  };
  const changes = rows.map(({ quarter, cents: price }) => ({
    offer,
    observedAt: quarterAt(quarter),
    price: (price * 10_000) as MicroUsd,
    stock: { kind: 'UNKNOWN' as const },
    listed: true,
    reliability: null,
  }));
  await loadHistory(db, changes, {
    source: 'file',
    providerSource: 'file',
    simulated: false,
    leaves: 'PAST',
    sameInstant: 'SIBLING',
  });
}

async function isBehind(db: Db): Promise<boolean> {
  const { rawFrom } = await memoryOf(db);
  const dirty = await dirtyStretches(db);
  return rawFrom !== null && dirty.some(({ from }) => from < rawFrom);
}

async function clear(db: Db): Promise<void> {
  await sql`truncate price_change, offer, cell, cell_hour, cell_day, gpu_hour, gpu_day, rollup_dirty, poll
    restart identity`.execute(db);
  await sql`update memory set rolled_to = null, hours_from = null, raw_from = null`.execute(db);
}
