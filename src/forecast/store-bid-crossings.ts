import { sql } from 'kysely';
import { timestamp } from '#db/timestamp.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { inScope } from '#market/store-scope.ts';
import type { HazardSource } from './store-hazards.ts';
import { heardUntil } from './store-heard-until.ts';

/**
 * Instances that a bid would have held. Each spot offer that can be rented at or under the bid holds one, from
 * the change (or the beginning of the period) that makes it so; a price above the bid ends it, which is an event, and
 * the next one at or under it is a recovery and a new life. An offer that leaves the list or is taken says nothing of its
 * instance: watching ends (censored), and time without a price at or under the bid is no exposure. An offer
 * from a file is watched until the file's last word of it, a polled one until its provider's next answer is due.
 */
export const bidCrossings: HazardSource = ({ scope, moment, bid, ...period }) => {
  const [from, to] = [timestamp(period.from), timestamp(period.to)];
  const known = moment.asOf === null ? sql`` : sql`and change.recorded_at <= ${timestamp(moment.asOf)}`;
  const columns = sql`change.observed_at,
    case when not change.listed or change.stock = 'NONE' or coalesce(change.available, 1) = 0 then null
      when change.price > ${bid} then 'DOWN' else 'UP' end as state`;
  return sql`
    (with wanted as materialized (
      select offer.id, offer.gpu, offer.provider, offer.region, offer.billing, provider.simulated,
        case when offer.listed then ${heardUntil(to)}
          else least(offer.observed_at + interval '1 millisecond', ${to}) end as until
      from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
      where offer.billing = 'SPOT' and (offer.listed or offer.observed_at >= ${from})
        and offer.first_observed_at < ${to} and ${inScope({ ...scope, price: null })}
    ), step as (
      select wanted.id, ${from} as at, before.state
      from wanted cross join lateral (
        select ${columns} from price_change as change
        where change.offer_id = wanted.id and change.observed_at <= ${from} ${known}
        order by change.observed_at desc limit 1
      ) as before
      union all
      select change.offer_id, ${columns} from price_change as change
      where change.observed_at > ${from} and change.observed_at < ${to} ${known}
        and change.offer_id in (select id from wanted)
    ), turn as (
      select id, at, state from (
        select id, at, state, lag(state) over (partition by id order by at) is distinct from state as is_turn from step
      ) as marked where is_turn
    ), run as (
      select id, at, state, lag(state) over series as before, lead(state) over series as after,
        lead(at) over series as next_at
      from turn window series as (partition by id order by at)
    ), measured as (
      select wanted.*, run.state, run.before, run.after, run.at,
        (date_part('epoch', least(coalesce(run.next_at, wanted.until), wanted.until) - run.at) * 1000)::float8 as ms
      from run join wanted on wanted.id = run.id where run.state is not null
    )
    select 'BID_CROSSING' as estimator, gpu, provider, region, billing, simulated,
      count(*) filter (where state = 'UP' and after = 'DOWN')::int as events,
      coalesce(sum(ms) filter (where state = 'UP'), 0) as exposure_ms,
      coalesce(sum(ms) filter (where state = 'DOWN' and before = 'UP'), 0) as down_ms,
      count(*) filter (where state = 'DOWN' and before = 'UP' and after = 'UP')::int as recoveries,
      array_agg(ms order by id, at) filter (where state = 'UP') as life_ms,
      array_agg(coalesce(after = 'DOWN', false) order by id, at) filter (where state = 'UP') as life_ended,
      null::text[] as reporters, null::float8 as low, null::float8 as high, count(distinct id)::int as offers
    from measured where ms > 0 group by gpu, provider, region, billing, simulated)`;
};
