import { forecastAt } from '#analytics/forecast-at.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { seriesKey, type PriceSeries } from '#forecast/price-series.ts';
import { keptPredictions } from '#forecast/store-predictions.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import type { Billing } from '#units/quote.ts';
import { HOUR_MS } from '#units/time.ts';
import { gpuOffers, type GpuOffers } from './store-gpu-prices.ts';

/** How the price is expected to change until some hours from now: factors on the price of the moment. */
export type PriceFactors = {
  readonly hours: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** False where nothing beats "the price stays": then p50 is 1, and the others are how far it went from there. */
  readonly hasSkill: boolean;
};

/** One GPU as it can be rented, in every number of GPUs that it is offered in. */
export type PricedGpu = {
  readonly gpu: Gpu;
  readonly billing: Billing;
  /** By ascending number of GPUs; at least one. */
  readonly sizes: readonly GpuOffers[];
  /** The cheapest per GPU-hour. */
  readonly cheapest: GpuOffers;
  /** Of the GPU's index over all its offers; null where there is too little history, and for the past. */
  readonly factors: PriceFactors | null;
};

const bySlug = new Map<string, Gpu>(catalog.map((gpu) => [gpu.slug, gpu]));

const P10 = 1;
const P50 = 9;
const P90 = 17;

/**
 * What can be rented of each GPU of the catalog in a scope, with how its price is expected to change until
 * `hours` from now (at most a week): two statements, whatever the number of GPUs.
 */
export async function pricedGpus(
  { db, simulated }: Context,
  scope: OfferScope,
  moment: Moment,
  { hours = 24 }: { readonly hours?: number } = {},
): Promise<PricedGpu[]> {
  const offers = await gpuOffers(db, scope, moment);
  const groups = Map.groupBy(offers, ({ gpu, billing }) => JSON.stringify([gpu, billing]));
  const priced = [...groups.values()].flatMap((sizes): Omit<PricedGpu, 'factors'>[] => {
    const [first] = sizes;
    const gpu = bySlug.get(first!.gpu);
    if (!gpu) return [];
    const cheapest = sizes.reduce((best, size) => (size.cheapest < best.cheapest ? size : best));
    return [{ gpu, billing: cheapest.billing, sizes, cheapest }];
  });
  const factors = await factorsOf(db, priced, simulated, moment, hours);
  return priced.map((one, index) => ({ ...one, factors: factors[index] ?? null }));
}

async function factorsOf(
  db: Context['db'],
  priced: readonly Omit<PricedGpu, 'factors'>[],
  simulated: boolean,
  moment: Moment,
  hours: number,
): Promise<(PriceFactors | null)[]> {
  // Forecasts are kept for the present alone.
  if (moment.asOf !== null || priced.length === 0) return [];
  const series = priced.map(({ gpu, billing }): PriceSeries => ({
    gpu: gpu.slug,
    gpuName: null,
    provider: null,
    billing,
    region: null,
    simulated,
  }));
  const kept = await keptPredictions(db, series);
  return series.map((one) => {
    const forecast = kept.get(seriesKey(one))?.forecast;
    if (!forecast) return null;
    const lag = Math.max(0, (moment.at - forecast.through) / HOUR_MS);
    const ahead = forecastAt(forecast, Math.max(1, Math.round(hours + lag)));
    if (ahead.kind !== 'FORECAST') return null;
    const at = (place: number): number => (ahead.quantiles[place] ?? NaN) / forecast.price;
    return { hours, p10: at(P10), p50: at(P50), p90: at(P90), hasSkill: ahead.noSkill === null };
  });
}
