import { sql, type RawBuilder } from 'kysely';
import { mergeDistributions, priceFigures, type PriceDistribution } from '#analytics/price-distribution.ts';
import type { SeriesHour } from '#analytics/series-forecast.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import { heldQuotes } from '#market/store-held.ts';
import { providersAt } from '#market/store-moment.ts';
import { distribution, distributionOf } from '#market/store-rollup.ts';
import { inScope } from '#market/store-scope.ts';
import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import { isIndex, scopeOfSeries, type PriceSeries } from './price-series.ts';

type Stretch = { readonly from: Instant; readonly to: Instant };

/** PGlite answers nobody else while it runs a statement: a week of hours takes it some 10 ms. */
const AT_ONCE_MS = 7 * 24 * HOUR_MS;

/**
 * The hours of a series from roll-ups, in order: the median price in force, the same that `priceTrend` tells of
 * the hour, and whether it was observed. A price counts as observed in the hours it begins in, and a polled one
 * in those its provider answered a poll in. It is the same whenever it is asked: that a provider is heard of
 * again tells nothing of the hours it was not.
 */
export async function rolledHours(db: Db, series: PriceSeries, stretch: Stretch): Promise<SeriesHour[]> {
  const read = isIndex(series) ? indexHours : cellHours;
  const hours: SeriesHour[] = [];
  for (let from = stretch.from; from < stretch.to; from = instant(from + AT_ONCE_MS)) {
    const to = instant(Math.min(from + AT_ONCE_MS, stretch.to));
    hours.push(...(await read(db, series, { from, to })));
  }
  return hours;
}

/**
 * True where `provider` answered a poll in the hour from `start` on. Hours before the first poll that is kept,
 * a simulated past or one whose polls were removed, count until it was last heard of.
 */
function polledIn(start: RawBuilder<unknown>, { asOf }: Pick<Moment, 'asOf'>): RawBuilder<unknown> {
  const byThen = sql`poll.provider = provider.id and poll.recorded_at < ${start} + interval '1 hour'
    ${asOf === null ? sql`` : sql`and poll.recorded_at <= ${timestamp(asOf)}`}`;
  return sql`(exists (select from poll where ${byThen} and poll.recorded_at >= ${start} and poll.succeeded)
    or ${start} <= provider.last_success_at and not exists (select from poll where ${byThen}))`;
}

/** True where a cell (`offer`) was observed in an hour (`sum`). */
const observed = sql`(0 < any(sum.began) or not offer.imported and cardinality(sum.prices) > 0
  and ${polledIn(sql`sum.start`, { asOf: null })})`;

async function indexHours(
  db: Db,
  { gpu, billing, simulated }: PriceSeries,
  { from, to }: Stretch,
): Promise<SeriesHour[]> {
  const { rows } = await sql<SeriesHour>`
    select hour.start, hour.p50 as price, exists (
      select from cell as offer join provider on provider.id = offer.provider
      join cell_hour as sum on sum.cell = offer.id and sum.start = hour.start
      where offer.gpu = hour.gpu and offer.billing = hour.billing and provider.simulated = hour.simulated
        and ${observed}
    ) as "isObserved"
    from gpu_hour as hour
    where hour.gpu = ${gpu} and hour.billing = ${billing} and hour.simulated = ${simulated}
      and hour.start >= ${timestamp(from)} and hour.start < ${timestamp(to)}
    order by hour.start`.execute(db);
  return rows;
}

type CellRow = Parameters<typeof distributionOf>[0] & {
  readonly start: Instant;
  readonly isObserved: boolean | null;
};

async function cellHours(db: Db, series: PriceSeries, { from, to }: Stretch): Promise<SeriesHour[]> {
  const { rows } = await sql<CellRow>`
    select sum.start, ${observed} as "isObserved", ${distribution('sum')}
    from cell as offer join provider on provider.id = offer.provider
    join cell_hour as sum on sum.cell = offer.id
    where ${inScope(scopeOfSeries(series))} and sum.start >= ${timestamp(from)} and sum.start < ${timestamp(to)}
    order by sum.start`.execute(db);
  return hoursOf(
    rows.map((row) => ({
      start: row.start,
      isObserved: row.isObserved ?? false,
      distribution: distributionOf(row),
    })),
  );
}

type Part = {
  readonly start: Instant;
  readonly isObserved: boolean;
  readonly distribution: PriceDistribution;
};

function hoursOf(parts: readonly Part[]): SeriesHour[] {
  return [...Map.groupBy(parts, ({ start }) => start)].map(([start, same]) => ({
    start,
    price: priceFigures(mergeDistributions(same.map((part) => ({ ...part.distribution, isFirst: true }))))
      .p50,
    isObserved: same.some(({ isObserved }) => isObserved),
  }));
}

type HeldRow = {
  readonly isPolled: boolean;
  readonly bucket: number;
  readonly price: number | null;
  readonly heldMs: number;
  readonly carried: number;
  readonly began: number;
};

/** The same hours from single changes, as they were known at a moment. */
export async function knownHours(
  db: Db,
  series: PriceSeries,
  { from, to }: Stretch,
  moment: Moment,
): Promise<SeriesHour[]> {
  if (from >= to) return [];
  const ctes = heldQuotes({
    key: sql`offer.provider || case when offer.key like 'import:%' then ' f' else ' p' end`,
    where: inScope(scopeOfSeries(series)),
    takenToo: false,
    from,
    to,
    start: from,
    lengthMs: HOUR_MS,
    moment,
    upToNow: false,
  });
  const start = sql`${timestamp(from)} + hour.bucket * interval '1 hour'`;
  const { rows } = await sql<HeldRow>`
    with ${ctes}, polled as materialized (
      select hour.key, hour.bucket, hour.key like '% p' and ${polledIn(start, moment)} as is_polled
      from (select distinct key, bucket from held) as hour
        join ${providersAt(moment)} as provider on hour.key in (provider.id || ' f', provider.id || ' p')
    )
    select polled.is_polled as "isPolled", bucket, price, held_ms as "heldMs", carried, began
    from held join polled using (key, bucket)
    order by bucket, price`.execute(db);
  return hoursOf(
    rows.map(({ isPolled, bucket, price, ...row }) => ({
      start: instant(from + bucket * HOUR_MS),
      isObserved: price !== null && (row.began > 0 || isPolled),
      distribution: { held: price === null ? [] : [{ price, ...row }], listedMs: row.heldMs },
    })),
  );
}
