import type { TapeFacts, TapeState } from './tape-event.ts';

/** An offer as the tape leaves it at an instant. */
export type OfferStanding = TapeFacts & TapeState;

/** What one provider's offers of a series come to. */
export type ProviderTotals = {
  readonly cheapest: OfferStanding | null;
  /** How many can be rented and are not held. */
  readonly usable: number;
  /** The lowest of those held. */
  readonly heldPrice: number | null;
  /** GPUs that can be rented, at the least. */
  readonly available: number;
  /** True where some offer that can be rented tells no number. */
  readonly isCountOpen: boolean;
  /** Offers that are listed and cannot be rented. */
  readonly taken: number;
};

export type ProviderOffers = {
  /** How many are listed. */
  size(): number;
  put(offer: OfferStanding): void;
  remove(id: number): void;
  totals(): ProviderTotals;
};

/**
 * The offers of one provider in one series, and their totals without going through all of them at each change: that
 * is done only after the cheapest got dearer. A GPU that several offers name counts once. Offers without a number
 * may all be of the same GPUs: of those of one place and kind the largest counts alone.
 */
export function providerOffers(): ProviderOffers {
  const offers = new Map<number, OfferStanding>();
  const units = new Map<string, number>();
  /** By place and kind, how many offers there are of each size. */
  const sizes = new Map<string, Map<number, number>>();
  let [loose, taken, uncounted, usable] = [0, 0, 0, 0];
  let cheapest: OfferStanding | null = null;
  let isStale = false;
  const held = new Set<OfferStanding>();

  const count = (offer: OfferStanding, by: 1 | -1): void => {
    if (!offer.listed) return;
    if (!offer.rentable) {
      taken += by;
      return;
    }
    if (offer.held) {
      if (by === 1) held.add(offer);
      else held.delete(offer);
      return;
    }
    usable += by;
    if (offer.units) for (const unit of offer.units) addTo(units, unit, by);
    else if (offer.available !== null) loose += by * offer.available;
    else {
      uncounted += by;
      const kind = `${offer.billing} ${offer.tier} ${offer.region}`;
      const ofKind = sizes.get(kind) ?? new Map<number, number>();
      sizes.set(kind, ofKind);
      addTo(ofKind, offer.gpuCount, by);
    }
  };
  const remove = (id: number): void => {
    const before = offers.get(id);
    if (!before) return;
    count(before, -1);
    offers.delete(id);
    if (before === cheapest) isStale = true;
  };
  return {
    size: () => offers.size,
    remove,
    put(offer) {
      remove(offer.id);
      if (!offer.listed) return;
      offers.set(offer.id, offer);
      count(offer, 1);
      if (!isStale && isUsable(offer) && isCheaper(offer, cheapest)) cheapest = offer;
    },
    totals() {
      if (isStale) {
        cheapest = null;
        for (const offer of offers.values())
          if (isUsable(offer) && isCheaper(offer, cheapest)) cheapest = offer;
        isStale = false;
      }
      const atLeast = [...sizes.values()].reduce((sum, ofKind) => sum + Math.max(0, ...ofKind.keys()), 0);
      return {
        cheapest,
        usable,
        heldPrice: held.size === 0 ? null : Math.min(...Array.from(held, ({ price }) => price)),
        available: units.size + loose + atLeast,
        isCountOpen: uncounted > 0,
        taken,
      };
    },
  };
}

function isUsable({ rentable, held }: OfferStanding): boolean {
  return rentable && !held;
}

/** Of offers at one price the one known longest. */
export function isCheaper(offer: OfferStanding, than: OfferStanding | null): boolean {
  return than === null || offer.price < than.price || (offer.price === than.price && offer.id < than.id);
}

function addTo<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
