import { advance, seriesState, snapshot, type SeriesHour } from '#analytics/series-forecast.ts';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import { floorTo, GRACE_MS } from '#market/rollup.ts';
import { memoryOf } from '#market/store-memory.ts';
import { REVISED_AFTER_MS } from '#market/store-retention.ts';
import { DAY_MS, HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { seriesKey, type PriceSeries } from './price-series.ts';
import type { KeptState, SeriesStates } from './series-states.ts';
import {
  keepPrediction,
  providersOfSeries,
  seriesToKeep,
  type Computed,
  type KeptSeries,
  type StoredForecast,
} from './store-predictions.ts';
import { knownHours, rolledHours } from './store-series.ts';

/** A series is learnt from 90 to 120 days: from a day that moves on by 30 days at a time, the same for everybody. */
const HISTORY_MS = 90 * DAY_MS;
const MOVES_ON_MS = 30 * DAY_MS;

/** Roll-ups that lag by more than this are catching up: their newest hour is no news. */
const CATCHING_UP_MS = 3 * HOUR_MS;

/** Hours learnt before others get a turn: about 5 ms. */
const HOURS_AT_ONCE = 16;

/** Between two series, for whoever else waits for the connection. */
const PAUSE_MS = 20;

function historyFrom(through: Instant): Instant {
  return instant(Math.max(floorTo(through, MOVES_ON_MS) - HISTORY_MS, 0));
}

/** The end of the newest hour that is rolled up, and the revision it is of; undefined while roll-ups catch up. */
export async function newestHour(
  db: Db,
  now: Instant,
): Promise<{ readonly through: Instant; readonly revision: number } | undefined> {
  const { rolledTo, revision } = await memoryOf(db);
  if (rolledTo === null || rolledTo < now - CATCHING_UP_MS) return undefined;
  return { through: rolledTo, revision };
}

type Newest = NonNullable<Awaited<ReturnType<typeof newestHour>>>;

/**
 * Computes a series' forecast from roll-ups, from its state where that is kept and the hours learnt last are still
 * what they were: changes that come late by no more than that make no revision.
 */
export async function computePrediction(
  db: Db,
  series: PriceSeries,
  { through, revision }: Newest,
  states?: SeriesStates,
): Promise<Computed> {
  const begin = historyFrom(through);
  const kept = states?.get(seriesKey(series));
  const fits =
    kept?.begin === begin && kept.revision === revision && (kept.state.through ?? begin) <= through;
  const learntTo = fits ? (kept.state.through ?? begin) : begin;
  const from = instant(Math.max(learntTo - REVISED_AFTER_MS, begin));
  const newest = await rolledHours(db, series, { from, to: through });
  const before = newest.filter(({ start }) => start < learntTo);
  const goesOn =
    fits &&
    isSame(
      before,
      kept.newest.filter(({ start }) => start >= from),
    );
  const built: KeptState = goesOn ? kept : { state: seriesState(), begin, revision, newest: [] };
  const earlier = goesOn || from === begin ? [] : await rolledHours(db, series, { from: begin, to: from });
  await learn(built, [...earlier, ...newest], through);
  built.newest = newest.filter(({ start }) => start >= through - REVISED_AFTER_MS);
  states?.keep(seriesKey(series), built);
  const source = await providersOfSeries(db, series, { asOf: null });
  const forecast = snapshot(built.state);
  return { series, through, revision, forecast: forecast ? { ...forecast, ...source } : null };
}

/**
 * Computes a series' forecast from single changes, as known at a moment: what was, or would have been, answered
 * then. Undefined where it had never been on offer.
 */
export async function computeKnown(
  db: Db,
  series: PriceSeries,
  moment: Moment,
): Promise<StoredForecast | null | undefined> {
  const through = lastHourBy(moment.at);
  const { rawFrom } = await memoryOf(db);
  const begin = historyFrom(through);
  const from = instant(Math.ceil(Math.max(begin, rawFrom ?? 0) / HOUR_MS) * HOUR_MS);
  const built = { state: seriesState() };
  await learn(built, await knownHours(db, series, { from, to: through }, moment), through);
  const source = await providersOfSeries(db, series, moment);
  if (source.providers.length === 0) return undefined;
  const forecast = snapshot(built.state);
  return forecast ? { ...forecast, ...source } : null;
}

/** The end of the last hour that counts as over: as for roll-ups, a little after it has ended. */
export function lastHourBy(at: Instant): Instant {
  return floorTo(instant(at - GRACE_MS), HOUR_MS);
}

function isSame(hours: readonly SeriesHour[], others: readonly SeriesHour[]): boolean {
  return (
    hours.length === others.length &&
    hours.every(({ start, price, isObserved }, index) => {
      const other = others[index]!;
      return start === other.start && price === other.price && isObserved === other.isObserved;
    })
  );
}

async function learn(
  { state }: Pick<KeptState, 'state'>,
  hours: readonly SeriesHour[],
  through: Instant,
): Promise<void> {
  let learnt = 0;
  for (const _ of advance(state, hours, through)) {
    if (++learnt % HOURS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Brings what is kept up to the newest hour that is rolled up: every GPU's series, and those asked for lately.
 * Returns how many were computed; none while roll-ups catch up, as they need the connection.
 */
export async function refreshPredictions(
  db: Db,
  now: Instant,
  states: SeriesStates,
  signal?: AbortSignal,
): Promise<number> {
  const newest = await newestHour(db, now);
  if (!newest) return 0;
  const kept = await seriesToKeep(db, now);
  states.retain(new Set(kept.map(({ series }) => seriesKey(series))));
  let computed = 0;
  for (const one of kept.filter((row) => isDue(row, newest))) {
    signal?.throwIfAborted();
    const prediction = await computePrediction(db, one.series, newest, states);
    await keepPrediction(db, prediction, wantedUntil(now));
    computed++;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return computed;
}

function isDue({ through, revision }: KeptSeries, newest: Newest): boolean {
  return through === null || through < newest.through || revision !== newest.revision;
}

/** How long a series that somebody asked for is kept up to date. */
const WANTED_MS = 2 * DAY_MS;

export function wantedUntil(now: Instant): Instant {
  return plusMs(now, WANTED_MS);
}
