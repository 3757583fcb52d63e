import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertRule } from '#alert/alert.ts';
import { dryRun } from '#alert/dry-run.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import type { Database } from '#db/open.ts';
import { importHistory } from '#ingest/importer.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { fileOf, HEADER } from '../support/import-file.ts';
import { noRealSeries, realSeriesFolder } from '../support/real-series.ts';

// Needs the real series beside the project in ../shared.
const folder = realSeriesFolder();

/** A marketplace's median of one kind each half hour for a month, and a dozen clouds' prices each half hour for a day. */
const SERIES = [
  { file: 'prime_median.csv', gpu: 'H100 80GB PCIe', from: '2025-10-25T00:00:00Z', days: 6 },
  { file: 'multicloud_20min.csv', gpu: 'L40S', from: '2026-08-20T13:00:00Z', days: 1.6 },
] as const;

type Line = Readonly<Record<string, string>>;

let database: Database;
const linesOf = new Map<string, readonly Line[]>();

beforeAll(async () => {
  if (noRealSeries !== undefined) return;
  database = await testDatabase();
  for (const { file, gpu } of SERIES) {
    const content = readFileSync(join(folder, file), 'utf8');
    const lines = parse<Line>(content, { columns: true }).filter(
      (line) => slugOf(line['gpu']!) === slugOf(gpu),
    );
    linesOf.set(gpu, lines);
    const columns = HEADER.split(',');
    const text = [
      HEADER,
      ...lines.map((line) => columns.map((column) => JSON.stringify(line[column])).join()),
    ];
    const summary = await importHistory(database.db, fileOf(text.join('\n'), file), {
      now: instant(Date.UTC(2026, 10, 21)),
    });
    if (summary.rejected > 0 || summary.failure) throw new Error(`lines of ${file} were refused`);
  }
});
afterAll(() => database?.[Symbol.asyncDispose]());

function slugOf(name: string): string | null {
  const match = resolveGpu(name, {});
  return match.kind === 'MAPPED' ? match.gpu.slug : null;
}

/** What the file says at an instant: at each second, and a millisecond after the last word of an offer. */
type Moment = {
  readonly at: number;
  readonly price: number | null;
  readonly change: number | null;
  readonly free: number | null;
};

/** Goes second by second through the lines of a file. */
function momentsOf(lines: readonly Line[], from: Instant, to: Instant): readonly Moment[] {
  const told = lines
    .map((line) => ({
      at: Date.parse(line['observed_at']!),
      offer: ['provider', 'gpu', 'gpu_count', 'region', 'tier', 'billing']
        .map((column) => line[column])
        .join('|'),
      price: Math.round(Number(line['price_per_gpu_hour_usd']) * 1e6),
      free: line['available_count'] === '' ? null : Number(line['available_count']),
    }))
    .toSorted((a, b) => a.at - b.at);
  const lastOf = new Map(told.map(({ offer, at }) => [offer, at]));
  const ends = [...new Set(lastOf.values())].toSorted((a, b) => a - b).map((at) => at + 1);
  const standing = new Map<string, (typeof told)[number]>();
  const sums = new Map<number, { sum: number; known: number }>();
  const moments: Moment[] = [];
  let [next, nextEnd] = [0, 0];
  let price: number | null = null;
  let free: number | null = null;
  let mean: number | null = null;
  const begin = Math.floor(from / HOUR_MS) * HOUR_MS - DAY_MS;
  for (let at = begin; at < to;) {
    let isNew = at === begin;
    for (; next < told.length && told[next]!.at <= at; next++, isNew = true)
      standing.set(told[next]!.offer, told[next]!);
    for (; nextEnd < ends.length && ends[nextEnd]! <= at; nextEnd++) isNew = true;
    if (isNew) {
      for (const [offer] of standing) if (lastOf.get(offer)! < at) standing.delete(offer);
      const usable = [...standing.values()].filter((one) => one.free !== 0);
      price = usable.length === 0 ? null : Math.min(...usable.map((one) => one.price));
      free = standing.size === 0 ? null : usable.reduce((sum, one) => sum + (one.free ?? 0), 0);
    }
    if (at % HOUR_MS === 0) {
      const day = Array.from({ length: 24 }, (_, index) => sums.get(at / HOUR_MS - 1 - index));
      const known = day.reduce((sum, hour) => sum + (hour?.known ?? 0), 0);
      mean = known < DAY_MS / 2 ? null : day.reduce((sum, hour) => sum + (hour?.sum ?? 0), 0) / known;
    }
    const change = price === null || mean === null ? null : (price / mean - 1) * 100;
    if (at >= from) moments.push({ at, price, change, free });
    const second = Math.floor(at / 1000) * 1000 + 1000;
    const until = Math.min(second, ends[nextEnd] ?? Infinity);
    if (price !== null) {
      const hour = sums.get(Math.floor(at / HOUR_MS)) ?? { sum: 0, known: 0 };
      sums.set(Math.floor(at / HOUR_MS), {
        sum: hour.sum + price * (until - at),
        known: hour.known + until - at,
      });
    }
    at = until;
  }
  return moments;
}

