import { absurdPrice } from '#catalog/price-floor.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { Billing } from '#units/quote.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import {
  marketName,
  offMarket,
  usualInPoll,
  usualPrice,
  type MarketPrices,
  type Usual,
} from './usual-price.ts';

export type HoldReason = 'ABSURD_PRICE' | 'JUMP' | 'OFF_MARKET';

export type HoldState = 'HELD' | 'CONFIRMED' | 'DISMISSED' | 'WITHDRAWN';

/**
 * A price this many times the offer's last one, or this small a part of it, is held. Of 8,731 prices in
 * the wildest honest market recorded, AWS's auction of 2015 (GRID K520, 0.065 to 2.60 USD and back), 41
 * are held, 34 of which the next price replaced. Of some 52,000 further prices of AWS 2019–20, GCP 2022–26,
 * Vast.ai, RunPod, Lambda and others 2026 none is: none moved tenfold.
 */
const JUMP_FACTOR = 10;

/** A price within this factor of another is about the same. */
const SAME_FACTOR = 1.5;

/** How long an offer is shown by its last good price while its quotes are held. */
const SHOWN_HELD_MS = HOUR_MS;

/** What the gate reads of a quote. */
export type GateQuote = {
  readonly key: string;
  readonly billing: Billing;
  /** The catalog's slug; null where the name maps to no single GPU. */
  readonly gpu: string | null;
  readonly gpuCount: number;
  readonly price: number;
};

/** An offer as it was last accepted. */
export type AcceptedOffer = Pick<GateQuote, 'key' | 'billing' | 'price'> & {
  readonly id: number;
  readonly listed: boolean;
  readonly held: boolean;
};

/** A price in quarantine. */
export type HeldPrice = Pick<GateQuote, 'key' | 'billing' | 'price'> & {
  readonly id: number;
  readonly reason: HoldReason;
  readonly heldAt: Instant;
  readonly lastAt: Instant;
};

/** A price that goes into quarantine. */
export type Hold<Q extends GateQuote> = {
  readonly quote: Q;
  readonly reason: HoldReason;
  readonly detail: string;
  readonly acceptedPrice: number | null;
  readonly usualPrice: number | null;
  readonly heldAt: Instant;
};

export type Resolution = {
  readonly id: number;
  readonly state: Exclude<HoldState, 'HELD'>;
  readonly resolution: string;
};

export type Verdict<Q extends GateQuote> = {
  /** Quotes to record as ever. */
  readonly accepted: readonly Q[];
  readonly opened: readonly Hold<Q>[];
  /** Ids of held prices that were said again. */
  readonly repeated: readonly number[];
  readonly resolved: readonly Resolution[];
  /** Ids of the listed offers that stay as they are, shown stale: their quotes are held. */
  readonly kept: readonly number[];
};

export type GateInput<Q extends GateQuote> = {
  readonly quotes: readonly Q[];
  readonly known: ReadonlyMap<string, AcceptedOffer>;
  /** What is held of this provider now. */
  readonly held: readonly HeldPrice[];
  /** By `marketOf`: the prices of the GPUs that `suspectGpus` names. */
  readonly market: ReadonlyMap<string, MarketPrices>;
  readonly observedAt: Instant;
};

/** Names an offer within its provider. */
export function nameOf({ key, billing }: { readonly key: string; readonly billing: string }): string {
  return `${billing} ${key}`;
}

/** GPUs whose market has to be known to judge these quotes: of new offers and of implausible prices. */
export function suspectGpus(
  quotes: readonly GateQuote[],
  known: ReadonlyMap<string, AcceptedOffer>,
): string[] {
  const suspects = quotes.filter((quote) => {
    const before = known.get(nameOf(quote));
    return quote.gpu !== null && (before === undefined || ownFault(quote, before) !== null);
  });
  return [...new Set(suspects.flatMap(({ gpu }) => gpu ?? []))];
}

/**
 * Judges the quotes of one poll: each is accepted or held. A held JUMP or OFF_MARKET is released by a later
 * poll that says about the same, or by another provider that asks about that price for that GPU; an
 * ABSURD_PRICE by another provider alone, as a mistake repeats itself.
 */
