import type { Db } from '#db/open.ts';
import { instant, plusMs, type Instant } from '#units/time.ts';
import type { HistoryChange, HistoryLoad, HistoryOffer, HistoryOptions } from './history.ts';
import { groupBySeries, placeChanges, type PlacedOffer } from './place-history.ts';
import { markDirty, shareMemory, type DirtyStretch, type Memory } from './store-memory.ts';
import { ensurePartitions } from './store-partitions.ts';
import {
  addProviders,
  appendHistory,
  findKnownChanges,
  findSiblings,
  lockHistory,
  timeOfHistory,
  widenOffers,
  writeHistoryOffers,
} from './store-history.ts';

/** Measured on PGlite: 20,000 is no faster, 2,000 a fifth slower. */
const BATCH_SIZE = 10_000;

/**
 * Adds history in bulk: changes without a seq, which no subscriber is sent. The changes may come in any
 * order and any number; memory holds one batch of them. Each batch is one transaction, so a load that
 * was cut short can be run again: what is there already is left alone. The tape is not locked, and
 * loads at the same time take turns batch by batch.
 *
 * Throws where a provider is in the database as simulated and `simulated` says otherwise, or the
 * reverse, and what `changes` throws; batches before that stay.
 */
export async function loadHistory(
  db: Db,
  changes: Iterable<HistoryChange> | AsyncIterable<HistoryChange>,
  options: HistoryOptions,
): Promise<HistoryLoad> {
  const { batchSize = BATCH_SIZE, onBatch } = options;
  const providers = new Set<string>();
  const offers = new Set<number>();
  let load: HistoryLoad = { added: 0, alreadyThere: 0, tooLate: 0, offers: 0, newOffers: 0 };

  const store = async (batch: readonly HistoryChange[]): Promise<void> => {
    await meetProviders(db, batch, providers, options);
    const stored = await db.transaction().execute((trx) => storeBatch(trx, batch, options));
    for (const id of stored.offerIds) offers.add(id);
    load = {
      added: load.added + stored.added,
      alreadyThere: load.alreadyThere + batch.length - stored.added - stored.tooLate,
      tooLate: load.tooLate + stored.tooLate,
      offers: offers.size,
      newOffers: load.newOffers + stored.newOffers,
    };
    onBatch?.(load);
  };

  let batch: HistoryChange[] = [];
  for await (const change of changes) {
    batch.push(change);
    if (batch.length < batchSize) continue;
    await store(batch);
    batch = [];
  }
  if (batch.length > 0) await store(batch);
  return load;
}

async function meetProviders(
  db: Db,
  batch: readonly HistoryChange[],
  met: Set<string>,
  { providerSource, simulated, now }: HistoryOptions,
): Promise<void> {
  const providers = new Map<string, HistoryOffer['provider']>();
  for (const { offer } of batch)
    if (!met.has(offer.provider.id)) providers.set(offer.provider.id, offer.provider);
  if (providers.size === 0) return;
  for (const stored of await addProviders(db, [...providers.values()], {
    source: providerSource,
    simulated,
    recordedAt: now ? await timeOfHistory(db, now()) : null,
  })) {
    if (stored.simulated !== simulated) {
      const [here, there] = simulated ? ['simulated', 'real'] : ['real', 'simulated'];
      throw new Error(
        `${stored.id} is a ${there} market in this database, and ${here} history must not mix with it. ` +
          'Use another database (DATA_DIR or DATABASE_URL).',
      );
    }
    met.add(stored.id);
  }
}

async function storeBatch(
  trx: Db,
  given: readonly HistoryChange[],
  options: HistoryOptions,
): Promise<{ added: number; newOffers: number; offerIds: number[]; tooLate: number }> {
  await lockHistory(trx);
  const recordedAt = options.now ? await timeOfHistory(trx, options.now()) : null;
  const memory = await shareMemory(trx);
  const [batch, tooLate] = withinMemory(given, memory);
  if (batch.length === 0) return { added: 0, newOffers: 0, offerIds: [], tooLate };
  const instants = batch.map(({ observedAt }) => observedAt);
  const [first, last] = [instants.reduce(earlier), instants.reduce(later)];
  await ensurePartitions(trx, first, last);
  const series = groupBySeries(batch);
  const siblings = await findSiblings(trx, series, { all: options.sameInstant === 'SIBLING' });
  const known = await findKnownChanges(trx, series, siblings);
  const placed = placeChanges(series, siblings, known, options);
  const ids = await writeHistoryOffers(
    trx,
    placed.filter((offer) => offer.newest !== null),
    { source: options.source, recordedAt },
  );
  const withId = placed.map((offer) => {
    const id = offer.stored?.id ?? ids.get(offer);
    if (id === undefined) throw new Error(`the offer ${offer.key} was not written`);
    return { ...offer, id };
  });
  await widenOffers(trx, withId, recordedAt);
  await appendHistory(trx, withId, recordedAt);
  await markDirty(trx, memory, stretchesOf(withId, memory));
  return {
    tooLate,
    added: placed.reduce((sum, { changes }) => sum + changes.length, 0),
    newOffers: placed.filter(({ stored }) => stored === null).length,
    offerIds: [...withId.map(({ id }) => id), ...known.offerIds],
  };
}

/** The changes that can be taken in, and how many others there are: what was polled is sealed before raw_from. */
function withinMemory(
  batch: readonly HistoryChange[],
  { rawFrom }: Memory,
): readonly [readonly HistoryChange[], number] {
  if (rawFrom === null) return [batch, 0];
  const kept = batch.filter(({ offer, observedAt }) => isImported(offer) || observedAt >= rawFrom);
  return [kept, batch.length - kept.length];
}

function isImported({ key }: { readonly key: string }): boolean {
  return key.startsWith('import:');
}

/**
 * What the changes of a batch are true for: from the first of each offer on, or from the word before it, which
 * holds until then, to the offer's last word; on to the present where the offer is listed.
 */
function stretchesOf(placed: readonly PlacedOffer[], { rolledTo }: Memory): DirtyStretch[] {
  const groups = Map.groupBy(placed, ({ offer }) => `${offer.provider.id} ${isImported(offer)}`);
  return [...groups.values()].map((offers) => {
    const { offer } = offers[0]!;
    const ends = offers.map(({ stored, changes, newest }) => {
      const last = changes.at(-1)?.observedAt ?? instant(0);
      const isOpen = stored?.listed === true || newest?.listed === true;
      return isOpen && rolledTo !== null ? rolledTo : plusMs(later(last, stored?.observedAt ?? last), 1);
    });
    const starts = offers.map(({ stored, firstObservedAt }) =>
      earlier(firstObservedAt, stored?.observedAt ?? firstObservedAt),
    );
    return {
      provider: offer.provider.id,
      imported: isImported(offer),
      from: starts.reduce(earlier),
      to: ends.reduce(later),
    };
  });
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
