import { median } from '#analytics/quantile.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';

/**
 * A new offer this many times the usual price of its GPU, or this small a part of it, is held. Over 176
 * groups of six and more offers of one GPU at one time (Vast.ai, RunPod and 20 clouds, August 2026) the
 * farthest of 1,386 offers lies less than 10 times off the median, and 7 lie 5 times off or more.
 */
const OFF_MARKET_FACTOR = 10;

/** Fewer offers than this do not make a usual price. */
const FEWEST_OFFERS = 5;

/** What one GPU costs under one billing: over the rentable offers of every provider, and at others now. */
export type MarketPrices = {
  readonly offers: number;
  readonly median: number;
  /** What fresh offers of other providers ask. */
  readonly elsewhere: readonly { readonly provider: string; readonly price: number }[];
};

export type Usual = { readonly price: number; readonly offers: number };

type Priced = { readonly gpu: string | null; readonly billing: Billing; readonly price: number };

/**
 * The median price of a quote's GPU over the offers known; where those are too few, as at a provider's
 * first poll, over the quotes of the poll. Null where neither are enough.
 */
export function usualPrice(
  quote: Priced,
  market: ReadonlyMap<string, MarketPrices>,
  poll: ReadonlyMap<string, Usual>,
): Usual | null {
  if (quote.gpu === null) return null;
  const name = marketName(quote);
  const known = market.get(name);
  if (known && known.offers >= FEWEST_OFFERS) return { price: known.median, offers: known.offers };
  const polled = poll.get(name);
  // The quote itself is one of them.
  return polled && polled.offers > FEWEST_OFFERS ? polled : null;
}

/** The median price of each GPU and billing in a poll. */
export function usualInPoll(quotes: readonly Priced[]): ReadonlyMap<string, Usual> {
  const groups = Map.groupBy(
    quotes.filter(({ gpu }) => gpu !== null),
    marketName,
  );
  const usual = new Map<string, Usual>();
  for (const [name, group] of groups) {
    const price = median(group.map((quote) => quote.price));
    if (price !== undefined) usual.set(name, { price, offers: group.length });
  }
  return usual;
}

export function marketName({
  gpu,
  billing,
}: {
  readonly gpu: string | null;
  readonly billing: string;
}): string {
  return `${gpu} ${billing}`;
}

/** Why a new offer's price is off the market; null where it is not. */
export function offMarket(price: number, usual: Usual): string | null {
  const times = Math.max(price / usual.price, usual.price / price);
  if (times < OFF_MARKET_FACTOR) return null;
  const shown = Number(times.toPrecision(3));
  const how = price > usual.price ? `${shown} times` : `1/${shown} of`;
  return `${formatUsd(microUsd(price))} USD an hour for one GPU is ${how} the ${formatUsd(microUsd(Math.round(usual.price)))} that ${usual.offers} offers of such a GPU ask in the middle`;
}