type Told = { readonly at: number; readonly value: number; endedAt: number | null };

/** Fires as an alert is said to, looking at each moment in turn. */
function naively(moments: readonly Moment[], rule: AlertRule): Told[] {
  const { condition, threshold, forMs, coolDownMs } = rule;
  const back = (threshold * rule.hysteresis) / 100;
  const isAbove = condition === 'ABOVE' || condition === 'SURGE';
  const bar = condition === 'DROP' ? -threshold : threshold;
  const fired: Told[] = [];
  let [isFiring, since, value]: [boolean, number | null, number | null] = [false, null, null];
  const fire = (at: number): void => {
    if (isFiring || since === null || value === null || at < since + forMs) return;
    if (at < (fired.at(-1)?.at ?? -Infinity) + coolDownMs) return;
    fired.push({ at, value, endedAt: null });
    [isFiring, since] = [true, null];
  };
  for (const { at, price, change, free } of moments) {
    // What has held until now has held for long enough, whatever is said now.
    fire(at);
    value = condition === 'AVAILABLE' ? free : condition === 'DROP' || condition === 'SURGE' ? change : price;
    const holds =
      value !== null && (condition === 'AVAILABLE' ? value >= bar : isAbove ? value > bar : value < bar);
    if (isFiring) {
      const isOver =
        value !== null &&
        (condition === 'AVAILABLE'
          ? value < bar - back
          : isAbove
            ? value <= bar - back
            : value >= bar + back);
      if (!isOver) continue;
      fired.at(-1)!.endedAt = at;
      [isFiring, since] = [false, null];
    } else {
      since = holds ? (since ?? at) : null;
      fire(at);
    }
  }
  return fired;
}

const CALM = { hysteresis: 0, forMs: 0, coolDownMs: 0 };

test.skipIf(noRealSeries).for(SERIES)(
  'a dry run over $file fires for a $gpu as its lines say',
  async ({ gpu, from: begin, days }) => {
    const from = instant(Date.parse(begin));
    const to = plusMs(from, days * DAY_MS);
    const moments = momentsOf(linesOf.get(gpu)!, from, to);
    const prices = moments.flatMap(({ price }) => price ?? []).toSorted((a, b) => a - b);
    const [low, high] = [prices[Math.floor(prices.length / 3)]!, prices[Math.floor(prices.length / 1.5)]!];
    const rules: readonly AlertRule[] = [
      { ...CALM, condition: 'BELOW', threshold: high },
      { condition: 'BELOW', threshold: high, hysteresis: 1, forMs: 45 * MINUTE_MS, coolDownMs: 0 },
      { condition: 'BELOW', threshold: low + 1, hysteresis: 5, forMs: 0, coolDownMs: 5 * HOUR_MS },
      { ...CALM, condition: 'ABOVE', threshold: low, coolDownMs: 2 * HOUR_MS },
      { ...CALM, condition: 'DROP', threshold: 1.5 },
      { condition: 'DROP', threshold: 1, hysteresis: 50, forMs: 20 * MINUTE_MS, coolDownMs: 3 * HOUR_MS },
      { condition: 'SURGE', threshold: 1, hysteresis: 30, forMs: 0, coolDownMs: HOUR_MS },
      // The clouds of the other file tell no numbers.
      ...(moments.some(({ free }) => free)
        ? [{ ...CALM, condition: 'AVAILABLE', threshold: 6, hysteresis: 20 } as const]
        : []),
    ];
    const scope = {
      gpu: slugOf(gpu) as GpuSlug,
      billing: null,
      providers: null,
      regions: null,
      simulated: false,
    };
    let fired = 0;
    for (const rule of rules) {
      const run = await dryRun(database.db, { ...rule, scope }, { from, to });
      const told = run.firings.map(({ at, last, endedAt }) => ({ at, value: last.value, endedAt }));
      expect({ rule, told }).toEqual({ rule, told: naively(moments, rule) });
      fired += told.length;
    }
    expect(fired).toBeGreaterThan(rules.length);
  },
);
