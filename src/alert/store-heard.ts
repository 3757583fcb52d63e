import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { inScope, timeToLiveMs } from '#market/store-scope.ts';
import type { Instant } from '#units/time.ts';
import type { TapeStretch } from './store-past-offers.ts';

/** A provider that has, or had, offers of polls of these GPUs. */
export type Seller = {
  readonly provider: string;
  readonly simulated: boolean;
  readonly gpus: readonly string[];
};

/** Who has, or had, offers of a scope's GPUs: under whatever billing, and wherever. */
export async function sellersIn(db: Db, scope: OfferScope): Promise<Seller[]> {
  const { rows } = await sql<Seller>`
    select offer.provider, provider.simulated, array_agg(distinct offer.gpu) as gpus
    from offer join provider on provider.id = offer.provider
    where offer.key not like 'import:%' and ${inScope({ ...scope, billing: null, regions: null })}
    group by 1, 2`.execute(db);
  return rows;
}

/** A stretch in which a provider was fresh without a break. */
export type HeardStretch = {
  readonly at: Instant;
  readonly freshUntil: Instant;
};

/**
 * When a provider was heard of: each stretch in which one was fresh without a break, from the poll that begins it, or
 * from `after` on where that came before. An answer is fresh for as long as its cadence says by then: one
 * that is changed later counts from the next answer on, and what was promised before does not any more.
 */
export async function heardProvider(
  db: Db,
  seller: string,
  { after, to }: TapeStretch,
): Promise<HeardStretch[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<HeardStretch>`
    with heard as (
      select provider.recorded_at as at, provider.id,
        case when provider.continuous then coalesce(lead(provider.recorded_at) over polls, ${until})
          else provider.last_success_at + ${timeToLiveMs()} * interval '1 millisecond' end as fresh_until,
        not provider.continuous and not lag(provider.continuous) over polls
          and provider.last_success_at = lag(provider.last_success_at) over polls as is_told
      from provider_version as provider
      where provider.provider = ${seller} and provider.recorded_at <= ${until} and provider.recorded_at >= coalesce((
        select least(recorded_at, last_success_at) from provider_version
        where provider = ${seller} and recorded_at <= ${from} order by recorded_at desc, id desc limit 1), ${from})
      window polls as (order by provider.recorded_at, provider.id)
    ), fresh as (
      select at, id, fresh_until, lag(fresh_until) over (order by at, id) as before
      from heard where fresh_until >= at and is_told is not true
    ), stretch as (
      select at, id, fresh_until, count(*) filter (where before is null or before < at) over (order by at, id) as number
      from fresh
    )
    select greatest(min(at), ${from}) as at, (array_agg(fresh_until order by at desc, id desc))[1] as "freshUntil"
    from stretch group by number order by 1`.execute(db);
  return rows;
}
