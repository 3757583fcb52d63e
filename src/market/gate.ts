import type { MicroUsd } from '#units/money.ts';
import { formatUsd, microUsd } from '#units/money.ts';

export type HoldReason = 'ABSURD_PRICE' | 'JUMP' | 'OFF_MARKET';

/** How a held quote ended; HELD while it has not. */
export type HoldOutcome = 'HELD' | 'CONFIRMED' | 'DISMISSED' | 'REPLACED' | 'GONE';

/**
 * A price this many times another, or this small a part of it, is not believed at once. Of 8,730 changes
 * in AWS's spot auction of 2015 55 were so large, real ones that are recorded a poll late. Of 7,010
 * changes of single prices at AWS, GCP and 34 more providers from 2020 to 2026 none was: the
 * largest is sevenfold, a day's error in GCP's list. The test counts them.
 */
export const SUSPECT_FACTOR = 10;

/** Two prices at most this factor apart say about the same. */
export const SAME_FACTOR = 1.5;

/** What a quote is held against. Prices are micro-dollars per GPU-hour. */
export type Evidence = {
  /** The price asked now. */
  readonly price: number;
  readonly gpuName: string;
  /** The offer's last accepted price; null where the offer is new. */
  readonly accepted: number | null;
  /** The usual price of its GPU and billing; null where too few offers tell one. */
  readonly usual: number | null;
  /** Why no such GPU can cost so much or so little; null where it can. */
  readonly absurd: (price: number) => string | null;
};

export type Suspicion = { readonly reason: HoldReason; readonly detail: string };

/** Why a quote is not to be believed on its own word; null where it is. */
export function suspect({ price, gpuName, accepted, usual, absurd }: Evidence): Suspicion | null {
  const impossible = absurd(price);
  // A price that another source has confirmed is no news when it is said again.
  const known = accepted !== null && absurd(accepted) !== null && aboutSame(price, accepted);
  if (impossible !== null && !known) return { reason: 'ABSURD_PRICE', detail: impossible };
  const asked = `${usd(price)} USD an hour for one ${gpuName}`;
  if (accepted !== null && farApart(price, accepted)) {
    return {
      reason: 'JUMP',
      detail: `${asked} is ${times(price, accepted)} its last price, ${usd(accepted)}`,
    };
  }
  if (usual === null || !farApart(price, usual)) return null;
  if (accepted !== null && !strays(price, accepted, usual)) return null;
  const offer = accepted === null ? 'an offer not seen before' : `an offer that asked ${usd(accepted)}`;
  return {
    reason: 'OFF_MARKET',
    detail: `${asked} in ${offer} is ${times(price, usual)} the usual price, ${usd(usual)}`,
  };
}

/**
 * Whether a price has moved farther from the usual one, by more than says about the same. Without it a
 * broken feed could walk a price away, ninefold a poll. A move back towards the market is no news to
 * doubt, nor is an offer that has always stood far off.
 */
function strays(price: number, accepted: number, usual: number): boolean {
  return moved(price, accepted) && (price > accepted ? price > usual : price < usual);
}

/** What is held of the same offer from an earlier poll. */
export type HeldBefore = { readonly price: number; readonly reason: HoldReason };

export type Verdict =
  | { readonly kind: 'ACCEPT'; readonly earlier: 'CONFIRMED' | 'DISMISSED' | null }
  | { readonly kind: 'HOLD'; readonly why: Suspicion; readonly again: boolean };

/**
 * Whether a quote is recorded or held. A suspect one is recorded when another provider asks about its
 * price, or, if the price is possible at all, when an earlier poll said about the same. `earlier` is
 * how a quote held before ends; `again` whether this is the one held before.
 */
export function judge(
  price: number,
  suspicion: Suspicion | null,
  before: HeldBefore | null,
  others: readonly number[],
): Verdict {
  const repeated = before !== null && aboutSame(price, before.price);
  const earlier = before === null ? null : repeated ? 'CONFIRMED' : 'DISMISSED';
  if (suspicion === null) return { kind: 'ACCEPT', earlier };
  if (others.some((other) => aboutSame(price, other))) return { kind: 'ACCEPT', earlier };
  const possible = suspicion.reason !== 'ABSURD_PRICE' && before?.reason !== 'ABSURD_PRICE';
  if (repeated && possible) return { kind: 'ACCEPT', earlier };
  return { kind: 'HOLD', why: suspicion, again: repeated && before.reason === suspicion.reason };
}

/** Whether a price is so far from the last one that it is held against the usual price as well. */
export function moved(price: number, accepted: number): boolean {
  return !aboutSame(price, accepted);
}

export function aboutSame(a: number, b: number): boolean {
  return Math.max(a, b) <= SAME_FACTOR * Math.min(a, b);
}

function farApart(a: number, b: number): boolean {
  return Math.max(a, b) >= SUSPECT_FACTOR * Math.min(a, b);
}

function usd(price: number): string {
  return formatUsd(microUsd(price) satisfies MicroUsd);
}

function times(price: number, other: number): string {
  return price > other ? `${Math.round(price / other)} times` : `1/${Math.round(other / price)} of`;
}
