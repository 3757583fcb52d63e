import type { MicroUsd } from '#units/money.ts';
import type { Stock } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { storedStock } from './offer-facts.ts';
import type { HistoryChange, HistoryOffer, HistoryOptions } from './history.ts';

/** The changes of a batch that belong to one offer as it is named, in the order they came. */
export type Series = { readonly offer: HistoryOffer; readonly changes: HistoryChange[] };

/** An offer's state as the database holds it. */
export type OfferState = {
  readonly price: number;
  readonly stock: string;
  readonly available: number | null;
  readonly listed: boolean;
};

/** An offer of a series that is in the database. `ordinal` is 1 for the series' own key, 2 for "…#2". */
export type Sibling = OfferState & {
  readonly id: number;
  readonly ordinal: number;
  readonly firstObservedAt: Instant;
  readonly observedAt: Instant;
};

/** Per series and instant, the digest of the change that each ordinal has there. */
export type KnownChanges = {
  readonly at: (series: Series, observedAt: Instant) => readonly (string | undefined)[];
  /** The offers they belong to. */
  readonly offerIds: ReadonlySet<number>;
};

export type PlacedChange = HistoryChange & {
  readonly state: OfferState;
  readonly previous: OfferState | null;
};

/** New changes of one offer, by time. */
export type PlacedOffer = {
  readonly offer: HistoryOffer;
  readonly key: string;
  readonly stored: Sibling | null;
  readonly changes: readonly PlacedChange[];
  readonly firstObservedAt: Instant;
  /** The change that leaves the offer as it stands, and whether it is listed; null where the database knows a later one. */
  readonly newest: { readonly change: PlacedChange; readonly listed: boolean } | null;
};

export function siblingKey(key: string, ordinal: number): string {
  return ordinal === 1 ? key : `${key}#${ordinal}`;
}

/** Two changes of an offer at one instant with the same digest are the same change. */
export function digestOf(state: OfferState, reliability: number | null): string {
  return `${state.price} ${state.stock} ${state.available} ${state.listed} ${reliability}`;
}

export function groupBySeries(batch: readonly HistoryChange[]): Series[] {
  const byOffer = new Map<HistoryOffer, Series>();
  const byName = new Map<string, Series>();
  for (const change of batch) {
    let series = byOffer.get(change.offer);
    if (!series) {
      const { provider, billing, key } = change.offer;
      const name = `${provider.id} ${billing} ${key}`;
      series = byName.get(name) ?? { offer: change.offer, changes: [] };
      byName.set(name, series);
      byOffer.set(change.offer, series);
    }
    series.changes.push(change);
  }
  return [...byName.values()];
}

/**
 * Gives each change that is not known its offer: the series' own, or where that has another change at
 * the same instant the first sibling that has none. The order of the changes decides, so that loading
 * the same changes again places them as before.
 */
export function placeChanges(
  series: readonly Series[],
  siblings: ReadonlyMap<Series, readonly Sibling[]>,
  known: KnownChanges,
  { sameInstant, leaves }: Pick<HistoryOptions, 'sameInstant' | 'leaves'>,
): PlacedOffer[] {
  return series.flatMap((one) => {
    const stored = siblings.get(one) ?? [];
    const taken = new Map<Instant, (string | undefined)[]>();
    const placed = new Map<number, HistoryChange[]>();
    for (const change of one.changes) {
      const there = taken.get(change.observedAt) ?? [...known.at(one, change.observedAt)];
      const digest = digestOf(stateOf(change), change.reliability);
      if (there.includes(digest)) continue;
      const free = there.indexOf(undefined);
      const ordinal = (free === -1 ? there.length : free) + 1;
      if (ordinal > 1 && sameInstant === 'ERROR') {
        const at = new Date(change.observedAt).toISOString();
        throw new Error(`the offer ${one.offer.key} has two different changes at ${at}`);
      }
      there[ordinal - 1] = digest;
      taken.set(change.observedAt, there);
      const changes = placed.get(ordinal);
      if (changes) changes.push(change);
      else placed.set(ordinal, [change]);
    }
    return [...placed].map(([ordinal, changes]) =>
      placedOffer(
        one.offer,
        ordinal,
        stored.find((offer) => offer.ordinal === ordinal) ?? null,
        changes,
        leaves,
      ),
    );
  });
}

function placedOffer(
  offer: HistoryOffer,
  ordinal: number,
  stored: Sibling | null,
  unordered: readonly HistoryChange[],
  leaves: HistoryOptions['leaves'],
): PlacedOffer {
  const sorted = unordered.toSorted((a, b) => a.observedAt - b.observedAt);
  // History leaves its offers unlisted; the change before was listed all the same.
  let before: OfferState | null = stored && (leaves === 'PAST' ? { ...stored, listed: true } : stored);
  const changes = sorted.map((change): PlacedChange => {
    const state = stateOf(change);
    // Before what is stored last, the change before this one may be any in the database: it is not looked up.
    const previous = stored && change.observedAt < stored.observedAt ? null : before;
    if (!stored || change.observedAt > stored.observedAt) before = state;
    return { ...change, state, previous };
  });
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last) throw new RangeError('an offer is placed for its changes');
  return {
    offer,
    key: siblingKey(offer.key, ordinal),
    stored,
    changes,
    firstObservedAt: first.observedAt,
    newest:
      stored && (leaves === 'UNTOUCHED' || stored.observedAt > last.observedAt)
        ? null
        : { change: last, listed: leaves === 'PRESENT' && last.listed },
  };
}

/** What is stored of a change: stock flattened to a kind and a number of GPUs. */
function stateOf(change: {
  readonly price: MicroUsd;
  readonly stock: Stock;
  readonly listed: boolean;
}): OfferState {
  return { price: change.price, ...storedStock(change.stock), listed: change.listed };
}
