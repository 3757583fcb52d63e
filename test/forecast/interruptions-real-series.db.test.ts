import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { hazardOf } from '#forecast/hazards.ts';
import { hazardsOf } from '#forecast/store-hazards.ts';
import { importHistory } from '#ingest/importer.ts';
import { openImportFile } from '#ingest/import-source.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { kaplanMeier, survivalAt } from '#analytics/kaplan-meier.ts';
import { microUsd } from '#units/money.ts';
import { HOUR_MS, instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { noRealSeries, realSeriesFolder } from '../support/real-series.ts';

// Needs the real series beside the project in ../shared.
const folder = realSeriesFolder();

type Line = Record<
  'observed_at' | 'gpu' | 'gpu_count' | 'region' | 'tier' | 'price_per_gpu_hour_usd',
  string
>;

/** What a bid lives through, series by series, up to the last line of each. */
function walked(lines: readonly Line[], bid: number) {
  const series = Map.groupBy(lines, (line) => [line.gpu, line.gpu_count, line.region, line.tier].join());
  let [events, hours] = [0, 0];
  const lives: { hours: number; ended: boolean }[] = [];
  for (const own of series.values()) {
    const steps = own
      .map((line) => ({ at: Date.parse(line.observed_at), isUp: Number(line.price_per_gpu_hour_usd) <= bid }))
      .toSorted((a, b) => a.at - b.at);
    let since: number | null = null;
    for (const { at, isUp } of steps) {
      if (isUp) since ??= at;
      else if (since !== null) {
        events++;
        lives.push({ hours: (at - since) / HOUR_MS, ended: true });
        since = null;
      }
    }
    const last = steps.at(-1)?.at ?? 0;
    // The last line holds for the millisecond it was said at.
    if (since !== null) lives.push({ hours: (last + 1 - since) / HOUR_MS, ended: false });
  }
  for (const life of lives) hours += life.hours;
  return { events, hours, lives };
}

test.skipIf(noRealSeries).each([
  // How many new instances outlast an hour, and how many would at the rate alone.
  { name: 'aws_g2_2015.csv', bid: 0.1, lives: 106, hour: 0.453, exponential: 0.947 },
  { name: 'aws_g2_2015.csv', bid: 0.65, lives: 38, hour: 0.684, exponential: 0.981 },
  { name: 'aws_spot_2020.csv', bid: 1, lives: 43, hour: 1, exponential: 0.999 },
])('$name: a bid of $bid crosses as a walk over the file says', async ({ name, bid, ...known }) => {
  await using database = await testDatabase();
  const { db } = database;
  const lines: Line[] = parse(readFileSync(join(folder, name)), { columns: true });
  await using source = await openImportFile(join(folder, name));
  const now = instant(Date.UTC(2026, 10, 21));
  await importHistory(db, source, { now });
  const cells = await hazardsOf(db, {
    scope: wholeMarket(false),
    from: instant(0),
    to: now,
    moment: { at: now, asOf: null },
    estimators: ['BID_CROSSING'],
    bid: microUsd(bid * 1e6),
  });
  const hazard = hazardOf(cells);
  const expected = walked(lines, bid);
  expect(hazard?.events).toBe(expected.events);
  expect(hazard?.exposureHours).toBeCloseTo(expected.hours, 3);
  expect(hazard?.lives).toHaveLength(known.lives);
  expect(survivalAt(kaplanMeier(hazard?.lives ?? []), 1)?.survival).toBeCloseTo(known.hour, 3);
  expect(Math.exp(-(hazard?.rate.perHour ?? 0))).toBeCloseTo(known.exponential, 3);
});
