import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Billing } from '#units/quote.ts';
import type { Moment } from '#graph/moment.ts';
import type { Instant } from '#units/time.ts';
import { observedAt } from './store-offers.ts';
import type { OfferScope } from './offer-scope.ts';
import { offersAt, providersAt } from './store-moment.ts';
import { inScope, staleAt } from './store-scope.ts';

/** What offers can be summed up by. */
export type Dimension = 'gpu' | 'region' | 'billing' | 'provider' | 'gpu_name';

/** Offers of one group, summed up. Prices are micro-dollars per GPU-hour, null where nothing is rentable. */
export type Summary = {
  readonly gpu: string | null;
  readonly region: string | null;
  readonly billing: Billing | null;
  readonly provider: string | null;
  readonly gpuName: string | null;
  /** Which grouping this row belongs to: the dimensions, joined by a comma. */
  readonly level: string;
  /** Offers that can be rented, and are fresh where the scope asks it. */
  readonly offers: number;
  /** Offers listed that cannot be rented now. */
  readonly taken: number;
  /** Offers that could be rented but are left out as stale. */
  readonly staleOut: number;
  /** GPUs that can be rented, each once, over the offers whose provider tells a number. */
  readonly counted: number;
  /** Offers that can be rented but whose provider tells no number. */
  readonly uncounted: number;
  readonly min: number | null;
  readonly median: number | null;
  readonly average: number | null;
  readonly max: number | null;
  readonly providers: readonly string[] | null;
  /** "provider tier LEVEL" of the offers without a number. */
  readonly levels: readonly string[] | null;
  /** The earliest of the instants its offers were last observed at. */
  readonly observedAt: Instant | null;
  readonly stale: boolean | null;
  readonly simulated: boolean | null;
  /** The roll-up it was read from, in words; absent where it is of single offers. */
  readonly rolledUp?: string;
};

/**
 * Sums up listed offers by each of the groupings asked for, in one statement. A GPU that is on offer
 * several times over (alone, and with the rest of its machine) is counted once: units are distinct by
 * provider, and offers without units add their number.
 */
export async function summarise(
  db: Db,
  scope: OfferScope,
  moment: Moment,
  groupings: readonly (readonly Dimension[])[],
): Promise<Summary[]> {
  const dimensions = [...new Set(groupings.flat())];
  const columns = sql.join(['id', ...dimensions].map((name) => sql.ref(`offer.${name}`)));
  const sets = sql.join(groupings.map((names) => sql`(${names.length ? refs(names) : sql``})`));
  const grouped = dimensions.length ? sql`grouping(${refs(dimensions)})` : sql`0`;
  const { rows } = await sql<
    Omit<Summary, 'level' | 'rolledUp'> & { grouped: number; gpu_name?: string | null }
  >`
    with listed as materialized (
      select ${columns}, offer.provider as seller, offer.tier, offer.price, offer.stock, offer.available, offer.units,
        provider.simulated, ${staleAt(moment.at)} as stale, ${observedAt} as observed_at,
        offer.rentable and (${scope.includeStale} or not ${staleAt(moment.at)}) as usable, offer.rentable
      from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
      where offer.listed and ${inScope(scope)}
    ), unit as (
      select ${dimensions.length ? refs(dimensions) : sql`null`}, ${grouped} as grouped, count(distinct (seller, unit)) as units
      from (select listed.*, unnest(units) as unit from listed where usable and units is not null) as listed
      group by grouping sets (${sets})
    ), figure as (
      select ${dimensions.length ? sql`${refs(dimensions)},` : sql``} ${grouped} as grouped,
        count(*) filter (where usable) as offers,
        count(*) filter (where not rentable) as taken,
        count(*) filter (where rentable and not usable) as "staleOut",
        coalesce(sum(available) filter (where usable and units is null), 0)::bigint as loose,
        count(*) filter (where usable and available is null) as uncounted,
        min(price) filter (where usable) as min,
        percentile_cont(0.5) within group (order by price) filter (where usable) as median,
        avg(price) filter (where usable)::float8 as average,
        max(price) filter (where usable) as max,
        array_agg(distinct seller) filter (where usable) as providers,
        array_agg(distinct seller || ' ' || tier || ' ' || stock)
          filter (where usable and available is null) as levels,
        min(observed_at) filter (where usable) as "observedAt",
        bool_or(stale) filter (where usable) as stale,
        bool_or(simulated) filter (where usable) as simulated
      from listed
      group by grouping sets (${sets})
    )
    select figure.*, figure.loose + coalesce(unit.units, 0) as counted
    from figure left join unit on unit.grouped = figure.grouped ${sameGroup(dimensions)}
    order by figure.grouped ${dimensions.length ? sql`, ${refs(dimensions, 'figure')}` : sql``}`.execute(db);
  return rows.map(({ grouped, gpu_name, ...row }) => ({
    ...row,
    gpu: row.gpu ?? null,
    region: row.region ?? null,
    billing: row.billing ?? null,
    provider: row.provider ?? null,
    gpuName: gpu_name ?? null,
    level: levelOf(grouped, dimensions),
  }));
}

/** grouping() sets a bit, the first dimension's the highest, for each dimension a row is summed over. */
function levelOf(grouped: number, dimensions: readonly Dimension[]): string {
  return dimensions.filter((_, index) => !((grouped >> (dimensions.length - 1 - index)) & 1)).join();
}

function sameGroup(dimensions: readonly Dimension[]): RawBuilder<unknown> {
  const pairs = dimensions.map(
    (name) => sql` and ${sql.ref(`unit.${name}`)} is not distinct from ${sql.ref(`figure.${name}`)}`,
  );
  return pairs.length ? sql.join(pairs, sql``) : sql``;
}

function refs(names: readonly string[], table?: string): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(table ? `${table}.${name}` : name)));
}
