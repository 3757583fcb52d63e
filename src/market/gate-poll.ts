import { absurdPrice } from '#catalog/price-floor.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { median } from '#analytics/quantile.ts';
import type { Db } from '#db/open.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { microUsd } from '#units/money.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import { judge, moved, suspect, type Suspicion } from './gate.ts';
import {
  FEWEST_USUAL,
  heldOf,
  pricesElsewhere,
  usualPrices,
  type NewHold,
  type QuarantineWrite,
  type Resolution,
} from './store-quarantine.ts';
import type { OfferWrite, StoredOffer } from './store-record.ts';

/** An offer held longer than this is taken off the list: its last good price is too old to stand. */
const HELD_LISTED_MS = HOUR_MS;

export type Gated = {
  /** The offers to record. */
  readonly accepted: readonly OfferWrite[];
  /** The names of known offers that are held and stay listed as they are. */
  readonly kept: ReadonlySet<string>;
  /** Those of them that are held from now on. */
  readonly marked: readonly StoredOffer[];
  /** What becomes of quarantine. */
  readonly quarantine: QuarantineWrite;
};

/**
 * Parts a poll's offers into those to record and those to hold, within the poll's transaction. All it knows is in the database, so that a restart forgets nothing.
 */
export async function gatePoll(
  db: Db,
  { provider, observedAt }: { readonly provider: string; readonly observedAt: Instant },
  offers: readonly OfferWrite[],
  known: ReadonlyMap<string, StoredOffer>,
): Promise<Gated> {
  const held = new Map((await heldOf(db, provider)).map((row) => [nameOf(row), row]));
  const usual = await usualOf(db, provider, observedAt, offers, known);
  const suspicions = new Map<string, Suspicion>();
  for (const offer of offers) {
    const accepted = known.get(nameOf(offer))?.price ?? null;
    const { price, gpuName } = offer;
    const why = suspect({ price, gpuName, accepted, usual: usual(offer), absurd: absurdOf(offer.gpu) });
    if (why) suspicions.set(nameOf(offer), why);
  }
  const elsewhere = await elsewhereOf(db, provider, observedAt, offers, suspicions);

  const accepted: OfferWrite[] = [];
  const kept = new Set<string>();
  const marked: StoredOffer[] = [];
  const again: number[] = [];
  const fresh: NewHold[] = [];
  const resolved: Resolution[] = [];
  for (const offer of offers) {
    const name = nameOf(offer);
    const before = held.get(name) ?? null;
    held.delete(name);
    const verdict = judge(offer.price, suspicions.get(name) ?? null, before, elsewhere(offer));
    if (verdict.kind === 'ACCEPT') {
      accepted.push(offer);
      if (before && verdict.earlier) resolved.push({ id: before.id, outcome: verdict.earlier });
      continue;
    }
    const state = known.get(name);
    const heldSince = before?.heldSince ?? observedAt;
    if (state?.listed && observedAt - heldSince <= HELD_LISTED_MS) {
      kept.add(name);
      if (!state.held) marked.push(state);
    }
    if (before && verdict.again) {
      again.push(before.id);
      continue;
    }
    if (before) resolved.push({ id: before.id, outcome: 'REPLACED' });
    const { key, billing, gpu, gpuName, gpuCount, region, price } = offer;
    fresh.push({
      key,
      billing,
      gpu,
      gpuName,
      gpuCount,
      region,
      price,
      previousPrice: state?.price ?? null,
      usualPrice: usual(offer),
      ...verdict.why,
      heldSinceMs: heldSince,
    });
  }
  for (const { id } of held.values()) resolved.push({ id, outcome: 'GONE' });
  return { accepted, kept, marked, quarantine: { resolved, again, held: fresh } };
}

type Priced = Pick<OfferWrite, 'gpu' | 'billing'>;

/**
 * The usual price of an offer's GPU and billing, from the market, or else from the poll itself. Read
 * only where the poll holds offers that are new or have moved far, which alone are judged by it.
 */
async function usualOf(
  db: Db,
  provider: string,
  now: Instant,
  offers: readonly OfferWrite[],
  known: ReadonlyMap<string, StoredOffer>,
): Promise<(offer: Priced) => number | null> {
  const judged = offers.filter((offer) => {
    const before = known.get(nameOf(offer));
    return before === undefined || moved(offer.price, before.price);
  });
  const gpus = gpusOf(judged);
  if (gpus.length === 0) return () => null;
  const market = new Map((await usualPrices(db, provider, now, gpus)).map((row) => [sortOf(row), row]));
  const polled = Map.groupBy(offers, sortOf);
  const prices = new Map(
    [...polled].map(([sort, same]) => {
      const row = market.get(sort);
      if (row && row.offers >= FEWEST_USUAL) return [sort, Math.round(row.median)];
      if (same.length < FEWEST_USUAL) return [sort, null];
      return [sort, Math.round(median(same.map(({ price }) => price)) ?? 0)];
    }),
  );
  return (offer) => (offer.gpu === null ? null : (prices.get(sortOf(offer)) ?? null));
}

async function elsewhereOf(
  db: Db,
  provider: string,
  now: Instant,
  offers: readonly OfferWrite[],
  suspicions: ReadonlyMap<string, Suspicion>,
): Promise<(offer: Priced) => readonly number[]> {
  const gpus = gpusOf(offers.filter((offer) => suspicions.has(nameOf(offer))));
  if (gpus.length === 0) return () => [];
  const rows = Map.groupBy(await pricesElsewhere(db, provider, now, gpus), sortOf);
  const prices = new Map([...rows].map(([sort, same]) => [sort, same.map(({ price }) => price)]));
  return (offer) => prices.get(sortOf(offer)) ?? [];
}

function absurdOf(slug: string | null): (price: number) => string | null {
  const gpu = slug === null ? undefined : gpuBySlug(slug as GpuSlug);
  return (price) => (gpu ? absurdPrice(gpu, microUsd(price)) : null);
}

function gpusOf(offers: readonly OfferWrite[]): string[] {
  return [...new Set(offers.flatMap(({ gpu }) => gpu ?? []))];
}

function sortOf({ gpu, billing }: { readonly gpu: string | null; readonly billing: string }): string {
  return `${billing} ${gpu}`;
}

export function nameOf(offer: { readonly key: string; readonly billing: string }): string {
  return `${offer.billing} ${offer.key}`;
}
