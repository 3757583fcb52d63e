import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Billing } from '#units/quote.ts';
import { formatInstant, type Instant } from '#units/time.ts';

/** Whose price is asked for, over which time. */
export type PastPrice = {
  readonly gpu: string;
  readonly billing: Billing;
  readonly provider: string | null;
  readonly region: string | null;
  /** Null where the provider chooses. */
  readonly simulated: boolean | null;
  readonly from: Instant;
  readonly to: Instant;
};

/** Micro-dollars per GPU-hour: the mean over time of the median offer of each hour (of each day, for long ago). */
export type ObservedMean = {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  /** Of the time asked about, how much had a price. */
  readonly observedMs: number;
};

type Row = ObservedMean & { readonly place: number };

/**
 * What was observed of each, by what is rolled up, in one statement; nothing for those without a price. An hour that
 * is asked about in part counts in that part.
 */
export async function rolledMeans(
  db: Db,
  asked: readonly PastPrice[],
): Promise<Map<PastPrice, ObservedMean>> {
  if (asked.length === 0) return new Map();
  const column = <K extends keyof PastPrice>(key: K): PastPrice[K][] => asked.map((one) => one[key]);
  const times = (key: 'from' | 'to') => column(key).map(formatInstant);
  const { rows } = await sql<Row>`
    with asked as (
      select * from unnest(${column('gpu')}::text[], ${column('billing')}::text[], ${column('provider')}::text[],
        ${column('region')}::text[], ${column('simulated')}::boolean[], ${times('from')}::timestamptz[],
        ${times('to')}::timestamptz[]) with ordinality
        as asked (gpu, billing, provider, region, simulated, from_at, to_at, place)
    ), quote as (
      select place, from_at, to_at, sum.length, sum.start, one.price, sum(one.held) as held
      from asked join cell on cell.gpu = asked.gpu and cell.billing = asked.billing
        and (asked.provider is null or cell.provider = asked.provider)
        and (asked.region is null or asked.region in (cell.region, split_part(cell.region, '-', 1)))
      join provider on provider.id = cell.provider
        and (asked.simulated is null or provider.simulated = asked.simulated)
      cross join memory
      cross join lateral (
        select start, prices, held_ms, interval '1 hour' as length from cell_hour
        where cell_hour.cell = cell.id and start > from_at - interval '1 hour' and start < to_at
        union all
        select start, prices, held_ms, interval '1 day' from cell_day
        where cell_day.cell = cell.id and start > from_at - interval '1 day' and start < to_at
          and start < memory.hours_from
      ) as sum
      cross join lateral unnest(sum.prices, sum.held_ms) as one (price, held)
      where asked.provider is not null or asked.region is not null
      group by 1, 2, 3, 4, 5, 6
    ), ranked as (
      select *, sum(held) over (partition by place, start order by price) as reached,
        sum(held) over (partition by place, start) as total
      from quote
    ), stretch as (
      select place, from_at, to_at, start, length, min(price) filter (where 2 * reached >= total) as p50
      from ranked group by 1, 2, 3, 4, 5
      union all
      select place, from_at, to_at, start, length, p50
      from asked cross join memory cross join lateral (
        select start, p50, interval '1 hour' as length from gpu_hour as whole
        where whole.gpu = asked.gpu and whole.billing = asked.billing and whole.simulated = asked.simulated
          and start > from_at - interval '1 hour' and start < to_at
        union all
        select start, p50, interval '1 day' from gpu_day as whole
        where whole.gpu = asked.gpu and whole.billing = asked.billing and whole.simulated = asked.simulated
          and start > from_at - interval '1 day' and start < to_at and start < memory.hours_from
      ) as sum
      where asked.provider is null and asked.region is null
    ), weighed as (
      select place, p50, extract(epoch from least(to_at, start + length) - greatest(from_at, start))::float8 as seconds
      from stretch where p50 is not null
    )
    select place, (sum(p50 * seconds) / sum(seconds))::float8 as mean, min(p50) as least, max(p50) as most,
      (sum(seconds) * 1000)::float8 as "observedMs"
    from weighed group by place having sum(seconds) > 0`.execute(db);
  return new Map(rows.map(({ place, ...row }) => [asked[place - 1]!, row]));
}
