import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { observedAt } from '#market/store-offers.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { inScope, staleAt } from '#market/store-scope.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';

/** Rentable offers of one GPU in one size, summed up. Prices in micro-dollars per GPU-hour. */
export type GpuOffers = {
  readonly gpu: string;
  readonly billing: Billing;
  /** GPUs in each of the offers. */
  readonly gpuCount: number;
  readonly offers: number;
  /** GPUs that can be rented in offers of this size, each once, over those whose provider tells a number. */
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

/** What is listed of one GPU under one billing, in any size. */
export type GpuListing = {
  readonly gpu: string;
  readonly billing: Billing;
  /** GPUs that can be rented, each once however many offers it is in, over the offers whose provider tells a number. */
  readonly available: number;
  /** Rentable offers, and how many of them tell no number. */
  readonly offers: number;
  readonly uncounted: number;
  /** Listed offers that are taken, and those that could be rented but are left out as stale. */
  readonly taken: number;
  readonly staleOut: number;
  /** By ascending number of GPUs; empty where nothing can be rented. */
  readonly sizes: readonly GpuOffers[];
};

type Row = Omit<GpuListing, 'sizes'> & { readonly sizes: readonly GpuOffers[] | null };

/**
 * What is listed of each catalog GPU and what of it can be rented, by how many of it make an offer, in one
 * statement. GPUs are counted as `summarise` counts them: one that is on offer alone and with the rest of its
 * machine is one. Taken offers are never priced, whatever the scope says of them.
 */
export async function gpuListings(db: Db, scope: OfferScope, moment: Moment): Promise<GpuListing[]> {
  const { rows } = await sql<Row>`
    with listed as materialized (
      select offer.id, offer.gpu, offer.billing, offer.gpu_count, offer.price, offer.available, offer.units,
        offer.provider, offer.region, offer.source, provider.simulated, offer.rentable,
        ${observedAt} as observed_at, ${staleAt(moment.at)} as stale,
        offer.rentable and (${scope.includeStale} or not ${staleAt(moment.at)}) as usable
      from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
      where offer.listed and offer.gpu is not null and ${inScope(scope)}
    ), unit as (
      select gpu, billing, gpu_count, grouping(gpu_count) as whole, count(distinct (provider, unit)) as units
      from (select gpu, billing, gpu_count, provider, unnest(units) as unit from listed where usable) as single
      group by grouping sets ((gpu, billing, gpu_count), (gpu, billing))
    ), cheapest as (
      select distinct on (gpu, billing, gpu_count) * from listed where usable
      order by gpu, billing, gpu_count, price, id
    ), size as (
      select gpu, billing, gpu_count, count(*) as offers,
        coalesce(sum(available) filter (where units is null), 0)::bigint as loose,
        count(*) filter (where available is null) as uncounted,
        percentile_cont(0.5) within group (order by price) as median
      from listed where usable group by gpu, billing, gpu_count
    ), sized as (
      select size.gpu, size.billing, jsonb_agg(jsonb_build_object(
          'gpu', size.gpu, 'billing', size.billing, 'gpuCount', size.gpu_count, 'offers', size.offers,
          'available', size.loose + coalesce(unit.units, 0), 'uncounted', size.uncounted, 'cheapest', cheapest.price,
          'median', size.median, 'offerId', cheapest.id, 'provider', cheapest.provider, 'region', cheapest.region,
          'source', cheapest.source, 'observedAt', (extract(epoch from cheapest.observed_at) * 1000)::bigint,
          'stale', cheapest.stale, 'simulated', cheapest.simulated) order by size.gpu_count) as sizes
      from size join cheapest using (gpu, billing, gpu_count)
        left join unit on unit.whole = 0 and unit.gpu = size.gpu and unit.billing = size.billing
          and unit.gpu_count = size.gpu_count
      group by size.gpu, size.billing
    ), whole as (
      select gpu, billing, count(*) filter (where usable) as offers,
        coalesce(sum(available) filter (where usable and units is null), 0)::bigint as loose,
        count(*) filter (where usable and available is null) as uncounted,
        count(*) filter (where not rentable) as taken,
        count(*) filter (where rentable and not usable) as stale_out
      from listed group by gpu, billing
    )
    select whole.gpu, whole.billing, whole.loose + coalesce(unit.units, 0) as available, whole.offers,
      whole.uncounted, whole.taken, whole.stale_out as "staleOut", sized.sizes
    from whole left join sized using (gpu, billing)
      left join unit on unit.whole = 1 and unit.gpu = whole.gpu and unit.billing = whole.billing
    order by whole.gpu, whole.billing`.execute(db);
  return rows.map(({ sizes, ...row }) => ({ ...row, sizes: sizes ?? [] }));
}
