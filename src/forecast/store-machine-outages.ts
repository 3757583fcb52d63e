import { sql } from 'kysely';
import { timestamp } from '#db/timestamp.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { inScope } from '#market/store-scope.ts';
import type { HazardSource } from './store-hazards.ts';
import { heardUntil } from './store-heard-until.ts';

/** So many hosts, and more than half of those there are, do not fail within one poll: the list was cut short. */
const CUT_LIST_HOSTS = 3;

/**
 * Hosts that went dark: at one poll every machine that a host had listed, two or more, was gone. A machine that goes
 * by itself may have been rented, and is not counted; nor are machines rented whole, which no list shows.
 * So this is a floor. It needs a provider that names machines and their hosts. Exposure are the hours of
 * machines listed while their host had two or more; an interruption lasts until one of the host is back.
 * Both end when the provider's next answer is due and does not come.
 */
export const machineOutages: HazardSource = ({ scope, moment, ...period }) => {
  const [from, to] = [timestamp(period.from), timestamp(period.to)];
  const known = moment.asOf === null ? sql`` : sql`and change.recorded_at <= ${timestamp(moment.asOf)}`;
  return sql`
    (with heard as (
      select provider.id as provider, ${heardUntil(to)} as until from ${providersAt(moment)} as provider
    ), named as materialized (
      select offer.id, offer.provider, offer.gpu, offer.region, provider.simulated,
        offer.traits->>'host' as host, offer.traits->>'machine' as machine,
        ${inScope({ ...scope, price: null })} as is_meant
      from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
      where offer.traits->'host' is not null and offer.traits->'machine' is not null
        and (offer.listed or offer.observed_at >= ${from}) and offer.first_observed_at < ${to}
    ), wanted as materialized (
      select * from named where (provider, host) in (select provider, host from named where is_meant)
    ), step as (
      select wanted.id, ${from} as at, before.listed
      from wanted cross join lateral (
        select change.listed from price_change as change
        where change.offer_id = wanted.id and change.observed_at <= ${from} ${known}
        order by change.observed_at desc limit 1
      ) as before
      union all
      select change.offer_id, change.observed_at, change.listed from price_change as change
      where change.observed_at > ${from} and change.observed_at < ${to} ${known}
        and change.listed is distinct from change.previous_listed and change.offer_id in (select id from wanted)
    ), offer_turn as (
      select id, at, listed::int - coalesce(lag(listed::int) over (partition by id order by at), 0) as more from step
    ), machine_sum as (
      select provider, host, machine, at, sum(sum(more)) over (partition by provider, host, machine order by at) as offers
      from offer_turn join wanted using (id) group by provider, host, machine, at
    ), machine_turn as (
      select provider, host, machine, at,
        (offers > 0)::int - coalesce(lag((offers > 0)::int) over (partition by provider, host, machine order by at), 0) as more
      from machine_sum
    ), kind as (
      select distinct provider, host, machine, gpu, region, simulated from wanted where is_meant
    ), host_turn as (
      select provider, host, at, sum(more) as more from machine_turn where more <> 0 group by provider, host, at
    ), host_run as materialized (
      select provider, host, at, lead(at) over series as next_at, sum(more) over series as machines,
        (sum(more) over series) - more as machines_before
      from host_turn window series as (partition by provider, host order by at)
    ), outage as materialized (
      select provider, host, at, next_at, hosts_lost from (
        select *, count(*) over (partition by provider, at) as hosts_lost from host_run
        where machines = 0 and machines_before >= 2 and at > ${from}
      ) as lost
      where hosts_lost < ${CUT_LIST_HOSTS} or hosts_lost * 2 <= (
        select count(distinct host) from wanted where wanted.provider = lost.provider)
    ), cell_turn as (
      select provider, host, gpu, region, simulated, at, sum(more) as more
      from (
        select provider, host, gpu, region, simulated, at, more
        from kind join machine_turn using (provider, host, machine) where more <> 0
        union all
        -- Other machines of the host come and go as well.
        select distinct provider, host, gpu, region, simulated, at, 0 from kind join host_turn using (provider, host)
      ) as change group by provider, host, gpu, region, simulated, at
    ), cell_run as (
      select cell_turn.*, sum(more) over series as own, (sum(more) over series) - more as own_before
      from cell_turn window series as (partition by provider, host, gpu, region, simulated order by at)
    ), measured as (
      select cell_run.*, host_run.machines, outage.hosts_lost is not null as is_outage, outage.next_at is not null as is_over,
        (date_part('epoch', coalesce(host_run.next_at, greatest(heard.until, cell_run.at)) - cell_run.at) * 1000)::float8 as ms
      from cell_run join host_run using (provider, host, at) join heard using (provider)
        left join outage using (provider, host, at)
    )
    select 'MACHINE_OFFLINE' as estimator, gpu, provider, region, ${scope.billing}::text as billing, simulated,
      coalesce(sum(own_before) filter (where is_outage), 0)::int as events,
      coalesce(sum(own * ms) filter (where machines >= 2), 0)::float8 as exposure_ms,
      coalesce(sum(own_before * ms) filter (where is_outage), 0)::float8 as down_ms,
      coalesce(sum(own_before) filter (where is_outage and is_over), 0)::int as recoveries,
      null::float8[] as life_ms, null::boolean[] as life_ended, null::text[] as reporters,
      null::float8 as low, null::float8 as high, count(distinct host)::int as offers
    from measured group by gpu, provider, region, simulated)`;
};
