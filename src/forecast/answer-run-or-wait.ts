import { windowQuantile, pushSorted, sortedWindow } from '#analytics/sorted-window.ts';
import { WEEK_HOURS, WEEK_LEVEL } from '#analytics/run-or-wait.ts';
import type { SeriesHour } from '#analytics/series-forecast.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import type { Absence } from '#market/graph-absence.ts';
import { slugOf } from '#market/graph-filter.ts';
import { HOUR_MS, instant, plusMs } from '#units/time.ts';
import { askedPredictions, type AskedPrediction } from './asked-predictions.ts';
import { askedRun, type RunOrWaitInputValue } from './graph-run-or-wait-input.ts';
import { currentPrice } from './graph-prediction.ts';
import { placeOf } from './graph-predictions.ts';
import { assumedHazard, measuredHazard, type PlannedHazard } from './planned-hazard.ts';
import { planJob } from './planned-job.ts';
import { scopeOfSeries, type PriceSeries } from './price-series.ts';
import { decideRun, type DecidedRun } from './run-decision.ts';
import { keepRun } from './keep-run.ts';
import { fallbackOf, type Fallback } from './run-fallback.ts';
import type { AskedRun } from './run-situation.ts';
import { runWords } from './run-words.ts';
import { servedPrediction, type ServedPrediction } from './served-prediction.ts';
import type { MaybePrice } from './spot-answer.ts';
import type { StoredForecast } from './store-predictions.ts';
import { knownHours, rolledHours } from './store-series.ts';

/** An answer with what it rests on. */
export type RunAnswer = {
  readonly asked: AskedRun;
  readonly series: PriceSeries;
  readonly simulated: boolean;
  readonly forecast: StoredForecast | null;
  readonly absence: Absence | null;
  readonly explanation: string | null;
  readonly decided: DecidedRun;
  readonly onDemand: MaybePrice | null;
  readonly hazard: PlannedHazard | null;
  readonly hazardAbsence: Absence | null;
  readonly fallback: Fallback | null;
  readonly reasoning: string;
};

/** Decides by the forecast, the prices and the hazard of the moment. Throws BAD_USER_INPUT for what cannot be. */
export async function answerRunOrWait(
  input: RunOrWaitInputValue,
  context: Context,
  moment: Moment,
): Promise<RunAnswer> {
  const asked = askedRun(input, moment.at);
  const series = {
    gpu: input.gpu == null ? null : slugOf(input.gpu, 'gpu'),
    gpuName: input.gpuName ?? null,
    ...(await placeOf(input, context)),
  };
  const isSpot = asked.billing === 'SPOT';
  const asks: PriceSeries[] = [series, ...(isSpot ? [{ ...series, billing: 'ON_DEMAND' as const }] : [])];
  const [known, found] = await Promise.all([
    askedPredictions(context, asks, moment),
    isSpot ? hazardOf(context, series, moment, input) : null,
  ]);
  const [own, dearer] = asks.map((one, index) => servedOf(asked, one, context, moment, known[index]!));
  if (!own) throw new Error('a prediction was asked for and none answered');
  const { forecast, absence, explanation } = own;
  const onDemand = dearer ? newestPrice(dearer) : null;
  const hazard = found?.origin ? found : null;
  const plan = hazard ? planOf(asked, hazard) : null;
  const facts = {
    forecast,
    priceAbsence: absence === 'NOT_ENOUGH_DATA' && forecast ? null : absence,
    forecastAbsence: absence,
    weekLow: forecast && absence === null ? await weekLow(context, series, forecast, moment) : null,
    onDemand: onDemand?.price?.amount ?? null,
    plan,
    mtbiHours: hazard?.mtbiHours ?? null,
    isEndless: hazard !== null && plan === null,
  };
  const decided = decideRun(asked, facts);
  if (moment.asOf === null && forecast) keepRun(context, series, forecast.price, asked, decided);
  const fallback = isSpot ? fallbackOf(asked) : null;
  const prices = { price: forecast?.price ?? null, onDemand: facts.onDemand };
  return {
    asked,
    series,
    simulated: forecast
      ? [forecast.isSimulated, onDemand?.price?.simulated, hazard?.simulated].some(Boolean)
      : context.simulated,
    forecast,
    absence,
    explanation,
    decided,
    onDemand,
    hazard,
    hazardAbsence: isSpot && !hazard ? 'NOT_ENOUGH_DATA' : null,
    fallback,
    reasoning: runWords(asked, decided, { ...prices, explanation, fallback }),
  };
}

/** What `prediction` says of the next hour: why there is nothing to forecast from, if there is not. */
function servedOf(
  { at }: AskedRun,
  series: PriceSeries,
  { simulated }: Context,
  moment: Moment,
  known: AskedPrediction,
): ServedPrediction {
  const isPast = moment.asOf !== null;
  return servedPrediction({ series, at, isPast, simulated, horizonsMs: [HOUR_MS] }, known);
}

/** The newest hourly price; a forecast is not needed for it. */
function newestPrice({ forecast, absence }: ServedPrediction): MaybePrice {
  if (!forecast || (absence !== null && absence !== 'NOT_ENOUGH_DATA')) return { price: null, absence };
  return { price: currentPrice(forecast), absence: null };
}

async function hazardOf(
  { db }: Context,
  series: PriceSeries,
  moment: Moment,
  { mtbiHours, maxPrice, region }: RunOrWaitInputValue,
) {
  if (mtbiHours != null) return assumedHazard(mtbiHours);
  const scope = scopeOfSeries({ ...series, region: null });
  const regions = region == null ? null : [series.region ?? region];
  return measuredHazard(db, { scope, regions, moment, bid: maxPrice ?? null });
}

function planOf(asked: AskedRun, hazard: PlannedHazard) {
  const job = { ...asked, nodes: 1, warningHours: null, resumeWaitHours: hazard.meanDownHours ?? 0 };
  return planJob(job, hazard)?.plan ?? null;
}

/** The price that 30 % of the last seven days' hours lay at or under, an hour without one as the hour before. */
async function weekLow(
  { db }: Context,
  series: PriceSeries,
  { through }: StoredForecast,
  moment: Moment,
): Promise<number | null> {
  const stretch = { from: plusMs(through, -WEEK_HOURS * HOUR_MS), to: through };
  const hours =
    moment.asOf === null
      ? await rolledHours(db, series, stretch)
      : await knownHours(db, series, stretch, moment);
  return lowOf(hours, stretch);
}

function lowOf(
  hours: readonly SeriesHour[],
  { from, to }: { readonly from: number; readonly to: number },
): number | null {
  const prices = new Map(hours.map(({ start, price }) => [start, price]));
  const window = sortedWindow(WEEK_HOURS);
  let last: number | null = null;
  for (let start = from; start < to; start += HOUR_MS) {
    last = prices.get(instant(start)) ?? last;
    if (last !== null) pushSorted(window, last);
  }
  const low = windowQuantile(window, WEEK_LEVEL);
  return Number.isNaN(low) ? null : low;
}
