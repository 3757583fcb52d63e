import type { Db } from '#db/open.ts';
import type { Quote, Reject } from '#units/quote.ts';
import { instant, plusMs, type Clock, type Instant } from '#units/time.ts';
import { gatePoll, nameOf, type Gated } from './gate-poll.ts';
import { factsOf, offerOf } from './offer-facts.ts';
import { notePoll, noteRejects } from './store-health.ts';
import { markDirty, shareMemory, type DirtyStretch, type Memory } from './store-memory.ts';
import { ensurePartitions } from './store-partitions.ts';
import { markHeld, writeQuarantine } from './store-quarantine.ts';
import {
  advanceTape,
  appendChanges,
  lockTape,
  offersOf,
  ring,
  writeOffers,
  updateOffers,
  type ChangeWrite,
  type OfferState,
  type SequencedOffer,
  type StateWrite,
  type StoredOffer,
  type TapeHead,
} from './store-record.ts';
import { keepStanding } from './store-versions.ts';

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
 * list is withdrawn; what the gate holds goes to quarantine instead of the tape. `now` tells when it is
 * recorded; the answer's own time where it is not given. Throws Deposed where `term` is over; then nothing
 * is written.
 */
export function recordPoll(
  db: Db,
  term: number,
  poll: RecordedPoll,
  now: Clock = () => poll.observedAt,
): Promise<Recorded> {
  return db.transaction().execute(async (trx) => {
    const head = await lockTape(trx, term);
    if (head === undefined) throw new Deposed();
    const { provider, observedAt } = poll;
    const memory = await shareMemory(trx);
    await ensurePartitions(trx, observedAt, observedAt);
    const known = new Map((await offersOf(trx, provider)).map((offer) => [nameOf(offer), offer]));
    const offers = poll.quotes.map((quote) => offerOf(quote, provider, poll.source));
    const gated = await gatePoll(trx, poll, offers, known);
    const plan = planChanges(poll, gated, known, head.seq);
    const recordedAt = timeOfRecord(now(), head, plan);
    await keepStanding(trx, [...plan.touched, ...gated.marked], recordedAt);
    await markHeld(trx, recordedAt, gated.marked);
    await writeQuarantine(trx, provider, recordedAt, gated.quarantine);
    await writeOffers(trx, provider, recordedAt, plan.writes);
    await updateOffers(trx, recordedAt, plan.updates);
    await appendChanges(trx, provider, recordedAt, plan.changes);
    if (plan.changes.length > 0) await markDirty(trx, memory, [changedSince(provider, plan.changes, memory)]);
    const seq = head.seq + plan.changes.length;
    if (plan.changes.length > 0) await advanceTape(trx, seq);
    await noteRejects(trx, provider, observedAt, poll.rejects);
    await notePoll(trx, provider, {
      startedAt: poll.startedAt,
      finishedAt: observedAt,
      recordedAt,
      seq,
      error: null,
      seen: poll.seen,
      quotes: gated.accepted.length,
      changes: plan.changes.length,
      rejects: poll.rejects,
    });
    await ring(trx);
    return { seq, changes: plan.changes.length };
  });
}

/** Records that a poll failed: the provider's last good quotes stay as they are and grow stale. */
export function recordFailure(
  db: Db,
  term: number,
  failure: FailedPoll,
  now: Clock = () => failure.finishedAt,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const head = await lockTape(trx, term);
    if (head === undefined) throw new Deposed();
    const { provider, startedAt, finishedAt, error, rejects } = failure;
    await noteRejects(trx, provider, finishedAt, rejects);
    await notePoll(trx, provider, {
      startedAt,
      finishedAt,
      recordedAt: timeOfRecord(now(), head),
      seq: head.seq,
      error,
      seen: 0,
      quotes: 0,
      changes: 0,
      rejects,
    });
  });
}

/**
 * When what is being written counts as recorded: now, but always after the poll recorded last (a clock may
 * be set back) and never before what is recorded was observed.
 */
function timeOfRecord(now: Instant, { recordedAt }: TapeHead, plan?: Plan): Instant {
  let latest = recordedAt !== null && recordedAt >= now ? recordedAt + 1 : now;
  for (const { observedAt } of plan ? [...plan.writes, ...plan.updates] : []) {
    latest = Math.max(latest, observedAt);
  }
  return instant(latest);
}

/** What the changes of a poll are true for: from the first of them on, as far as is rolled up. */
function changedSince(provider: string, changes: readonly ChangeWrite[], { rolledTo }: Memory): DirtyStretch {
  const from = changes.reduce(
    (first, { observedAt }) => (observedAt < first ? observedAt : first),
    changes[0]!.observedAt,
  );
  return { provider, imported: false, from, to: rolledTo ?? from };
}

type Plan = {
  /** Offers that are new or whose facts moved. */
  readonly writes: SequencedOffer[];
  /** Offers of which only the state changed, withdrawn ones among them. */
  readonly updates: StateWrite[];
  readonly changes: ChangeWrite[];
  /** Known offers that are written, as they stood. */
  readonly touched: StoredOffer[];
};

function planChanges(
  poll: RecordedPoll,
  { accepted, kept }: Gated,
  known: ReadonlyMap<string, StoredOffer>,
  head: number,
): Plan {
  const plan: Plan = { writes: [], updates: [], changes: [], touched: [] };
  // A clock set back must not fold two changes into one instant.
  const observedAfter = (before: StoredOffer | undefined): Instant =>
    before && before.observedAt >= poll.observedAt ? plusMs(before.observedAt, 1) : poll.observedAt;
  const append = (
    offer: OfferState & Pick<ChangeWrite, 'key' | 'billing' | 'reliability' | 'units'>,
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
      units: offer.units,
      seq,
      observedAt: observedAfter(before),
      previous: before ?? null,
    });
    return seq;
  };
  const listed = new Set<string>();
  for (const offer of accepted) {
    const name = nameOf(offer);
    listed.add(name);
    const before = known.get(name);
    const changed = before === undefined || !sameState(before, offer);
    if (!changed && before.factsDigest === offer.factsDigest) continue;
    const seq = changed ? append(offer, before) : null;
    const observedAt = observedAfter(before);
    if (before) plan.touched.push(before);
    // Facts are of one digest for every reader: a new state leaves them, and their version, as they are.
    if (before && seq !== null && factsOf(before.factsDigest) === factsOf(offer.factsDigest)) {
      plan.updates.push({ ...stateOf(offer), ...unitsOf(offer), id: before.id, seq, observedAt });
    } else plan.writes.push({ ...offer, seq, observedAt });
  }
  for (const [name, before] of known) {
    if (!before.listed || listed.has(name) || kept.has(name)) continue;
    const gone = { ...before, listed: false, reliability: null, units: null };
    const seq = append(gone, before);
    const observedAt = observedAfter(before);
    plan.touched.push(before);
    plan.updates.push({ ...stateOf(gone), ...unitsOf(gone), id: before.id, seq, observedAt });
  }
  return plan;
}

function stateOf({ price, stock, available, listed }: OfferState): OfferState {
  return { price, stock, available, listed };
}

function unitsOf({ units, factsDigest }: Pick<StateWrite, 'units' | 'factsDigest'>) {
  return { units, factsDigest };
}

function sameState(a: OfferState, b: OfferState): boolean {
  return a.price === b.price && a.stock === b.stock && a.available === b.available && a.listed === b.listed;
}
