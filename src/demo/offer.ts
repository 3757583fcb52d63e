import type { MicroUsd } from '#units/money.ts';
import type { Quote, Stock } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';

export type DemoProviderId = 'sim-marketplace' | 'sim-cloud' | 'sim-hyperscaler';

/** What an offer says at an instant. Equal stock is the same object, so states compare with ===. */
export type OfferState = {
  /** False while it is not on the provider's list: its host is off. */
  readonly listed: boolean;
  readonly price: MicroUsd;
  readonly stock: Stock;
};

/**
 * How closely to look. FULL is what a poll sees; COARSE leaves out what comes and goes within about
 * ten minutes (bidders' last cents, short rentals), which a record of every hour has no room for.
 */
export type Detail = 'FULL' | 'COARSE';

/** One thing on offer, as a function of time. */
export type DemoOffer = {
  readonly provider: DemoProviderId;
  readonly facts: Omit<Quote, 'price' | 'stock'>;
  readonly at: (at: Instant, detail: Detail) => OfferState;
};
