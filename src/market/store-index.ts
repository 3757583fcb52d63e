import { sql } from 'kysely';
import type { IndexedPrice } from '#analytics/price-index.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import { offersAt, providersAt } from './store-moment.ts';
import { observedAt } from './store-offers.ts';
import { inScope, staleAt, timeToLiveMs } from './store-scope.ts';

/** A listed offer as an index reads it. */
export type IndexOffer = IndexedPrice & {
  readonly gpu: string;
  readonly billing: Billing;
  readonly provider: string;
  readonly observedAt: Instant;
  readonly stale: boolean;
  readonly simulated: boolean;
  readonly rentable: boolean;
};

/** The listed offers in scope of these GPUs, in one statement, rentable or taken. */
export async function indexOffers(
  db: Db,
  moment: Moment,
  scope: OfferScope,
  gpus: readonly string[],
): Promise<IndexOffer[]> {
  const now = timestamp(moment.at);
  const { rows } = await sql<IndexOffer>`
    select offer.gpu, offer.billing, offer.provider, provider.simulated, offer.rentable, offer.price,
      offer.reliability, ${observedAt} as "observedAt", ${staleAt(moment.at)} as stale,
      (extract(epoch from ${now} - ${observedAt}) * 1000)::float8 as "ageMs",
      ${timeToLiveMs()}::float8 as "timeToLiveMs",
      offer.provider || ' ' || coalesce(offer.traits ->> 'machine', offer.units[1], offer.id::text) as machine
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where offer.listed and offer.gpu = any(${[...gpus]}::text[]) and ${inScope(scope)}
    order by offer.gpu, offer.billing, offer.price, offer.id`.execute(db);
  return rows;
}
