import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import { MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import { offerColumns, type OfferRow } from './store-offers.ts';
import type { OfferState } from './store-record.ts';
import { inScope } from './store-scope.ts';

/** One change of the market, with the offer as the change left it. */
export type MarketChange = {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly offer: OfferRow;
  /** How the offer stood before; null where it was not known. */
  readonly previous: OfferState | null;
};

/** How far back a cursor can be resumed from: this many events, or this long, whichever reaches further. */
export const REPLAY_WINDOW = { events: 10_000, ms: 5 * MINUTE_MS } as const;

/** Which tape this is, and its last seq. */
export async function tapeHead(db: Db): Promise<{ readonly id: string; readonly seq: number }> {
  return db.selectFrom('tape').select(['id', 'seq']).executeTakeFirstOrThrow();
}

/** Which tape this is, and the last seq it had at a moment. */
export async function tapeAt(
  db: Db,
  { asOf }: Moment,
): Promise<{ readonly id: string; readonly seq: number }> {
  if (asOf === null) return tapeHead(db);
  return db
    .selectFrom('tape')
    .select(['id'])
    .select((eb) =>
      eb.fn
        .coalesce(
          eb
            .selectFrom('poll')
            .select('seq')
            .where('recorded_at', '<=', timestamp(asOf))
            .orderBy('recorded_at', 'desc')
            .orderBy('id', 'desc')
            .limit(1),
          eb.val(0),
        )
        .as('seq'),
    )
    .executeTakeFirstOrThrow();
}

type ChangeRow = OfferRow & {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly previousPrice: number | null;
  readonly previousStock: OfferState['stock'] | null;
  readonly previousAvailable: number | null;
  readonly previousListed: boolean | null;
};

/** The changes after `after`, in order, at most `limit`. Imported history has no seq and is not among them. */
export async function readTape(db: Db, after: number, limit: number): Promise<MarketChange[]> {
  const { rows } = await sql<ChangeRow>`
    select change.seq, change.recorded_at as "recordedAt", change.previous_price as "previousPrice",
      change.previous_stock as "previousStock", change.previous_available as "previousAvailable",
      change.previous_listed as "previousListed",
      offer.id, offer.provider, offer.source, provider.simulated, offer.gpu, offer.gpu_name as "gpuName",
      offer.gpu_count as "gpuCount", offer.region, offer.region_name as "regionName", offer.tier, offer.billing,
      coalesce(change.reliability, offer.reliability) as reliability, offer.traits, change.price, change.stock,
      change.available, change.listed,
      change.listed and change.stock <> 'NONE' and coalesce(change.available, 1) > 0 as rentable,
      offer.first_observed_at as "firstObservedAt", change.observed_at as "changedAt",
      change.observed_at as "observedAt", false as stale
    from price_change as change
    join offer on offer.id = change.offer_id
    join provider on provider.id = offer.provider
    where change.seq > ${after}
    order by change.seq
    limit ${limit}`.execute(db);
  return rows.map(
    ({ seq, recordedAt, previousPrice, previousStock, previousAvailable, previousListed, ...offer }) => ({
      seq,
      recordedAt,
      offer,
      previous:
        previousPrice === null || previousStock === null || previousListed === null
          ? null
          : {
              price: previousPrice,
              stock: previousStock,
              available: previousAvailable,
              listed: previousListed,
            },
    }),
  );
}

/** True where `seq` is within the window that is replayed. */
export async function isReplayable(db: Db, seq: number, head: number, now: Instant): Promise<boolean> {
  if (head - seq <= REPLAY_WINDOW.events) return true;
  const next = await db
    .selectFrom('price_change')
    .select('seq')
    .where('seq', '=', seq + 1)
    .where('recorded_at', '>=', timestamp(plusMs(now, -REPLAY_WINDOW.ms)))
    .executeTakeFirst();
  return next !== undefined;
}

/** Listed offers in scope, by id, after `afterId`, at most `limit`, each with the seq of its last change. */
export async function listedOffers(
  db: Db,
  scope: OfferScope,
  { afterId, limit, now }: { afterId: number; limit: number; now: Instant },
): Promise<(OfferRow & { readonly seq: number | null })[]> {
  const { rows } = await sql<OfferRow & { readonly seq: number | null }>`
    select offer.seq, ${offerColumns(now)}
    from offer join provider on provider.id = offer.provider
    where offer.listed and offer.id > ${afterId} and ${inScope(scope)}
    order by offer.id
    limit ${limit}`.execute(db);
  return rows;
}
