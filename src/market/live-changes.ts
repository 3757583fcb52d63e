import type { Tail } from '#bus/tail.ts';
import type { Db } from '#db/open.ts';
import type { LivePlan, SnapshotPart } from '#graph/live.ts';
import type { Clock } from '#units/time.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isInScope } from './in-scope.ts';
import type { OfferScope } from './offer-scope.ts';
import type { OfferRow } from './store-offers.ts';
import { isReplayable, listedOffers, readTape, tapeHead, type MarketChange } from './store-tape.ts';

/** What a reader of the market's changes is handed, one at a time. */
export type MarketEvent =
  | {
      readonly kind: 'SNAPSHOT';
      readonly offers: readonly OfferRow[];
      /** True on the last part. */
      readonly complete: boolean;
      /** Where to resume from: known once the snapshot is complete. */
      readonly cursor: string | null;
    }
  | { readonly kind: 'CHANGE'; readonly change: MarketChange; readonly cursor: string }
  | { readonly kind: 'LAGGED'; readonly missed: number; readonly cursor: string }
  | { readonly kind: 'RESET'; readonly reason: ResetReason; readonly cursor: null };

export type ResetReason = 'TOO_OLD' | 'OTHER_TAPE';

export type ChangeKind = 'LISTED' | 'PRICE' | 'AVAILABILITY' | 'WITHDRAWN';

const SNAPSHOT_PAGE = 100;

export type MarketFeed = {
  readonly db: Db;
  readonly now: Clock;
  readonly tail: Tail<MarketChange>;
};

export type Watched = {
  readonly scope: OfferScope;
  /** Which changes of offers in scope are told; `crosses` is true of one that entered or left it by its price. */
  readonly wanted: (change: MarketChange, crosses: boolean) => boolean;
  /** A cursor a reader was handed before; undefined starts with a snapshot. */
  readonly after: string | undefined;
};

/** A plan that can also write the cursor of any place on its tape. */
export type ChangesPlan = LivePlan<MarketChange, MarketEvent> & {
  readonly cursorAt: (seq: number) => string;
};

/**
 * The plan of a subscription to offers and their changes. An offer that leaves the scope by its change
 * is told once, so that no reader keeps what no longer fits.
 * Returns undefined where `after` is not a cursor at all.
 */
export async function planChanges(
  { db, now, tail }: MarketFeed,
  { scope, wanted, after }: Watched,
): Promise<ChangesPlan | undefined> {
  const cursor = after === undefined ? undefined : decodeCursor(after);
  if (after !== undefined && cursor === undefined) return undefined;
  const { id: tape } = await tapeHead(db);
  const cursorAt = (seq: number): string => encodeCursor({ tape, seq });
  return {
    cursorAt,
    tail,
    after: cursor?.seq,
    expired: async (seq) => {
      const head = await tapeHead(db);
      const reason = await resetReason(db, cursor?.tape !== tape, seq, head.seq, now);
      return reason && { kind: 'RESET', reason, cursor: null };
    },
    head: async () => (await tapeHead(db)).seq,
    snapshot: (seq) => readSnapshot(db, now, scope, cursorAt(seq), seq),
    replay: (from, limit) => readTape(db, from, limit),
    matches: matcher(scope, wanted),
    keyOf: (change) => change.offer.id,
    event: (change) => ({ kind: 'CHANGE', change, cursor: cursorAt(change.seq) }),
    lagged: (missed, resumeFrom) => ({ kind: 'LAGGED', missed, cursor: cursorAt(resumeFrom) }),
  };
}

/** What a change is, first of all. A change of price and stock at once is a change of price. */
export function kindOf({ offer, previous }: MarketChange): ChangeKind {
  if (!offer.listed) return 'WITHDRAWN';
  if (!previous?.listed) return 'LISTED';
  return previous.price === offer.price ? 'AVAILABILITY' : 'PRICE';
}

/** Whether a change is of one of these kinds. An empty list leaves nothing out, as in filters. */
export function isOfKind(kinds: readonly ChangeKind[]): (change: MarketChange) => boolean {
  const wanted = new Set(kinds);
  return (change) => wanted.size === 0 || wanted.has(kindOf(change));
}

/** Whether a change altered what can be rented: how many, at what stock level, or whether at all. */
export function altersAvailability({ offer, previous }: MarketChange): boolean {
  return (
    previous === null ||
    previous.available !== offer.available ||
    previous.stock !== offer.stock ||
    previous.listed !== offer.listed
  );
}

/**
 * Tells the changes of offers that are in the scope or leave it. What a provider says of an offer, its
 * reliability say, can take it out between two changes: the next change of such an offer is told, so that
 * nobody keeps it, and then no more until it is back.
 */
function matcher(scope: OfferScope, wanted: Watched['wanted']): (change: MarketChange) => boolean {
  const { minReliability, verifiedOnly } = scope;
  const drifts = minReliability !== null || verifiedOnly;
  const steady: OfferScope = { ...scope, minReliability: null, verifiedOnly: false };
  /** By offer, the change that told it had drifted out. */
  const toldOut = new Map<number, number>();
  return (change) => {
    const { offer, previous, seq } = change;
    const before = previous && { ...offer, price: previous.price };
    const isIn = isInScope(scope, offer);
    const wasIn = before !== null && isInScope(scope, before);
    if (isIn || wasIn) {
      toldOut.delete(offer.id);
      return wanted(change, wasIn !== isIn && previous !== null);
    }
    if (!drifts || before === null || !isInScope(steady, before)) return false;
    // One change may be asked about twice, at the seam between replay and tail.
    const told = toldOut.get(offer.id) ?? seq;
    toldOut.set(offer.id, told);
    return told === seq && wanted(change, true);
  };
}

async function resetReason(
  db: Db,
  otherTape: boolean,
  seq: number,
  head: number,
  now: Clock,
): Promise<ResetReason | undefined> {
  if (otherTape || seq > head) return 'OTHER_TAPE';
  return (await isReplayable(db, seq, head, now())) ? undefined : 'TOO_OLD';
}

async function* readSnapshot(
  db: Db,
  now: Clock,
  scope: OfferScope,
  cursor: string,
  seq: number,
): AsyncGenerator<SnapshotPart<MarketEvent>, void, void> {
  let afterId = 0;
  for (;;) {
    const offers = await listedOffers(db, scope, { afterId, limit: SNAPSHOT_PAGE, now: now() });
    const complete = offers.length < SNAPSHOT_PAGE;
    // What changed since `seq` is shown as it is now, so its change must not be told again.
    const shows = new Map(offers.flatMap((o) => (o.seq !== null && o.seq > seq ? [[o.id, o.seq]] : [])));
    yield { out: { kind: 'SNAPSHOT', offers, complete, cursor: complete ? cursor : null }, shows };
    if (complete) return;
    afterId = offers.at(-1)?.id ?? afterId;
  }
}
