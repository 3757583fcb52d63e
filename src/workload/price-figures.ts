import { fact, type Figure } from '#units/figure.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import { formatInstant } from '#units/time.ts';
import type { FleetOffer } from './store-fleet-offers.ts';
import type { GpuOffers } from './store-gpu-prices.ts';

type Observed = Pick<FleetOffer, 'provider' | 'region' | 'source' | 'observedAt' | 'stale'>;

/** What one GPU costs an hour in the cheapest offer of a size. */
export function cheapestPrice(offers: GpuOffers): Figure {
  const of = offers.offers === 1 ? 'the only offer' : `the cheapest of ${offers.offers} offers`;
  return perHour(offers.cheapest, sourceOf(offers, `${of} of ${offers.gpuCount}`));
}

/** What one GPU costs an hour in the middle of a size's offers: of several machines not all can be the cheapest. */
export function medianPrice({ source, median, offers, gpuCount }: GpuOffers): Figure {
  return perHour(Math.round(median), `${source}: the median of ${offers} offers of ${gpuCount}`);
}

/** What an offer asks for a GPU-hour. */
export function offerPrice(offer: FleetOffer): Figure {
  const terms = offer.billing === 'SPOT' ? 'spot' : 'on-demand';
  return perHour(offer.price, sourceOf(offer, `${terms} offer of ${offer.gpuCount}`));
}

/** GPUs of one machine of a size, each of which is paid for. */
export function gpusOfOffer({ gpuCount, source }: GpuOffers): Figure {
  return fact(gpuCount, 'GPUs', 'OBSERVED', `GPUs of the offer, ${source}`);
}

function perHour(micros: number, source: string): Figure {
  return fact(usdAsFloat(microUsd(micros)), 'USD/h', 'OBSERVED', source);
}

function sourceOf({ source, provider, region, observedAt, stale }: Observed, what: string): string {
  const where = region === null ? '' : ` in ${region}`;
  return `${source}: ${what}, by ${provider}${where}, observed ${formatInstant(observedAt)}${stale ? ', stale' : ''}`;
}
