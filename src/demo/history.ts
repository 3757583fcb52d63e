import type { MicroUsd } from '#units/money.ts';
import type { Billing, Quote, Stock } from '#units/quote.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import { demoMarket, quoteOf } from './market.ts';
import type { DemoOffer, DemoProviderId, OfferState } from './offer.ts';

export type DemoHistoryOptions = {
  readonly seed: number;
  readonly from: Instant;
  /** The last instant told of, in full detail: what a poll at that instant brings changes nothing. */
  readonly to: Instant;
  /** How far apart the record looks, one hour where not given. */
  readonly stepMs?: number;
};

/** An offer of the simulated market with its state at the end of the history. */
export type DemoHistoryOffer = {
  readonly provider: DemoProviderId;
  readonly quote: Quote;
  readonly listed: boolean;
};

/** What an offer said from `observedAt` on. The first of an offer is what it said when first seen. */
export type DemoChange = {
  readonly provider: DemoProviderId;
  readonly key: string;
  readonly billing: Billing;
  readonly observedAt: Instant;
  readonly price: MicroUsd;
  readonly stock: Stock;
  readonly listed: boolean;
};

/** Every look of a record: each step from `from` on, coarsely, and `to`. */
function* looks({ from, to, stepMs = HOUR_MS }: DemoHistoryOptions): Generator<Instant> {
  for (let at = from; at < to; at = (at + stepMs) as Instant) yield at;
  yield to;
}

function* changesOf(offer: DemoOffer, instants: readonly Instant[]): Generator<DemoChange> {
  const { provider } = offer;
  const { key, billing } = offer.facts;
  const last = instants.length - 1;
  let held: OfferState | undefined;
  for (const [index, observedAt] of instants.entries()) {
    const state = offer.at(observedAt, index === last ? 'FULL' : 'COARSE');
    if (!state.listed && !held?.listed) continue;
    // What is no longer listed keeps what it last said.
    const next: OfferState = !state.listed && held ? { ...held, listed: false } : state;
    if (held && held.listed === next.listed && held.price === next.price && held.stock === next.stock)
      continue;
    held = next;
    yield { provider, key, billing, observedAt, price: next.price, stock: next.stock, listed: next.listed };
  }
}

/**
 * The simulated market's past as changes, offer by offer, each in time order: what polls every
 * `stepMs` would have recorded, without what comes and goes within minutes. 45 days by the hour are
 * about 115,000 changes, computed in about half a second on one core of 2026.
 */
export function* demoHistory(options: DemoHistoryOptions): Generator<DemoChange> {
  const instants = [...looks(options)];
  for (const offer of demoMarket(options.seed).offers) yield* changesOf(offer, instants);
}

/** Every offer of the simulated market, listed or not, as it stands at `at`: for the history's offers. */
export function demoHistoryOffers(seed: number, at: Instant): readonly DemoHistoryOffer[] {
  return demoMarket(seed).offers.map((offer) => {
    const state = offer.at(at, 'FULL');
    return { provider: offer.provider, quote: quoteOf(offer, state), listed: state.listed };
  });
}
