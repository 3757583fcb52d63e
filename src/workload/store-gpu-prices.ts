import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { observedAt } from '#market/store-offers.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { offeredIn, staleAt } from '#market/store-scope.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';

/** Rentable offers of one GPU in one size, summed up. Prices in micro-dollars per GPU-hour. */
export type GpuOffers = {
  readonly gpu: string;
  readonly billing: Billing;
  /** GPUs in each of the offers. */
  readonly gpuCount: number;
  readonly offers: number;
  /** Machines of this size that can be rented, over the offers whose provider tells a number. */
  readonly available: number;
  /** Offers whose provider tells no number. */
  readonly uncounted: number;
  readonly cheapest: number;
  readonly median: number;
  /** Of the cheapest offer. */
  readonly offerId: number;
  readonly provider: string;
  readonly region: string | null;
  readonly source: string;
  readonly observedAt: Instant;
  readonly stale: boolean;
  readonly simulated: boolean;
};

/** What can be rented of each catalog GPU, by how many of it make an offer, in one statement. */
export async function gpuOffers(db: Db, scope: OfferScope, moment: Moment): Promise<GpuOffers[]> {
  const { rows } = await sql<GpuOffers>`
    with wanted as (
      select offer.id, offer.gpu, offer.billing, offer.gpu_count, offer.price, offer.available, offer.provider,
        offer.region, offer.source, ${observedAt} as observed_at, ${staleAt(moment.at)} as stale, provider.simulated,
        row_number() over (partition by offer.gpu, offer.billing, offer.gpu_count order by offer.price, offer.id) as place
      from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
      where ${offeredIn(scope, moment.at)} and offer.gpu is not null
    ), summed as (
      select gpu, billing, gpu_count, count(*) as offers, coalesce(sum(available), 0)::bigint as available,
        count(*) filter (where available is null) as uncounted,
        percentile_cont(0.5) within group (order by price) as median
      from wanted group by gpu, billing, gpu_count
    )
    select gpu, billing, gpu_count as "gpuCount", offers, available, uncounted, price as cheapest, median,
      id as "offerId", provider, region, source, observed_at as "observedAt", stale, simulated
    from summed join wanted using (gpu, billing, gpu_count)
    where place = 1 order by gpu, billing, gpu_count`.execute(db);
  return rows;
}
