import { sql, type RawBuilder } from 'kysely';
import type { Usage } from '#analytics/usable-price.ts';
import type { Db } from '#db/open.ts';
import type { Billing, Traits } from '#units/quote.ts';
import type { Moment } from '#graph/moment.ts';
import type { Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import { offersAt, providersAt } from './store-moment.ts';
import { offeredIn, staleAt } from './store-scope.ts';
import { usableKey } from './store-usable.ts';
import { DEFAULT_USAGE } from './usable-offer.ts';

/** The database's form of what a provider says can be rented. */
export type StockState = 'COUNTED' | 'HIGH' | 'MEDIUM' | 'LOW' | 'NONE' | 'UNKNOWN';

/** An offer with its newest state, as it is shown. */
export type OfferRow = {
  readonly id: number;
  readonly provider: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly gpu: string | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly region: string | null;
  readonly regionName: string | null;
  readonly tier: string;
  readonly billing: Billing;
  readonly reliability: number | null;
  readonly traits: Traits;
  /** Micro-dollars per GPU-hour. */
  readonly price: number;
  readonly stock: StockState;
  readonly available: number | null;
  readonly listed: boolean;
  readonly rentable: boolean;
  readonly firstObservedAt: Instant;
  readonly changedAt: Instant;
  /** The provider's last good answer that listed it. */
  readonly observedAt: Instant;
  readonly stale: boolean;
};

export type OfferSortKey =
  'PRICE' | 'USABLE_PRICE' | 'OFFER_PRICE' | 'RELIABILITY' | 'PRICE_PER_TFLOP' | 'VRAM' | 'FIRST_OBSERVED_AT';

export type OfferOrder = {
  readonly by: OfferSortKey;
  readonly direction: 'ASC' | 'DESC';
  /** For USABLE_PRICE alone. */
  readonly usage?: Usage;
};

/** A place between two offers of an order: the sort key (null where an offer has none) and the id. */
export type OfferPlace = { readonly key: number | null; readonly id: number };

/** What the catalog knows of each GPU that an order may need. */
export type GpuFigures = {
  readonly slug: string;
  readonly vramGb: number;
  readonly fp16Tflops: number | null;
};

export type OfferPageRequest = {
  readonly scope: OfferScope;
  readonly order: OfferOrder;
  readonly catalog: readonly GpuFigures[];
  /** At most this many, beyond `from`, in the order or against it. */
  readonly limit: number;
  readonly from: OfferPlace | null;
  readonly backward: boolean;
  readonly withTotal: boolean;
  readonly moment: Moment;
};

export type PlacedOffer = OfferRow & { readonly sortKey: number | null };

export type OfferPage = { readonly offers: readonly PlacedOffer[]; readonly total: number | null };

type PageRow = PlacedOffer & { readonly wanted: string | null; readonly total: number | null };

/** One page of the offers in scope, in one statement. */
export async function pageOffers(db: Db, request: OfferPageRequest): Promise<OfferPage> {
  const pages = await selectPages(db, request, null);
  return pages.get(null) ?? { offers: [], total: request.withTotal ? 0 : null };
}

/** The same page for each of several GPUs, in one statement. */
export function pageOffersByGpu(
  db: Db,
  request: OfferPageRequest,
  gpus: readonly string[],
): Promise<ReadonlyMap<string | null, OfferPage>> {
  return selectPages(db, request, gpus);
}

/** Offers by id, listed or not, in no order. */
export async function offersById(db: Db, ids: readonly number[], moment: Moment): Promise<OfferRow[]> {
  const { rows } = await sql<OfferRow>`
    select ${offerColumns(moment.at)}
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where offer.id = any(${[...ids]}::bigint[])`.execute(db);
  return rows;
}

async function selectPages(
  db: Db,
  request: OfferPageRequest,
  gpus: readonly string[] | null,
): Promise<Map<string | null, OfferPage>> {
  const { scope, order, limit, from, backward, withTotal, moment } = request;
  const [offers, providers] = [offersAt(moment), providersAt(moment)];
  const key = keyOf(order, request.catalog);
  const condition = sql`${offeredIn(scope, moment.at)} ${gpus ? sql`and offer.gpu = wanted.gpu` : sql``}`;
  const sorted = (table: 'page' | 'sorted') => orderBy(order, backward, table);
  const page = sql`
    select sorted.sort_key, ${offerColumns(moment.at)}
    from (
      select offer.id, ${key.value} as sort_key
      from ${offers} as offer join ${providers} as provider on provider.id = offer.provider ${key.join}
      where ${condition}
    ) as sorted
    join ${offers} as offer on offer.id = sorted.id join ${providers} as provider on provider.id = offer.provider
    where ${from ? beyond(from, order, backward) : sql`true`}
    order by ${sorted('sorted')}
    limit ${limit}`;
  const total = withTotal
    ? sql`(select count(*) from ${offers} as offer join ${providers} as provider on provider.id = offer.provider where ${condition})`
    : sql`null::bigint`;
  const { rows: found } = await sql<PageRow & { id: number | null; sort_key: number | null }>`
    select wanted.gpu as wanted, wanted.total, page.*
    from (select wanted.gpu, ${total} as total
      from unnest(${gpus ? [...gpus] : [null]}::text[]) as wanted (gpu)) as wanted
    left join lateral (${page}) as page on true
    order by wanted.gpu, ${sorted('page')}`.execute(db);
  const pages = new Map<string | null, OfferPage>();
  for (const [wanted, members] of Map.groupBy(found, (row) => row.wanted)) {
    const rows = members
      .filter(({ id }) => id !== null)
      .map(({ sort_key, ...offer }) => ({ ...offer, sortKey: sort_key }));
    pages.set(wanted, {
      offers: backward ? rows.toReversed() : rows,
      total: members[0]?.total ?? null,
    });
  }
  return pages;
}

export function offerColumns(now: Instant): RawBuilder<unknown> {
  return sql`offer.id, offer.provider, offer.source, provider.simulated, offer.gpu, offer.gpu_name as "gpuName",
      offer.gpu_count as "gpuCount", offer.region, offer.region_name as "regionName", offer.tier, offer.billing,
      offer.reliability, offer.traits, offer.price, offer.stock, offer.available, offer.listed, offer.rentable,
      offer.first_observed_at as "firstObservedAt", offer.observed_at as "changedAt",
      ${observedAt} as "observedAt", not offer.listed or ${staleAt(now)} as stale`;
}

/** An unchanged offer is not written again: while it is listed, its provider's last answer held it. */
export const observedAt: RawBuilder<unknown> = sql`case when offer.listed
      then greatest(offer.observed_at, provider.last_success_at) else offer.observed_at end`;

function keyOf(
  { by, usage }: OfferOrder,
  catalog: readonly GpuFigures[],
): { value: RawBuilder<unknown>; join: RawBuilder<unknown> } {
  if (by === 'USABLE_PRICE') return usableKey(usage ?? DEFAULT_USAGE);
  const ofCatalog = by === 'PRICE_PER_TFLOP' || by === 'VRAM';
  const figures = sql`left join jsonb_to_recordset(${JSON.stringify(catalog)}::text::jsonb)
        as figures (slug text, "vramGb" float8, "fp16Tflops" float8) on figures.slug = offer.gpu`;
  return { value: SORT_KEYS[by], join: ofCatalog ? figures : sql`` };
}

const SORT_KEYS: Record<Exclude<OfferSortKey, 'USABLE_PRICE'>, RawBuilder<unknown>> = {
  PRICE: sql`offer.price`,
  OFFER_PRICE: sql`offer.price * offer.gpu_count`,
  RELIABILITY: sql`offer.reliability`,
  FIRST_OBSERVED_AT: sql`(extract(epoch from offer.first_observed_at) * 1000)::bigint`,
  PRICE_PER_TFLOP: sql`offer.price / figures."fp16Tflops"`,
  VRAM: sql`figures."vramGb"`,
};

/** Offers without a key come last in either direction; ids break ties, so that places are unique. */
function orderBy(
  { direction }: OfferOrder,
  backward: boolean,
  table: 'page' | 'sorted',
): RawBuilder<unknown> {
  const down = (direction === 'DESC') !== backward;
  const key = sql.ref(`${table}.sort_key`);
  const id = sql.ref(`${table}.id`);
  return sql`${key} is null ${backward ? sql`desc` : sql`asc`}, ${key} ${down ? sql`desc` : sql`asc`}, ${id} ${
    backward ? sql`desc` : sql`asc`
  }`;
}

function beyond({ key, id }: OfferPlace, { direction }: OfferOrder, backward: boolean): RawBuilder<unknown> {
  const past = (direction === 'DESC') !== backward ? sql`<` : sql`>`;
  const pastId = backward ? sql`<` : sql`>`;
  const tie = (same: RawBuilder<unknown>) => sql`${same} and sorted.id ${pastId} ${id}`;
  const keyless = sql`sorted.sort_key is null`;
  if (key === null) return backward ? sql`(not ${keyless} or ${tie(keyless)})` : sql`(${tie(keyless)})`;
  const value = sql`${key}::float8`;
  const beyondKey = sql`sorted.sort_key ${past} ${value} or ${tie(sql`sorted.sort_key = ${value}`)}`;
  return backward ? sql`(${beyondKey})` : sql`(${beyondKey} or ${keyless})`;
}
