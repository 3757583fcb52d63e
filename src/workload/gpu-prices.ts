import { forecastAt } from '#analytics/forecast-at.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { seriesKey, type PriceSeries } from '#forecast/price-series.ts';
import { keptPredictions } from '#forecast/store-predictions.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import type { Billing } from '#units/quote.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#units/time.ts';
import { gpuListings, type GpuListing, type GpuOffers } from './store-gpu-prices.ts';

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
  /** GPUs that can be rented in any size, each once, over the offers whose provider tells a number. */
  readonly available: number;
  /** Offers whose provider tells no number. */
  readonly uncounted: number;
  /** Of the GPU's index over all its offers; null where there is too little history, and for the past. */
  readonly factors: PriceFactors | null;
};

const bySlug = new Map<string, Gpu>(catalog.map((gpu) => [gpu.slug, gpu]));

/** Of a market that stands still only what is stale goes by the clock, and that by the minute. */
const STILL_MS = 5 * SECOND_MS;
/** While prices are read anew the last ones are told, this old at most. */
const KEEP_MS = STILL_MS + 2 * SECOND_MS;

const P10 = 1;
const P50 = 9;
const P90 = 17;

/** What can be rented, and what is listed without an offer that can: taken, or left out as stale. */
export type GpuMarket = {
  readonly priced: readonly PricedGpu[];
  readonly unpriced: readonly GpuListing[];
};

type Options = { readonly hours?: number };

/**
 * What can be rented of each GPU of the catalog in a scope, with how its price is expected to change until
 * `hours` from now (at most a week): two statements, whatever the number of GPUs. A GPU has an entry for each
 * billing that the scope leaves in.
 */
export async function pricedGpus(
  context: Context,
  scope: OfferScope,
  moment: Moment,
  options: Options = {},
): Promise<readonly PricedGpu[]> {
  return (await gpuMarket(context, scope, moment, options)).priced;
}

/** What reads the market: the database, and what others who ask the same of it are told. */
export type MarketReader = Pick<Context, 'db' | 'shared' | 'tail'>;

/** The same, with what is listed and cannot be rented; read anew when the market changes, and every few seconds. */
export function gpuMarket(
  context: MarketReader,
  scope: OfferScope,
  moment: Moment,
  { hours = 24 }: Options = {},
): Promise<GpuMarket> {
  return shareForNow(
    context,
    ['gpu market', scope, hours],
    moment,
    () => readMarket(context, scope, moment, hours),
    { keepMs: KEEP_MS, stillMs: STILL_MS },
  );
}

async function readMarket(
  context: MarketReader,
  scope: OfferScope,
  moment: Moment,
  hours: number,
): Promise<GpuMarket> {
  const listings = (await gpuListings(context.db, scope, moment)).filter(({ gpu }) => bySlug.has(gpu));
  const priced = listings.flatMap(pricedOf);
  const factors = await factorsOf(context, priced, moment, hours);
  return {
    priced: priced.map((one, index) => ({ ...one, factors: factors[index] ?? null })),
    unpriced: listings.filter(({ sizes }) => sizes.length === 0),
  };
}

type Unforeseen = Omit<PricedGpu, 'factors'>;

function pricedOf({ gpu: slug, billing, sizes, available, uncounted }: GpuListing): Unforeseen[] {
  const gpu = bySlug.get(slug);
  const [first] = sizes;
  if (!gpu || !first) return [];
  const cheapest = sizes.reduce((best, size) => (size.cheapest < best.cheapest ? size : best), first);
  return [{ gpu, billing, sizes, cheapest, available, uncounted }];
}

async function factorsOf(
  context: MarketReader,
  priced: readonly Unforeseen[],
  moment: Moment,
  hours: number,
): Promise<(PriceFactors | null)[]> {
  // Forecasts are kept for the present alone.
  if (moment.asOf !== null || priced.length === 0) return [];
  const series = priced.map(({ gpu, billing, cheapest }): PriceSeries => ({
    gpu: gpu.slug,
    gpuName: null,
    provider: null,
    billing,
    region: null,
    simulated: cheapest.simulated,
  }));
  // Forecasts are made by the hour, and large.
  const kept = await shareForNow(
    context,
    ['gpu forecasts', series.map(seriesKey)],
    moment,
    () => keptPredictions(context.db, series),
    { keepMs: 2 * MINUTE_MS, everyMs: MINUTE_MS },
  );
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

/** Whether so many machines of a size can be had; providers that tell no number may have any. */
export function hasMachines({ available, uncounted, gpuCount }: GpuOffers, machines: number): boolean {
  return uncounted > 0 || available >= machines * gpuCount;
}