export function gate<Q extends GateQuote>(input: GateInput<Q>): Verdict<Q> {
  const { quotes, known, market, observedAt } = input;
  const poll = usualInPoll(quotes);
  const heldByName = new Map(input.held.map((held) => [nameOf(held), held]));
  const accepted: Q[] = [];
  const opened: Hold<Q>[] = [];
  const repeated: number[] = [];
  const resolved: Resolution[] = [];
  const kept: number[] = [];
  for (const quote of quotes) {
    const name = nameOf(quote);
    const before = known.get(name);
    const held = heldByName.get(name);
    heldByName.delete(name);
    const usual = usualPrice(quote, market, poll);
    const fault = faultOf(quote, before, usual);
    const release = fault && releaseOf(quote, fault.reason, held, market, observedAt);
    if (fault === null || release !== null) {
      accepted.push(quote);
      if (held) resolved.push(resolutionOf(held, quote, release));
      continue;
    }
    if (held && held.reason === fault.reason && isAbout(held.price, quote.price)) repeated.push(held.id);
    else {
      const heldAt = held?.heldAt ?? observedAt;
      opened.push({
        quote,
        ...fault,
        acceptedPrice: before?.price ?? null,
        usualPrice: usual && Math.round(usual.price),
        heldAt,
      });
      if (held)
        resolved.push({ id: held.id, state: 'DISMISSED', resolution: 'another price was held since' });
    }
    if (before?.listed && observedAt - (held?.heldAt ?? observedAt) < SHOWN_HELD_MS) kept.push(before.id);
  }
  for (const { id } of heldByName.values()) {
    resolved.push({ id, state: 'WITHDRAWN', resolution: 'the provider no longer lists it' });
  }
  return { accepted, opened, repeated, resolved, kept };
}

type Fault = { readonly reason: HoldReason; readonly detail: string };

function faultOf(quote: GateQuote, before: AcceptedOffer | undefined, usual: Usual | null): Fault | null {
  const own = ownFault(quote, before);
  if (own !== null || before !== undefined || usual === null) return own;
  const detail = offMarket(quote.price, usual);
  return detail === null ? null : { reason: 'OFF_MARKET', detail };
}

function ownFault({ gpu, price }: GateQuote, before: AcceptedOffer | undefined): Fault | null {
  const known = gpu === null ? undefined : gpuBySlug(gpu as GpuSlug);
  const absurd = known ? absurdPrice(known, microUsd(price)) : null;
  if (absurd !== null) return { reason: 'ABSURD_PRICE', detail: absurd };
  if (before === undefined || factor(price, before.price) < JUMP_FACTOR) return null;
  const times = Number(factor(price, before.price).toPrecision(3));
  const how = price > before.price ? `${times} times` : `1/${times} of`;
  const detail = `${formatUsd(microUsd(price))} USD an hour for one GPU is ${how} the ${formatUsd(microUsd(before.price))} this offer asked before`;
  return { reason: 'JUMP', detail };
}

/** What lets an implausible price through; null where nothing does. */
function releaseOf(
  quote: GateQuote,
  reason: HoldReason,
  held: HeldPrice | undefined,
  market: ReadonlyMap<string, MarketPrices>,
  observedAt: Instant,
): string | null {
  const elsewhere = market.get(marketName(quote))?.elsewhere ?? [];
  const other = elsewhere.find(({ price }) => isAbout(price, quote.price));
  if (other) return `${other.provider} asks ${formatUsd(microUsd(other.price))} USD for such a GPU`;
  const again =
    held !== undefined &&
    held.reason !== 'ABSURD_PRICE' &&
    held.lastAt < observedAt &&
    isAbout(held.price, quote.price);
  return again && reason !== 'ABSURD_PRICE' ? 'a later poll said about the same' : null;
}

function resolutionOf(held: HeldPrice, { price }: GateQuote, release: string | null): Resolution {
  const { id } = held;
  if (isAbout(held.price, price)) {
    return { id, state: 'CONFIRMED', resolution: release ?? 'the price is plausible by now' };
  }
  return { id, state: 'DISMISSED', resolution: `the next price was ${formatUsd(microUsd(price))} USD` };
}

function isAbout(a: number, b: number): boolean {
  return factor(a, b) <= SAME_FACTOR;
}

function factor(a: number, b: number): number {
  return Math.max(a / b, b / a);
}
