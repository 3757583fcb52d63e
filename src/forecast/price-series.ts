import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import type { Billing } from '#units/quote.ts';

/** Whose price: a GPU's by the catalog, or by the name its provider writes, in all or at one provider or place. */
export type PriceSeries = {
  readonly gpu: string | null;
  readonly gpuName: string | null;
  readonly provider: string | null;
  readonly billing: Billing;
  /** A region's code; a country covers its subdivisions. */
  readonly region: string | null;
  /** Which kind of market; null where `provider` chooses. */
  readonly simulated: boolean | null;
};

/** The same text for the same series. */
export function seriesKey({ gpu, gpuName, provider, billing, region, simulated }: PriceSeries): string {
  return JSON.stringify([gpu, gpuName, provider, billing, region, simulated]);
}

export function scopeOfSeries(series: PriceSeries): OfferScope {
  const { gpu, gpuName, provider, billing, region, simulated } = series;
  return {
    ...wholeMarket(simulated),
    gpus: gpu === null ? null : [gpu],
    gpuNames: gpuName === null ? null : [gpuName],
    providers: provider === null ? null : [provider],
    regions: region === null ? null : [region],
    billing,
  };
}

/** True where it is all offers of a GPU of the catalog: its figures by the hour are kept as they are. */
export function isIndex({ gpu, gpuName, provider, region, simulated }: PriceSeries): boolean {
  return gpu !== null && gpuName === null && provider === null && region === null && simulated !== null;
}
