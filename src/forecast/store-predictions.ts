import { sql } from 'kysely';
import type { SeriesForecast } from '#analytics/series-forecast.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { inScope } from '#market/store-scope.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { isIndex, scopeOfSeries, seriesKey, type PriceSeries } from './price-series.ts';

/** What is kept of a series' newest hour, with who its prices are from. */
export type StoredForecast = SeriesForecast & {
  readonly providers: readonly string[];
  readonly isSimulated: boolean;
};

export type StoredPrediction = {
  readonly series: string;
  /** Null where no hour had a price, and while it waits to be computed. */
  readonly forecast: StoredForecast | null;
  /** True where a row is kept, computed or waiting. */
  readonly isKept: boolean;
  /** True where it is kept and waits to be computed. */
  readonly isWaiting: boolean;
  /** Whether it was ever on offer. */
  readonly hasHistory: boolean;
};

/** What is kept of each series, in one statement. */
export async function keptPredictions(
  db: Db,
  series: readonly PriceSeries[],
): Promise<Map<string, StoredPrediction>> {
  const wanted = series.map(recordOf);
  const { rows } = await sql<StoredPrediction>`
    select wanted.series, prediction.forecast, prediction.series is not null as "isKept",
      prediction.series is not null and prediction.through is null as "isWaiting",
      prediction.forecast is not null or exists (
        select from offer join provider on provider.id = offer.provider
        where offer.billing = wanted.billing and (wanted.gpu is null or offer.gpu = wanted.gpu)
          and (wanted.gpu_name is null or offer.gpu_name = wanted.gpu_name)
          and (wanted.provider is null or offer.provider = wanted.provider)
          and (wanted.simulated is null or provider.simulated = wanted.simulated)
          and (wanted.region is null or wanted.region in (offer.region, split_part(offer.region, '-', 1)))
      ) as "hasHistory"
    from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as wanted (
      series text, gpu text, gpu_name text, provider text, billing text, region text, simulated boolean)
    left join prediction on prediction.series = wanted.series`.execute(db);
  return new Map(rows.map((row) => [row.series, row]));
}

function recordOf(series: PriceSeries) {
  const { gpu, gpuName, provider, billing, region, simulated } = series;
  return { series: seriesKey(series), gpu, gpu_name: gpuName, provider, billing, region, simulated };
}

export type Computed = {
  readonly series: PriceSeries;
  readonly through: Instant;
  readonly revision: number;
  readonly forecast: StoredForecast | null;
};

/** Keeps a forecast, unless one of a newer hour is kept. `wantedUntil` counts for a series that is new and no GPU's own. */
export async function keepPrediction(
  db: Db,
  { series, through, revision, forecast }: Computed,
  wantedUntil: Instant,
): Promise<void> {
  const row = recordOf(series);
  await sql`
    insert into prediction (series, gpu, gpu_name, provider, billing, region, simulated, wanted_until, through,
      revision, forecast)
    values (${row.series}, ${row.gpu}, ${row.gpu_name}, ${row.provider}, ${row.billing}, ${row.region},
      ${row.simulated}, ${isIndex(series) ? null : formatInstant(wantedUntil)}::timestamptz, ${timestamp(through)}, ${revision},
      ${forecast === null ? null : JSON.stringify(forecast)}::text::jsonb)
    on conflict (series) do update set through = excluded.through, revision = excluded.revision,
      forecast = excluded.forecast
    where prediction.through is null or prediction.through <= excluded.through`.execute(db);
}

/** Has series computed by the next run of the job, and kept up to date until then; a GPU's own is for good. */
export async function wantPredictions(db: Db, series: readonly PriceSeries[], until: Instant): Promise<void> {
  await sql`
    insert into prediction (series, gpu, gpu_name, provider, billing, region, simulated, wanted_until)
    select series, gpu, gpu_name, provider, billing, region, simulated,
      case when not index then ${timestamp(until)} end
    from jsonb_to_recordset(${JSON.stringify(series.map((one) => ({ ...recordOf(one), index: isIndex(one) })))}::text::jsonb) as wanted (
      series text, gpu text, gpu_name text, provider text, billing text, region text, simulated boolean, index boolean)
    on conflict (series) do nothing`.execute(db);
}

/** A series to keep up to date, and what is kept of it. */
export type KeptSeries = {
  readonly series: PriceSeries;
  readonly through: Instant | null;
  readonly revision: number | null;
};

type KeptRow = PriceSeries & { readonly through: Instant | null; readonly revision: number | null };

/** Every GPU's series of each billing and kind of market, and those that were asked for lately; others go. */
export async function seriesToKeep(db: Db, now: Instant): Promise<KeptSeries[]> {
  await sql`delete from prediction where wanted_until <= ${timestamp(now)}`.execute(db);
  const { rows } = await sql<KeptRow>`
    with market as (
      select distinct cell.gpu, cell.billing, provider.simulated
      from cell join provider on provider.id = cell.provider where cell.gpu is not null
    )
    select gpu, gpu_name as "gpuName", provider, billing, region, simulated, through, revision
    from prediction where wanted_until is not null
    union all
    select market.gpu, null, null, market.billing, null, market.simulated, kept.through, kept.revision
    from market left join prediction as kept on kept.gpu = market.gpu and kept.billing = market.billing
      and kept.simulated = market.simulated and kept.provider is null and kept.region is null
      and kept.gpu_name is null and kept.wanted_until is null
    order by through nulls first, gpu, billing`.execute(db);
  return rows.map(({ through, revision, ...series }) => ({ series, through, revision }));
}

/** Who the prices of a series are from, as known at a moment: nobody where it was never on offer. */
export async function providersOfSeries(
  db: Db,
  series: PriceSeries,
  moment: Pick<Moment, 'asOf'>,
): Promise<Pick<StoredForecast, 'providers' | 'isSimulated'>> {
  const { rows } = await sql<{ id: string; simulated: boolean }>`
    select distinct provider.id, provider.simulated
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where ${inScope(scopeOfSeries(series))} order by 1`.execute(db);
  return { providers: rows.map(({ id }) => id), isSimulated: rows.some(({ simulated }) => simulated) };
}
