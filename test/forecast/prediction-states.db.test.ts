import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { computeKnown, computePrediction, newestHour, refreshPredictions } from '#forecast/predictions.ts';
import type { PriceSeries } from '#forecast/price-series.ts';
import { seriesStates } from '#forecast/series-states.ts';
import { rollUp } from '#market/rollup.ts';
import { notePoll } from '#market/store-health.ts';
import { HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { testDatabase } from '../support/database.ts';
import { importPrices, jitter } from '../support/price-series.ts';
import { NOON, seedOffers, seedProviders } from '../support/seed-market.ts';

const SERIES: PriceSeries = {
  gpu: 'rtx-4090',
  gpuName: null,
  provider: null,
  billing: 'ON_DEMAND',
  region: null,
  simulated: false,
};

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);

/** The forecast as an instance would make it that has kept nothing. */
async function anew(db: Db, now: Instant, series = SERIES) {
  const newest = await newestHour(db, now);
  return (await computePrediction(db, series, newest!)).forecast;
}

test('a price that comes some hours late is learnt by who had learnt the hour without it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const states = seriesStates(10);
  const usd = jitter(0.4, 200);
  const upTo = (hours: number) => ({ gpu: 'RTX 4090', last: hour(hours - 200), usd: usd.slice(0, hours) });
  await importPrices(db, [upTo(190)], hour(-9));
  await refreshPredictions(db, hour(-9), states);
  // Each file comes two hours after its last price.
  for (let late = 191; late <= 195; late++) {
    const now = plusMs(hour(late - 198), 20 * MINUTE_MS);
    await rollUp(db, now);
    await refreshPredictions(db, now, states);
    await importPrices(db, [upTo(late)], now);
  }
  const now = plusMs(hour(-2), 20 * MINUTE_MS);
  await rollUp(db, now);
  await refreshPredictions(db, now, states);
  const newest = await newestHour(db, now);
  const { forecast } = await computePrediction(db, SERIES, newest!, states);
  expect(forecast?.observedHours).toBe(195);
  expect(forecast).toEqual(await anew(db, now));
  expect(await computeKnown(db, SERIES, { at: now, asOf: now })).toEqual(forecast);
});

test('hours a provider was not heard of in stay so when it is heard of again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'vastai', lastSuccessAt: null }]);
  const usd = jitter(0.4, 130).map((price) => Math.round(price * 50) / 50);
  const silent = (index: number) => index >= 118 && index < 126;
  const changes = usd.flatMap((price, index) =>
    silent(index) || (index > 0 && price === usd[index - 1]) ? [] : [{ at: hour(index), usd: price }],
  );
  await seedOffers(db, [{ provider: 'vastai', key: 'a', gpu: 'rtx-4090', region: 'US-CA', changes }]);
  const states = seriesStates(10);
  for (const index of usd.keys()) {
    const at = plusMs(hour(index), 30 * MINUTE_MS);
    const error = silent(index) ? 'HTTP 500' : null;
    const counts = { seen: 1, quotes: 1, changes: 0, rejects: [], seq: 0 };
    await notePoll(db, 'vastai', { startedAt: at, finishedAt: at, recordedAt: at, error, ...counts });
    if (index < 110) continue;
    const now = plusMs(hour(index + 1), 5 * MINUTE_MS);
    await rollUp(db, now);
    await refreshPredictions(db, now, states);
  }
  const now = plusMs(hour(130), 5 * MINUTE_MS);
  for (const provider of [null, 'vastai']) {
    const series = { ...SERIES, provider };
    const forecast = await anew(db, now, series);
    expect(forecast?.observedHours).toBe(122);
    expect(forecast).toEqual(
      (await computePrediction(db, series, (await newestHour(db, now))!, states)).forecast,
    );
    expect(await computeKnown(db, series, { at: now, asOf: now })).toEqual(forecast);
  }
});
