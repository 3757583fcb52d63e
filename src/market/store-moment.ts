import { sql, type RawBuilder } from 'kysely';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';

/**
 * The offers as they were known at a moment, with the columns of `offer`: for
 * `from ${offersAt(moment)} as offer`.
 *
 * A row written by then is how the offer stood. Of one written since, the newest version recorded by then
 * tells the facts, and the state too where no later change was recorded by then. No change is recorded
 * before it is observed, so that `observed_at` bounds how many are looked at.
 */
export function offersAt({ asOf }: Pick<Moment, 'asOf'>): RawBuilder<unknown> {
  if (asOf === null) return sql`offer`;
  const then = timestamp(asOf);
  return sql`(
      select id, provider, key, billing, source, gpu, gpu_name, gpu_count, region, region_name, tier, reliability,
        traits, units, facts_digest, price, stock, available, listed, rentable, held, seq, first_observed_at,
        observed_at, recorded_at
      from offer where recorded_at <= ${then}
      union all
      select offer.id, offer.provider, offer.key, offer.billing, version.source, version.gpu, version.gpu_name,
        version.gpu_count, version.region, version.region_name, version.tier, version.reliability, version.traits,
        case when change.price is null then version.units else change.units end, version.facts_digest,
        coalesce(change.price, version.price), coalesce(change.stock, version.stock),
        case when change.price is null then version.available else change.available end,
        coalesce(change.listed, version.listed),
        case when change.price is null
          then version.listed and version.stock <> 'NONE' and coalesce(version.available, 1) > 0
          else change.listed and change.stock <> 'NONE' and coalesce(change.available, 1) > 0 end,
        version.held, coalesce(change.seq, version.seq), version.first_observed_at,
        coalesce(change.observed_at, version.observed_at), greatest(version.recorded_at, change.recorded_at)
      from offer cross join lateral (
        select * from offer_version
        where offer_id = offer.id and recorded_at <= ${then} order by recorded_at desc, id desc limit 1
      ) as version
      left join lateral (
        select * from price_change
        where offer_id = offer.id and observed_at >= version.observed_at and observed_at <= ${then}
          and recorded_at <= ${then} and (seq is not null or recorded_at = observed_at)
        order by observed_at desc limit 1
      ) as change on true
      where offer.recorded_at > ${then}
    )`;
}

/** The providers as they were known at a moment, with the columns of `provider`. When they were to be asked next is not kept. */
export function providersAt({ asOf }: Pick<Moment, 'asOf'>): RawBuilder<unknown> {
  if (asOf === null) return sql`provider`;
  const then = timestamp(asOf);
  return sql`(
      select provider.id, version.name, version.source, version.simulated, version.cadence_ms,
        case when version.continuous then ${then} else version.last_attempt_at end as last_attempt_at,
        case when version.continuous then ${then} else version.last_success_at end as last_success_at,
        version.last_error, version.last_error_at, version.consecutive_failures, version.last_seen,
        version.last_rejected, null::timestamptz as next_attempt_at
      from provider cross join lateral (
        select * from provider_version
        where provider = provider.id and recorded_at <= ${then} order by recorded_at desc, id desc limit 1
      ) as version
    )`;
}
