import { sql, type RawBuilder } from 'kysely';
import { MAD_TO_SIGMA } from '#analytics/hampel.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { plusMs, type Instant } from '#units/time.ts';
import type { OfferScope } from './offer-scope.ts';
import { inScope } from './store-scope.ts';

/** Buckets of one length, the first from `start` on. */
export type Buckets = { readonly start: Instant; readonly count: number; readonly lengthMs: number };

/** The quotes in force during one bucket. Prices are micro-dollars per GPU-hour. */
export type QuoteBucket = {
  readonly gpu: string | null;
  readonly bucket: number;
  readonly n: number;
  /** Quotes kept out as anomalies; they are in no other figure. */
  readonly anomalies: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly min: number;
  readonly max: number;
};

export type QuoteRequest = {
  readonly scope: OfferScope;
  readonly buckets: Buckets;
  readonly now: Instant;
  /** Group by GPU as well; else all quotes in scope are one series. */
  readonly byGpu: boolean;
  /** Keep out quotes that Hampel's rule flags among those of their bucket. */
  readonly gated: boolean;
};

/** Fewer quotes than this say nothing about which of them is odd. */
const FEWEST_GATED = 5;
const HAMPEL_THRESHOLD = 3;

/**
 * Providers and tiers differ honestly by more than three MADs; a quote is only taken for a mistake
 * where it is this many times the median of its bucket as well, or this small a part of it.
 */
const HONEST_FACTOR = 4;

/**
 * Figures of the quotes in force during each bucket, in one statement. A quote is one price of one
 * offer, from its change until that offer's next one: a bucket holds those in force at its start and
 * those that began within it. An offer from a file holds until the file's last word of it, not beyond.
 * Quantiles are of type 7 over quotes, each counted once. Buckets without quotes have no row.
 */
export async function quoteBuckets(db: Db, request: QuoteRequest): Promise<QuoteBucket[]> {
  const { scope, buckets, now, byGpu, gated } = request;
  const { start, count, lengthMs } = buckets;
  const end = timestamp(plusMs(start, Math.min(count * lengthMs, Math.max(now - start, 0))));
  const from = timestamp(start);
  const inForce = scope.rentableOnly
    ? sql`change.listed and change.stock <> 'NONE' and coalesce(change.available, 1) > 0`
    : sql`change.listed`;
  const bucketAt = (at: RawBuilder<unknown>) =>
    sql`floor(extract(epoch from ${at} - ${from})::float8 * 1000 / ${lengthMs})::int`;
  const columns = sql`change.observed_at, change.price, ${inForce} as in_force`;
  const { rows } = await sql<QuoteBucket>`
    with wanted as materialized (
      select offer.id, ${byGpu ? sql`offer.gpu` : sql`null::text as gpu`},
        case when offer.listed then ${end} else least(offer.observed_at + interval '1 millisecond', ${end}) end as until
      from offer join provider on provider.id = offer.provider
      where (offer.listed or offer.observed_at >= ${from}) and offer.first_observed_at < ${end}
        and ${inScope({ ...scope, price: null })}
    ), quote as (
      select wanted.gpu, held.price, greatest(held.observed_at, ${from}) as began,
        least(coalesce(held.next_at, wanted.until), ${end}) as ended
      from wanted cross join lateral (
        select at.*, lead(at.observed_at) over (order by at.observed_at) as next_at
        from (
          (select ${columns} from price_change as change
            where change.offer_id = wanted.id and change.observed_at <= ${from}
            order by change.observed_at desc limit 1)
          union all
          select ${columns} from price_change as change
          where change.offer_id = wanted.id and change.observed_at > ${from} and change.observed_at < ${end}
        ) as at
      ) as held
      where held.in_force
    ), bucketed as ${gated ? sql`materialized` : sql``} (
      select quote.gpu, bucket, quote.price
      from quote cross join lateral generate_series(
        ${bucketAt(sql`quote.began`)}, ${bucketAt(sql`quote.ended - interval '1 millisecond'`)}) as bucket
      where quote.began < quote.ended
    )${gated ? gate() : sql``}
    select gpu, bucket, ${gated ? sql`count(*) filter (where not odd)` : sql`count(*)`} as n,
      ${gated ? sql`count(*) filter (where odd)` : sql`0`} as anomalies,
      ${percentile(0.1, gated)} as p10, ${percentile(0.5, gated)} as p50, ${percentile(0.9, gated)} as p90,
      min(price) ${gated ? sql`filter (where not odd)` : sql``} as min,
      max(price) ${gated ? sql`filter (where not odd)` : sql``} as max
    from ${gated ? sql`judged` : sql`bucketed`}
    group by gpu, bucket
    order by gpu, bucket`.execute(db);
  return rows;
}

function percentile(p: number, gated: boolean): RawBuilder<unknown> {
  const kept = gated ? sql`filter (where not odd)` : sql``;
  return sql`percentile_cont(${sql.lit(p)}) within group (order by price) ${kept}`;
}

/** Hampel's rule within a bucket, for quotes beyond the honest factor. */
function gate(): RawBuilder<unknown> {
  return sql`, middle as (
      select gpu, bucket, count(*) as n, percentile_cont(0.5) within group (order by price) as median
      from bucketed group by gpu, bucket
    ), spread as (
      select middle.gpu, middle.bucket, middle.n, middle.median,
        percentile_cont(0.5) within group (order by abs(bucketed.price - middle.median)) as mad
      from middle join bucketed
        on bucketed.bucket = middle.bucket and bucketed.gpu is not distinct from middle.gpu
      group by middle.gpu, middle.bucket, middle.n, middle.median
    ), judged as (
      select bucketed.*, spread.n >= ${FEWEST_GATED}
        and abs(bucketed.price - spread.median) > ${HAMPEL_THRESHOLD * MAD_TO_SIGMA}::float8 * spread.mad
        and (bucketed.price * ${HONEST_FACTOR} < spread.median or bucketed.price > spread.median * ${HONEST_FACTOR}) as odd
      from bucketed join spread
        on spread.bucket = bucketed.bucket and spread.gpu is not distinct from bucketed.gpu
    )`;
}

export type QuoteSource = {
  readonly gpu: string | null;
  readonly source: string;
  readonly simulated: boolean;
};

/** Where the offers that may have quotes in these buckets were read, by GPU where they are grouped so. */
export async function sourcesOf(
  db: Db,
  { scope, buckets, now, byGpu }: Omit<QuoteRequest, 'gated'>,
): Promise<QuoteSource[]> {
  const { start, count, lengthMs } = buckets;
  const from = timestamp(start);
  const end = timestamp(plusMs(start, Math.min(count * lengthMs, Math.max(now - start, 0))));
  const { rows } = await sql<QuoteSource>`
    select distinct ${byGpu ? sql`offer.gpu` : sql`null::text as gpu`}, offer.source, provider.simulated
    from offer join provider on provider.id = offer.provider
    where (offer.listed or offer.observed_at >= ${from}) and offer.first_observed_at < ${end}
      and ${inScope({ ...scope, price: null })}
    order by 1, 2`.execute(db);
  return rows;
}
