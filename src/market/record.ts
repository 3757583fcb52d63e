import type { Db } from '#db/open.ts';
import type { Quote, Reject } from '#units/quote.ts';
import { plusMs, type Instant } from '#units/time.ts';
import { offerOf } from './offer-facts.ts';
import { gatePoll } from './gate-poll.ts';
import { nameOf } from './gate.ts';
import { notePoll, noteRejects } from './store-health.ts';
import {
  advanceTape,
  appendChanges,
  lockTape,
  offersOf,
  ring,
  withdrawOffers,
  writeOffers,
  type ChangeWrite,
  type OfferState,
  type OfferWrite,
  type SequencedOffer,
  type StoredOffer,
} from './store-record.ts';

/** A poll as it is recorded: checked quotes, and what was refused. */
export type RecordedPoll = {
  readonly provider: string;
  readonly source: string;
  readonly startedAt: Instant;
  readonly observedAt: Instant;
  readonly seen: number;
  /** Every quote the provider lists now, one a (key, billing). */
  readonly quotes: readonly Quote[];
  readonly rejects: readonly Reject[];
};

/** A poll that failed: why, as the public may read it, and the rows that made it fail, if any. */
export type FailedPoll = {
  readonly provider: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly error: string;
  readonly rejects: readonly Reject[];
};

export type Recorded = { readonly seq: number; readonly changes: number };

/** Another leader's term has begun: whoever holds the old one must stop. */
export class Deposed extends Error {
  constructor() {
    super('another instance leads now');
    this.name = 'Deposed';
  }
}

/**
 * Records a poll in one transaction: offers brought up to date, each change of price, stock or listing
 * appended with the next seq, health noted, and subscribers woken on commit. What the poll does not
 * list is withdrawn; a quote no market is likely to ask goes into quarantine, and nothing else is written of it. Throws Deposed where `term` is over; then nothing is written.
 */
export function recordPoll(db: Db, term: number, poll: RecordedPoll): Promise<Recorded> {
  return db.transaction().execute(async (trx) => {
    const head = await lockTape(trx, term);
    if (head === undefined) throw new Deposed();
    const { provider, observedAt } = poll;
    const known = new Map((await offersOf(trx, provider)).map((offer) => [nameOf(offer), offer]));
    const offers = poll.quotes.map((quote) => offerOf(quote, provider, poll.source));
    const gated = await gatePoll(trx, { provider, observedAt, offers, known });
    const plan = planChanges({ ...poll, ...gated }, known, head);
    await writeOffers(trx, provider, observedAt, plan.writes);
    await withdrawOffers(trx, plan.withdrawn, observedAt);
    await appendChanges(trx, provider, plan.changes);
    const seq = head + plan.changes.length;
    if (plan.changes.length > 0) await advanceTape(trx, seq);
    await noteRejects(trx, provider, observedAt, poll.rejects);
    await notePoll(trx, provider, {
      startedAt: poll.startedAt,
      finishedAt: observedAt,
      error: null,
      seen: poll.seen,
      quotes: poll.quotes.length,
      changes: plan.changes.length,
      rejected: poll.rejects.length,
    });
    await ring(trx);
    return { seq, changes: plan.changes.length };
  });
}

/** Records that a poll failed: the provider's last good quotes stay as they are and grow stale. */
export function recordFailure(db: Db, term: number, failure: FailedPoll): Promise<void> {
  return db.transaction().execute(async (trx) => {
    if ((await lockTape(trx, term)) === undefined) throw new Deposed();
    const { provider, startedAt, finishedAt, error, rejects } = failure;
    await noteRejects(trx, provider, finishedAt, rejects);
    await notePoll(trx, provider, {
      startedAt,
      finishedAt,
      error,
      seen: 0,
      quotes: 0,
      changes: 0,
      rejected: rejects.length,
    });
  });
}

type Plan = {
  readonly writes: SequencedOffer[];
  readonly changes: ChangeWrite[];
  readonly withdrawn: { readonly id: number; readonly seq: number }[];
};

/** A poll's offers, and the ids of known ones that stay as they are: their quotes are held back. */
type GatedPoll = {
  readonly observedAt: Instant;
  readonly accepted: readonly OfferWrite[];
  readonly kept: readonly number[];
};

function planChanges(poll: GatedPoll, known: ReadonlyMap<string, StoredOffer>, head: number): Plan {
  const plan: Plan = { writes: [], changes: [], withdrawn: [] };
  const append = (
    offer: OfferState & Pick<ChangeWrite, 'key' | 'billing' | 'reliability'>,
    before: StoredOffer | undefined,
  ): number => {
    const seq = head + plan.changes.length + 1;
    plan.changes.push({
      key: offer.key,
      billing: offer.billing,
      price: offer.price,
      stock: offer.stock,
      available: offer.available,
      listed: offer.listed,
      reliability: offer.reliability,
      seq,
      // A clock set back must not fold two changes into one instant.
      observedAt:
        before && before.observedAt >= poll.observedAt ? plusMs(before.observedAt, 1) : poll.observedAt,
      previous: before ?? null,
    });
    return seq;
  };
  const listed = new Set<string>();
  for (const offer of poll.accepted) {
    const name = nameOf(offer);
    listed.add(name);
    const before = known.get(name);
    const changed = before === undefined || !sameState(before, offer);
    if (changed) plan.writes.push({ ...offer, seq: append(offer, before) });
    else if (before.factsDigest !== offer.factsDigest) plan.writes.push({ ...offer, seq: null });
  }
  const kept = new Set(poll.kept);
  for (const [name, before] of known) {
    if (!before.listed || listed.has(name) || kept.has(before.id)) continue;
    plan.withdrawn.push({
      id: before.id,
      seq: append({ ...before, listed: false, reliability: null }, before),
    });
  }
  return plan;
}

function sameState(a: OfferState, b: OfferState): boolean {
  return a.price === b.price && a.stock === b.stock && a.available === b.available && a.listed === b.listed;
}
