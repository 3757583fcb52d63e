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
 * machine is one. Taken offers are never priced, whatever the scope says of them. What is counted in several ways is
 * put together by `union all` and `group by`: how many groups there are no planner knows, and joins of them would be
 * nested loops.
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
    ), single as materialized (
      select distinct gpu, billing, gpu_count, provider, unit
      from listed, unnest(units) as unit where usable
    ), placed as (
      select *, row_number() over (partition by gpu, billing, gpu_count order by price, id) as place
      from listed where usable
    ), size as (
      select gpu, billing, gpu_count, count(*) as offers,
        coalesce(sum(available) filter (where units is null), 0) as available,
        count(*) filter (where available is null) as uncounted, min(price) as cheapest,
        percentile_cont(0.5) within group (order by price) as median,
        max(id) filter (where place = 1) as id, max(provider) filter (where place = 1) as provider,
        max(region) filter (where place = 1) as region, max(source) filter (where place = 1) as source,
        max(observed_at) filter (where place = 1) as observed_at, bool_or(stale) filter (where place = 1) as stale,
        bool_or(simulated) filter (where place = 1) as simulated
      from placed group by gpu, billing, gpu_count
      union all
      select gpu, billing, gpu_count, 0, count(*), 0, null, null, null, null, null, null, null, null, null
      from single group by gpu, billing, gpu_count
    ), sized as (
      select gpu, billing, gpu_count, json_build_object(
          'gpu', gpu, 'billing', billing, 'gpuCount', gpu_count, 'offers', sum(offers), 'available', sum(available),
          'uncounted', sum(uncounted), 'cheapest', max(cheapest), 'median', max(median), 'offerId', max(id),
          'provider', max(provider), 'region', max(region), 'source', max(source),
          'observedAt', (extract(epoch from max(observed_at)) * 1000)::bigint, 'stale', bool_or(stale),
          'simulated', bool_or(simulated)) as size
      from size group by gpu, billing, gpu_count
    ), whole as (
      select gpu, billing, count(*) filter (where usable) as offers,
        coalesce(sum(available) filter (where usable and units is null), 0) as available,
        count(*) filter (where usable and available is null) as uncounted,
        count(*) filter (where not rentable) as taken,
        count(*) filter (where rentable and not usable) as stale_out, null as sizes
      from listed group by gpu, billing
      union all
      select gpu, billing, 0, count(*), 0, 0, 0, null
      from (select distinct gpu, billing, provider, unit from single) as once group by gpu, billing
      union all
      select gpu, billing, 0, 0, 0, 0, 0, json_agg(size order by gpu_count)::text from sized group by gpu, billing
    )
    select gpu, billing, sum(available)::bigint as available, sum(offers)::bigint as offers,
      sum(uncounted)::bigint as uncounted, sum(taken)::bigint as taken, sum(stale_out)::bigint as "staleOut",
      max(sizes)::json as sizes
    from whole group by gpu, billing order by gpu, billing`.execute(db);
  return rows.map(({ sizes, ...row }) => ({ ...row, sizes: sizes ?? [] }));
}
