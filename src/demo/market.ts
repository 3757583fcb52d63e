import type { Quote } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { cloudOffers } from './cloud.ts';
import { hyperscalerOffers } from './hyperscaler.ts';
import { marketplaceOffers } from './marketplace.ts';
import type { DemoOffer, OfferState } from './offer.ts';

/** The simulated market of a seed: everything that is ever on offer, each as a function of time. */
export type DemoMarket = { readonly seed: number; readonly offers: readonly DemoOffer[] };

/** Builds the market of a seed (a whole number). Takes some milliseconds: make it once and keep it. */
export function demoMarket(seed: number): DemoMarket {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number, not ${seed}`);
  return { seed, offers: [...marketplaceOffers(seed), ...cloudOffers(seed), ...hyperscalerOffers(seed)] };
}

/** The quote of an offer in a state. */
export function quoteOf(offer: DemoOffer, state: OfferState): Quote {
  return { ...offer.facts, price: state.price, stock: state.stock };
}

/**
 * What every simulated provider lists at an instant. The same seed and instant give the same list,
 * whatever was asked before: the market has no state, so history, live polls and restarts agree.
 */
export function marketAt(market: DemoMarket, at: Instant): readonly Quote[] {
  return market.offers.flatMap((offer) => {
    const state = offer.at(at, 'FULL');
    return state.listed ? [quoteOf(offer, state)] : [];
  });
}
