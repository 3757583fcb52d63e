import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { observedAt } from '#market/store-offers.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { offeredIn, staleAt } from '#market/store-scope.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';

/** An offer that a fleet may be made of. */
export type FleetOffer = {
  readonly id: number;
  readonly provider: string;
  readonly gpu: string;
  readonly gpuCount: number;
  readonly billing: Billing;
  readonly region: string | null;
  /** Micro-dollars per GPU-hour. */
  readonly price: number;
  readonly reliability: number | null;
  /** Machines, of GPUs counted; null where the provider tells no number. */
  readonly available: number | null;
  /** GPUs it is made of, where the provider names them. */
  readonly units: readonly string[] | null;
  readonly source: string;
  readonly observedAt: Instant;
  readonly stale: boolean;
  readonly simulated: boolean;
};

/** Every offer of a catalog GPU in scope, in one statement. */
export async function fleetOffers(db: Db, scope: OfferScope, moment: Moment): Promise<FleetOffer[]> {
  const { rows } = await sql<FleetOffer>`
    select offer.id, offer.provider, offer.gpu, offer.gpu_count as "gpuCount", offer.billing, offer.region, offer.price,
      offer.reliability, case when offer.available is not null then greatest(1, offer.available / offer.gpu_count) end
        as available, offer.units, offer.source, ${observedAt} as "observedAt",
      ${staleAt(moment.at)} as stale, provider.simulated
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where ${offeredIn(scope, moment.at)} and offer.gpu is not null
    order by offer.id`.execute(db);
  return rows;
}
