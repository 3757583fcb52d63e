import { demoMarket, type DemoMarket } from '#demo/market.ts';
import type { DemoOffer, DemoProviderId, OfferState } from '#demo/offer.ts';
import { usdAsFloat } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS, HOUR_MS, parseInstant, plusMs } from '#units/time.ts';
import { median } from './statistics.ts';

const FROM = plusMs(parseInstant('2026-11-21T12:00:00Z')!, -45 * DAY_MS);
const HOURS = 45 * 24;

/** Markets of several seeds: what is calibrated is the kind, not one draw of it. */
export const markets: readonly DemoMarket[] = [1, 2, 3, 2026].map((seed) => demoMarket(seed));

export function offersOf(market: DemoMarket, provider: DemoProviderId, billing: Billing) {
  return market.offers.filter((offer) => offer.provider === provider && offer.facts.billing === billing);
}

/** An offer's states over 45 days, by the hour or every `step` hours. */
export function statesOf(offer: DemoOffer, step = 1): readonly OfferState[] {
  return Array.from({ length: Math.ceil(HOURS / step) }, (_, index) =>
    offer.at(plusMs(FROM, index * step * HOUR_MS), 'FULL'),
  );
}

/** A state's price, USD per GPU-hour. */
export function usd({ price }: OfferState): number {
  return usdAsFloat(price);
}

export function isRentable({ listed, stock }: OfferState): boolean {
  return listed && stock.kind !== 'NONE' && stock.kind !== 'COUNT';
}

/** Each machine of the marketplace every seven hours it is on: price, size and how many GPUs are rented. */
export function machinesOverTime(market: DemoMarket) {
  return offersOf(market, 'sim-marketplace', 'ON_DEMAND')
    .filter(({ facts }) => facts.gpuCount === 1)
    .flatMap((offer) =>
      statesOf(offer, 7)
        .filter(({ listed }) => listed)
        .map((state) => {
          const gpus = offer.facts.traits.maxGpuCount ?? 1;
          const free = state.stock.kind === 'UNITS' ? state.stock.units.length : 0;
          return { gpuName: offer.facts.gpuName, gpus, price: usd(state), taken: gpus - free };
        }),
    );
}

/** The median of the verified rentable offers of a GPU and their number, at hours that have any. */
export function mediansOverTime(market: DemoMarket, gpuName: string) {
  const offers = offersOf(market, 'sim-marketplace', 'ON_DEMAND')
    .filter(({ facts }) => facts.gpuName === gpuName && facts.tier === 'VERIFIED')
    .map((offer) => statesOf(offer));
  return Array.from({ length: HOURS }, (_, hour) => ({
    at: FROM + hour * HOUR_MS,
    prices: offers.flatMap((states) => (isRentable(states[hour]!) ? [usd(states[hour]!)] : [])),
  }))
    .filter(({ prices }) => prices.length > 0)
    .map(({ at, prices }) => ({ at, offers: prices.length, price: median(prices) }));
}

/** Spot over on-demand of each offer that has both, once a day. */
export function spotRatios(market: DemoMarket, provider: DemoProviderId): readonly number[] {
  const onDemand = offersOf(market, provider, 'ON_DEMAND').map((offer) => [offer.facts.key, offer] as const);
  const byKey = new Map(onDemand);
  return offersOf(market, provider, 'SPOT').flatMap((offer) => {
    const sure = statesOf(byKey.get(offer.facts.key)!, 24);
    return statesOf(offer, 24).map((state, index) => state.price / sure[index]!.price);
  });
}
