import { hourlyMean } from '#analytics/hourly-mean.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import type { Absence } from '#market/graph-absence.ts';
import { isCheaper, providerOffers, type OfferStanding, type ProviderOffers } from './provider-offers.ts';
import { isSameReading, type Reading, type ReadOffer } from './reading.ts';

/** For so long after a provider has gone stale its last word is still held possible. */
export const DOUBT_MS = HOUR_MS;

/** What of a tape is of one series. */
export type SeriesEvent =
  | { readonly kind: 'OFFER'; readonly offer: OfferStanding }
  /** An offer that is no longer of the series, or that its file tells no more of. */
  | { readonly kind: 'GONE'; readonly offer: OfferStanding }
  | { readonly kind: 'HEARD'; readonly provider: string; readonly freshUntil: Instant };

export type ReadingStep = { readonly at: Instant; readonly reading: Reading };

/**
 * What a series reads, as a function of time that changes at instants alone: when something of it is recorded, when
 * a provider goes stale (its time to live after its last answer), an hour later, and at whole hours, when the mean
 * moves on. It is the same function however often anybody looks: polls that change nothing are no steps.
 */
export type SeriesReadings = {
  /** Takes what was recorded at `at`, which is after all that was taken before; the steps until then and at it. */
  take(at: Instant, events: readonly SeriesEvent[]): readonly ReadingStep[];
  /** The steps that time alone makes before `to`. What is recorded at `to` may come after. */
  passBefore(to: Instant): readonly ReadingStep[];
  /** The newest reading; null before the first. */
  reading(): Reading | null;
};

/** A file's word holds until its last one. */
const ALWAYS = Infinity as Instant;

type Member = {
  readonly offers: ProviderOffers;
  freshUntil: Instant | null;
  simulated: boolean;
  seq: number;
};

export function seriesReadings(): SeriesReadings {
  const members = new Map<string, Member>();
  const mean = hourlyMean();
  let last: ReadingStep | null = null;
  /** When the readings were looked at last: what they say has held since. */
  let seenAt: Instant | null = null;

  const look = (at: Instant, steps: ReadingStep[]): void => {
    if (last !== null && seenAt !== null) mean.hold(seenAt, at, certainPrice(last.reading));
    seenAt = at;
    const reading = readingOf(members, at, mean.at(at));
    if (last !== null && isSameReading(last.reading, reading)) return;
    last = { at, reading };
    steps.push(last);
  };
  const pass = (to: Instant, steps: ReadingStep[]): void => {
    if (seenAt === null) return;
    for (let due = dueAfter(members, seenAt); due < to; due = dueAfter(members, due)) look(due, steps);
  };
  const memberOf = (name: string, freshUntil: Instant | null): Member => {
    const member = members.get(name) ?? { offers: providerOffers(), freshUntil, simulated: false, seq: 0 };
    members.set(name, member);
    return member;
  };
  const apply = (event: SeriesEvent): void => {
    if (event.kind === 'HEARD') {
      memberOf(event.provider, null).freshUntil = event.freshUntil;
      return;
    }
    const { offer } = event;
    const name = memberName(offer);
    const member = memberOf(name, offer.imported ? ALWAYS : null);
    if (event.kind === 'OFFER') {
      member.offers.put(offer);
      member.simulated = offer.simulated;
      member.seq = Math.max(member.seq, offer.seq ?? 0);
      return;
    }
    member.offers.remove(offer.id);
    // Nobody looks at what no file tells of.
    if (offer.imported && member.offers.size() === 0) members.delete(name);
  };
  return {
    take(at, events) {
      const steps: ReadingStep[] = [];
      pass(at, steps);
      for (const event of events) apply(event);
      look(at, steps);
      return steps;
    },
    passBefore(to) {
      const steps: ReadingStep[] = [];
      pass(to, steps);
      return steps;
    },
    reading: () => last?.reading ?? null,
  };
}

function memberName({ provider, imported }: OfferStanding): string {
  return imported ? `file ${provider}` : provider;
}

/** The price where nobody who is silent may be cheaper. */
function certainPrice({ price, unheardPrice }: Reading): number | null {
  return unheardPrice !== null && price !== null && unheardPrice < price ? null : price;
}

/** The next instant after `at` at which time alone may change the reading. */
function dueAfter(members: ReadonlyMap<string, Member>, at: Instant): Instant {
  let due = at - (at % HOUR_MS) + HOUR_MS;
  for (const { freshUntil } of members.values()) {
    if (freshUntil === null) continue;
    if (freshUntil >= at) due = Math.min(due, freshUntil + 1);
    else if (freshUntil + DOUBT_MS >= at) due = Math.min(due, freshUntil + DOUBT_MS + 1);
  }
  return due as Instant;
}

function readingOf(members: ReadonlyMap<string, Member>, at: Instant, mean: number | null): Reading {
  let cheapest: OfferStanding | null = null;
  let unheardPrice: number | null = null;
  let [available, offers, taken, fresh] = [0, 0, 0, 0];
  let [mayBeMore, simulated] = [false, false];
  let seq = 0;
  const unheard = (price: number | null): void => {
    if (price !== null && price < (unheardPrice ?? Infinity)) unheardPrice = price;
  };
  for (const member of members.values()) {
    const { freshUntil } = member;
    seq = Math.max(seq, member.seq);
    if (freshUntil === null || at > freshUntil + DOUBT_MS) continue;
    const totals = member.offers.totals();
    unheard(totals.heldPrice);
    if (at > freshUntil) {
      unheard(totals.cheapest?.price ?? null);
      mayBeMore = true;
      continue;
    }
    fresh++;
    simulated ||= member.simulated;
    available += totals.available;
    offers += totals.usable;
    taken += totals.taken;
    mayBeMore ||= totals.isCountOpen || totals.heldPrice !== null;
    if (totals.cheapest && isCheaper(totals.cheapest, cheapest)) cheapest = totals.cheapest;
  }
  const absence = cheapest ? null : absenceOf({ known: members.size, fresh, taken, unheardPrice });
  return {
    at,
    seq,
    price: cheapest?.price ?? null,
    offer: cheapest && readOffer(cheapest),
    absence,
    unheardPrice,
    available: absence === 'STALE' || absence === 'NOT_OBSERVED' ? null : available,
    mayBeMore,
    offers,
    mean,
    simulated,
  };
}

function absenceOf({
  known,
  fresh,
  taken,
  unheardPrice,
}: {
  readonly known: number;
  readonly fresh: number;
  readonly taken: number;
  readonly unheardPrice: number | null;
}): Absence {
  if (known === 0) return 'NOT_OBSERVED';
  if (fresh === 0 || unheardPrice !== null) return 'STALE';
  return taken > 0 ? 'SOLD_OUT' : 'NOT_OFFERED';
}

function readOffer({ id, provider, region, gpuCount, source, changedAt }: OfferStanding): ReadOffer {
  return { id, provider, region, gpuCount, source, changedAt };
}
