import { sql, type RawBuilder } from 'kysely';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import type { Instant } from '#units/time.ts';
import { offersAt, providersAt } from './store-moment.ts';

export type HeldRequest = {
  /** A value of `offer`, `provider` and what `joined` adds, by which quotes are grouped. */
  readonly key: RawBuilder<unknown>;
  readonly joined?: RawBuilder<unknown>;
  /** Which offers, as a condition on `offer` and `provider`. */
  readonly where: RawBuilder<unknown>;
  /** Quotes of offers that are taken count as quotes. */
  readonly takenToo: boolean;
  readonly from: Instant;
  readonly to: Instant;
  /** Buckets are counted from `start`, which is at or before `from`. */
  readonly start: Instant;
  readonly lengthMs: number;
  readonly moment: Moment;
  /**
   * Takes the state of an offer that has stood still since before `from` from the offer: cheap for a short
   * stretch up to now, and wrong for a past one.
   */
  readonly upToNow: boolean;
};

/**
 * Common table expressions that end in `held (key, bucket, price, held_ms, carried, began)`: how long quotes
 * of each price were in force in each bucket. A quote is one price of one offer, from its change until that
 * offer's next one. An offer from a file holds until the file's last word of it, not beyond. Times an offer
 * was listed and taken have no price.
 */
export function heldQuotes(request: HeldRequest): RawBuilder<unknown> {
  const { key, where, takenToo, lengthMs, moment, upToNow } = request;
  const [from, to, start] = [timestamp(request.from), timestamp(request.to), timestamp(request.start)];
  // What began before `from` is carried into the part of its bucket that is read.
  const skipped = request.from - request.start;
  const known = moment.asOf === null ? sql`` : sql`and change.recorded_at <= ${timestamp(moment.asOf)}`;
  const inForce = (row: string) =>
    takenToo
      ? sql`true`
      : sql`${sql.ref(`${row}.stock`)} <> 'NONE' and coalesce(${sql.ref(`${row}.available`)}, 1) > 0`;
  const columns = sql`change.observed_at, change.listed,
    case when ${inForce('change')} then change.price end as price`;
  const stood = upToNow
    ? sql`wanted.listed and wanted.observed_at < ${from}
        and not exists (select from recent where recent.offer_id = wanted.id)`
    : sql`false`;
  return sql`wanted as materialized (
      select offer.id, ${key} as key, offer.listed, offer.observed_at,
        case when ${inForce('offer')} then offer.price end as price,
        case when offer.listed then ${to} else least(offer.observed_at + interval '1 millisecond', ${to}) end as until
      from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
      ${request.joined ?? sql``}
      where (offer.listed or offer.observed_at >= ${from}) and offer.first_observed_at < ${to} and ${where}
    ), recent as materialized (
      select change.offer_id, ${columns} from price_change as change
      where change.observed_at > ${from} and change.observed_at < ${to} ${known}
        and change.offer_id in (select id from wanted)
    ), step as (
      select wanted.id, wanted.observed_at, wanted.listed, wanted.price from wanted where ${stood}
      union all
      select wanted.id, before.observed_at, before.listed, before.price
      from wanted cross join lateral (
        select ${columns} from price_change as change
        where change.offer_id = wanted.id and change.observed_at <= ${from} ${known}
        order by change.observed_at desc limit 1
      ) as before
      where not (${stood})
      union all
      select recent.offer_id, recent.observed_at, recent.listed, recent.price
      from recent
    ), quote as (
      select id, listed, price, observed_at, lead(observed_at) over (partition by id order by observed_at) as next_at
      from step
    ), span as (
      select wanted.key, quote.price, ${offset(sql`quote.observed_at`, start)} as changed,
        ${offset(sql`greatest(quote.observed_at, ${from})`, start)} as began,
        ${offset(sql`least(coalesce(quote.next_at, wanted.until), ${to})`, start)} as ended
      from quote join wanted on wanted.id = quote.id where quote.listed
    ), held as (
      select span.key, bucket.index as bucket, span.price,
        sum(least(span.ended, (bucket.index + 1) * ${lengthMs}::bigint)
          - greatest(span.began, bucket.index * ${lengthMs}::bigint))::bigint as held_ms,
        count(*) filter (where span.changed < greatest(bucket.index * ${lengthMs}::bigint, ${skipped}::bigint))::int as carried,
        count(*) filter (where span.changed >= greatest(bucket.index * ${lengthMs}::bigint, ${skipped}::bigint))::int as began
      from span cross join lateral generate_series(
        span.began / ${lengthMs}::bigint, (span.ended - 1) / ${lengthMs}::bigint) as bucket (index)
      where span.began < span.ended
      group by 1, 2, 3
    )`;
}

/** Milliseconds since the first bucket's start. */
function offset(at: RawBuilder<unknown>, start: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(date_part('epoch', ${at} - ${start}) * 1000)::bigint`;
}
