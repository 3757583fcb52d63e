import { sql, type RawBuilder } from 'kysely';
import { timestamp } from '#db/timestamp.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { providersAt } from '#market/store-moment.ts';
import { REPORT_WEIGHT } from './report-weight.ts';
import type { HazardSource } from './store-hazards.ts';

/**
 * Lives that users report. The newest report of a life counts. Of each reporter count the newest lives, as many
 * as all others of the market (provider, GPU and billing) report together, and each for its first 30 days: whoever
 * reports most weighs no more than the rest. Lives their user ended, or that still run, are censored. Interruptions
 * told without the hours before them have no exposure, and count for how long interruptions last alone. A cell whose
 * lives count for nothing has no exposure and no reporters: something was seen, and not enough.
 */
export const reportedLives: HazardSource = ({ scope, moment, ...period }) => {
  const [from, to] = [timestamp(period.from), timestamp(period.to)];
  // No machine is seen after it is reported, so that whatever is seen within the period is recorded in it or later.
  const known =
    moment.asOf === null
      ? sql`recorded_at > ${from}`
      : sql`recorded_at > ${from} and recorded_at <= ${timestamp(moment.asOf)}`;
  const longest = sql`${REPORT_WEIGHT.longestLifeHours} * interval '1 hour'`;
  return sql`
    (with newest as (
      select distinct on (life) * from interruption_report as report
      where ${known} and ${reportedIn(scope)} order by life, recorded_at desc, id desc
    ), life as (
      select newest.*, provider.simulated,
        greatest(started_at, ${from}) as begins, least(seen_at, ${to}, started_at + ${longest}) as ends,
        ended and reason <> 'STOPPED_BY_USER' and seen_at <= ${to}
          and coalesce(seen_at <= started_at + ${longest}, true) as is_event,
        count(*) over market - count(*) over own as others,
        row_number() over (own order by seen_at desc, newest.id desc) as place
      from newest join ${providersAt(moment)} as provider on provider.id = newest.provider
      where seen_at > ${from} and coalesce(started_at, seen_at) < ${to}
        and ${scope.simulated === null ? sql`true` : sql`provider.simulated = ${scope.simulated}`}
      window market as (partition by provider, gpu, billing), own as (partition by provider, gpu, billing, reporter)
    ), counted as (
      select *, place <= others as counts, started_at >= ${from} as is_new,
        place <= others and started_at is not null and ends > begins as is_exposed,
        (date_part('epoch', ends - begins) * 1000)::float8 as ms,
        (date_part('epoch', resumed_at - seen_at) * 1000)::float8 as gone_ms
      from life
    )
    select 'REPORTED' as estimator, gpu, provider, region, billing, simulated,
      count(*) filter (where is_exposed and is_event)::int as events,
      coalesce(sum(ms) filter (where is_exposed), 0) as exposure_ms,
      coalesce(sum(gone_ms) filter (where counts and is_event), 0) as down_ms,
      count(*) filter (where counts and is_event and gone_ms is not null)::int as recoveries,
      array_agg(ms order by id) filter (where is_exposed and is_new) as life_ms,
      array_agg(is_event order by id) filter (where is_exposed and is_new) as life_ended,
      array_agg(distinct reporter) filter (where counts) as reporters, null::float8 as low, null::float8 as high, count(*)::int as offers
    from counted group by gpu, provider, region, billing, simulated)`;
};

/** What reports tell; a scope that asks for more (a tier, a price, a size) has none. */
function reportedIn(scope: OfferScope): RawBuilder<unknown> {
  const { gpus, providers, regions, billing, minVram } = scope;
  if (scope.gpuNames || scope.tiers || scope.gpuCount || scope.verifiedOnly || scope.minReliability !== null)
    return sql`false`;
  const conditions = [
    ...(gpus ? [sql`report.gpu = any(${[...gpus]}::text[])`] : []),
    ...(minVram ? [sql`report.gpu = any(${[...minVram.gpus]}::text[])`] : []),
    ...(providers ? [sql`report.provider = any(${[...providers]}::text[])`] : []),
    ...(regions
      ? [
          sql`(report.region = any(${[...regions]}::text[])
        or split_part(report.region, '-', 1) = any(${[...regions]}::text[]))`,
        ]
      : []),
    ...(billing ? [sql`report.billing = ${billing}`] : []),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
