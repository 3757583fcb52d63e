import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import type { Absence } from '#market/graph-absence.ts';
import { computeKnown, computePrediction, lastHourBy, newestHour, wantedUntil } from './predictions.ts';
import { seriesKey, type PriceSeries } from './price-series.ts';
import {
  keepPrediction,
  keptPredictions,
  wantPredictions,
  type StoredForecast,
} from './store-predictions.ts';

/** What is known of a series at a moment, or why nothing is. */
export type AskedPrediction =
  | { readonly forecast: StoredForecast }
  | { readonly forecast: null; readonly absence: Absence; readonly explanation: string };

/** Series computed while somebody waits: each takes a fraction of a second. */
const COMPUTED_AT_ONCE = 4;

const NEVER_LISTED: AskedPrediction = {
  forecast: null,
  absence: 'NOT_OFFERED',
  explanation: 'No price of it has been recorded here, under the filter given.',
};

const NO_PRICE: AskedPrediction = {
  forecast: null,
  absence: 'NOT_OBSERVED',
  explanation: 'In none of the hours of the last 90 days was there a price to be had.',
};

const WAITING: AskedPrediction = {
  forecast: null,
  absence: 'NOT_ENOUGH_DATA',
  explanation: 'It is being computed, for the first time or after new history came: ask again in a minute.',
};

const CATCHING_UP: AskedPrediction = {
  forecast: null,
  absence: 'NOT_ENOUGH_DATA',
  explanation:
    'The history is still being summed up by the hour, which takes a few minutes after the first start or a pause: ask again in a minute.',
};

/**
 * What is known of each series at a moment, in their order: as kept, in one statement. What is not kept yet is
 * computed for the first few, and by the job for the others. Of the past it is computed anew from what was
 * known then; throws BAD_USER_INPUT where that is asked of more than a few.
 */
export async function askedPredictions(
  context: Context,
  series: readonly PriceSeries[],
  moment: Moment,
): Promise<AskedPrediction[]> {
  if (moment.asOf !== null) return knownPredictions(context, series, moment);
  const { db } = context;
  const kept = await keptPredictions(db, series);
  const missing = series.filter((one) => {
    const row = kept.get(seriesKey(one));
    return row && !row.isKept && row.hasHistory;
  });
  const computed = await computeMissing(context, missing, moment);
  return series.map((one) => {
    const row = kept.get(seriesKey(one));
    if (row?.forecast) return { forecast: row.forecast };
    if (!row?.hasHistory) return NEVER_LISTED;
    if (row.isWaiting) return WAITING;
    return row.isKept ? NO_PRICE : (computed.get(one) ?? WAITING);
  });
}

async function computeMissing(
  context: Context,
  missing: readonly PriceSeries[],
  moment: Moment,
): Promise<Map<PriceSeries, AskedPrediction>> {
  const answers = new Map<PriceSeries, AskedPrediction>();
  if (missing.length === 0) return answers;
  const { db } = context;
  const newest = await newestHour(db, moment.at);
  const now = missing.slice(0, COMPUTED_AT_ONCE);
  const others = missing.slice(COMPUTED_AT_ONCE);
  if (!newest) {
    for (const one of now) answers.set(one, await fromChanges(context, one, moment));
    for (const one of others) answers.set(one, CATCHING_UP);
    return answers;
  }
  for (const one of now) {
    const forecast = await once(context, one, [newest.through, newest.revision], async () => {
      const prediction = await computePrediction(db, one, newest);
      await keepPrediction(db, prediction, wantedUntil(moment.at));
      return prediction.forecast;
    });
    answers.set(one, forecast ? { forecast } : NO_PRICE);
  }
  if (others.length > 0) await wantPredictions(db, others, wantedUntil(moment.at));
  return answers;
}

/** Those who wait for the same wait for one computation. */
function once<T>(
  { shared }: Context,
  series: PriceSeries,
  of: readonly unknown[],
  compute: () => Promise<T>,
): Promise<T> {
  return shared.once(JSON.stringify(['prediction', seriesKey(series), ...of]), 0, compute);
}

async function knownPredictions(
  context: Context,
  series: readonly PriceSeries[],
  moment: Moment,
): Promise<AskedPrediction[]> {
  if (series.length > COMPUTED_AT_ONCE) {
    throw badInput(
      'asOf',
      `Predictions of the past are computed anew, for ${COMPUTED_AT_ONCE} GPUs at once: ask for fewer.`,
    );
  }
  const answers: AskedPrediction[] = [];
  for (const one of series) answers.push(await fromChanges(context, one, moment));
  return answers;
}

/** From single changes, of the last whole hour before the moment. */
async function fromChanges(context: Context, series: PriceSeries, moment: Moment): Promise<AskedPrediction> {
  const of = [moment.asOf ?? 'now', lastHourBy(moment.at)];
  const forecast = await once(context, series, of, () => computeKnown(context.db, series, moment));
  if (forecast) return { forecast };
  return forecast === undefined ? NEVER_LISTED : NO_PRICE;
}
