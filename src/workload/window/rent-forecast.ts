import { forecastAt } from '#analytics/forecast-at.ts';
import type { FactorsAhead } from '#analytics/rent-ahead.ts';
import { seriesKey, type PriceSeries } from '#forecast/price-series.ts';
import { keptPredictions, type StoredForecast } from '#forecast/store-predictions.ts';
import type { Moment } from '#graph/moment.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import type { Billing } from '#units/quote.ts';
import { formatInstant, HOUR_MS, MINUTE_MS } from '#units/time.ts';
import type { MarketReader } from '../gpu-prices.ts';

/** How a GPU’s price is expected to change by the hour. */
export type RentForecast = {
  /** From one hour from now; empty where there is nothing to go by, and then the price is taken to stay. */
  readonly ahead: readonly FactorsAhead[];
  readonly source: string;
  /** Why the price is taken to stay; null where hours have a forecast with skill. */
  readonly explanation: string | null;
};

/** A rent that was told, and electricity: nothing forecasts them here. */
export const NO_RENT_FORECAST: RentForecast = { ahead: [], source: 'the caller', explanation: null };

const NONE_KEPT = 'No forecast of its price is kept for this moment, so that it is taken to stay.';

/** Of the GPU’s index over all its offers, for so many hours from now: one statement, shared between callers. */
export async function rentForecast(
  context: MarketReader,
  {
    gpu,
    billing,
    simulated,
  }: { readonly gpu: string; readonly billing: Billing; readonly simulated: boolean },
  moment: Moment,
  hours: number,
): Promise<RentForecast> {
  // Forecasts are kept of the present alone, and a past answer has to be the one that was given then.
  if (moment.asOf !== null) return stays(NONE_KEPT);
  const series: PriceSeries = { gpu, gpuName: null, provider: null, billing, region: null, simulated };
  const kept = await shareForNow(
    context,
    ['gpu forecasts', [seriesKey(series)]],
    moment,
    () => keptPredictions(context.db, [series]),
    { keepMs: 2 * MINUTE_MS, everyMs: MINUTE_MS },
  );
  const forecast = kept.get(seriesKey(series))?.forecast;
  if (!forecast) return stays(NONE_KEPT);
  const ahead = factorsAhead(forecast, Math.max(0, (moment.at - forecast.through) / HOUR_MS), hours);
  const source = `forecast of the GPU’s price index over all its offers, made at ${formatInstant(forecast.through)}`;
  if (ahead.length === 0)
    return stays('Too little of its price has been seen for a forecast, so that it is taken to stay.');
  const hasSkill = ahead.some((hour) => hour.hasSkill);
  const explanation = hasSkill
    ? null
    : 'On its history nothing was better than "the price stays", so that it is taken to stay.';
  return { ahead, source, explanation };
}

function stays(explanation: string): RentForecast {
  return { ahead: [], source: 'the price is taken to stay', explanation };
}

function factorsAhead(forecast: StoredForecast, lag: number, hours: number): FactorsAhead[] {
  const ahead: FactorsAhead[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    const made = forecastAt(forecast, Math.max(1, Math.round(hour + lag)));
    if (made.kind !== 'FORECAST') break;
    ahead.push({
      quantiles: made.quantiles.map((micros) => micros / forecast.price),
      hasSkill: made.noSkill === null,
    });
  }
  return ahead;
}
