import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import { gate, suspectGpus } from './gate.ts';
import { heldOf, holdOffers, keepQuarantine, marketOf } from './store-quarantine.ts';
import type { OfferWrite, StoredOffer } from './store-record.ts';

export type UngatedPoll = {
  readonly provider: string;
  readonly observedAt: Instant;
  readonly offers: readonly OfferWrite[];
  /** What is known of the provider's offers, by name. */
  readonly known: ReadonlyMap<string, StoredOffer>;
};

/**
 * Takes the implausible quotes out of a poll and into quarantine, and marks the offers they are of. What
 * is held is in the database alone, within the poll's transaction: the next leader goes on with it.
 */
export async function gatePoll(
  db: Db,
  { provider, observedAt, offers, known }: UngatedPoll,
): Promise<{ readonly accepted: readonly OfferWrite[]; readonly kept: readonly number[] }> {
  const held = await heldOf(db, provider);
  const gpus = suspectGpus(offers, known);
  const market = await marketOf(db, { provider, gpus, now: observedAt });
  const verdict = gate({ quotes: offers, known, held, market, observedAt });
  await keepQuarantine(db, provider, observedAt, verdict);
  const kept = new Set(verdict.kept);
  const turned = [...known.values()].filter((offer) => offer.held !== kept.has(offer.id));
  await holdOffers(
    db,
    turned.map(({ id }) => id),
  );
  return verdict;
}
