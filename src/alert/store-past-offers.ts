import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { inScope } from '#market/store-scope.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import type { TapeFacts, TapeState } from './tape-event.ts';

/** From an instant on, that one left out, up to and with another. */
export type TapeStretch = { readonly after: Instant; readonly to: Instant };

/** An offer that is, or was, in scope. */
export type KnownOffer = {
  readonly id: number;
  readonly imported: boolean;
};

export type OfferRow = TapeFacts & TapeState;

/** A row of what was said of an offer at an instant. */
export type Said<Row> = Row & { readonly at: Instant };

/**
 * No change is recorded long after it was observed but history, which no poll told: this bounds which partitions
 * are looked at.
 */
const RECORDED_WITHIN_MS = HOUR_MS;

/** A change that stands for how its offer stood once it was recorded. */
const WITNESSED = sql`(change.seq is not null or change.recorded_at = change.observed_at)`;

/** An offer's facts, but for what names it, of a row that has them. */
const DESCRIPTION = ['gpu', 'region', 'tier', 'gpu_count', 'source', 'held'] as const;

/** Every offer in scope, but for its regions, of polls and of files. */
export async function knownOffers(db: Db, scope: OfferScope): Promise<KnownOffer[]> {
  const { rows } = await sql<KnownOffer>`
    select offer.id, offer.key like 'import:%' as imported
    from offer join provider on provider.id = offer.provider
    where ${inScope({ ...scope, regions: null })} order by offer.id`.execute(db);
  return rows;
}

/** Offers as they are at present, and when they were last written. */
export async function presentOffers(
  db: Db,
  ids: readonly number[],
): Promise<(OfferRow & { readonly recordedAt: Instant })[]> {
  const { rows } = await sql<OfferRow & { readonly recordedAt: Instant }>`
    select ${factColumns('offer')}, ${stateColumns('offer')}, offer.recorded_at as "recordedAt"
    from offer join provider on provider.id = offer.provider
    where offer.id = any(${[...ids]}::bigint[])`.execute(db);
  return rows;
}

/**
 * How offers of polls that were written since an instant stood then, as store-moment's `offersAt` has it. Left out are
 * those that were not known yet, and those that were not listed and were described as they are at present.
 */
export async function offersStanding(db: Db, ids: readonly number[], at: Instant): Promise<OfferRow[]> {
  const then = timestamp(at);
  const { rows } = await sql<OfferRow>`
    select ${factColumns('version')}, ${stateColumns('stood')}
    from offer join provider on provider.id = offer.provider
    cross join lateral (
      select * from offer_version
      where offer_id = offer.id and recorded_at <= ${then} order by recorded_at desc, id desc limit 1
    ) as version
    cross join lateral (
      select * from (
        (select price, listed, stock, available, units, observed_at, seq, 1 as place from price_change as change
        where change.offer_id = offer.id and change.observed_at >= version.observed_at
          and change.observed_at <= ${then} and change.recorded_at <= ${then} and ${WITNESSED}
        order by change.observed_at desc limit 1)
        union all
        select version.price, version.listed, version.stock, version.available, version.units, version.observed_at,
          version.seq, 2
      ) as state order by place limit 1
    ) as stood
    where offer.id = any(${[...ids]}::bigint[])
      and (stood.listed or row(${description('version')}) is distinct from row(${description('offer')}))`.execute(
    db,
  );
  return rows;
}

/**
 * New or newly described offers of polls. Most versions were kept because their offer changed on a later day, and
 * describe it as the one before does: changes tell how it stood, and they are left out. So are those that say of an
 * offer's GPUs by name, which may move without a change, what was said before.
 */
export async function offersDescribed(
  db: Db,
  ids: readonly number[],
  { after, to }: TapeStretch,
): Promise<Said<OfferRow>[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<Said<OfferRow>>`
    select version.recorded_at as at, ${factColumns('version')}, ${stateColumns('version')}
    from (
      select version.offer_id, version.recorded_at, version.observed_at, version.units, version.price, version.listed,
        version.stock, version.available, version.seq, ${description('version')},
        lag(version.units) over same as was_units, lag(version.observed_at) over same as was_observed,
        ${sql.join(
          DESCRIPTION.map(
            (column) =>
              sql`lag(version.${sql.ref(column)}) over same is not distinct from version.${sql.ref(column)}`,
          ),
          sql` and `,
        )}
          and row_number() over same > 1 as is_described
      from unnest(${[...ids]}::bigint[]) as wanted (id)
      cross join lateral (
        select max(recorded_at) as at from offer_version where offer_id = wanted.id and recorded_at <= ${from}
      ) as first
      join offer_version as version on version.offer_id = wanted.id
        and version.recorded_at >= coalesce(first.at, ${from}) and version.recorded_at <= ${until}
      window same as (partition by version.offer_id order by version.recorded_at, version.id)
    ) as version join offer on offer.id = version.offer_id join provider on provider.id = offer.provider
    where version.recorded_at > ${from} and not (
      is_described and (
        version.units is null and was_units is null or version.observed_at = was_observed
        or exists (${changesOf(sql`change.observed_at = version.observed_at`)})
        or version.units is not distinct from was_units and not exists (
          ${changesOf(sql`change.observed_at > was_observed and change.observed_at <= version.observed_at`)})
      ))`.execute(db);
  return rows;
}

/** What polls recorded of changes of offers. */
export async function offersChanged(
  db: Db,
  ids: readonly number[],
  { after, to }: TapeStretch,
): Promise<Said<TapeState>[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<StateColumns>`
    select ${packedStates(sql`change.recorded_at`)} from price_change as change
    where change.offer_id = any(${[...ids]}::bigint[])
      and change.observed_at > ${timestamp(plusMs(after, -RECORDED_WITHIN_MS))} and change.observed_at <= ${until}
      and change.recorded_at > ${from} and change.recorded_at <= ${until} and ${WITNESSED}`.execute(db);
  return rows.flatMap(unpackedStates);
}

/** What files tell of offers, and what they told last before the stretch where `carried`, as of its beginning. */
export async function offersImported(
  db: Db,
  ids: readonly number[],
  { after, to, carried }: TapeStretch & { readonly carried: boolean },
): Promise<Said<TapeState>[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<StateColumns>`
    select ${packedStates(sql`greatest(change.observed_at, ${from})`)}
    from unnest(${[...ids]}::bigint[]) as wanted (id) cross join lateral (
      (select * from price_change where ${carried} and offer_id = wanted.id and observed_at <= ${from}
      order by observed_at desc limit 1)
      union all
      select * from price_change
      where offer_id = wanted.id and observed_at > ${from} and observed_at <= ${until}
    ) as change`.execute(db);
  return rows.flatMap(unpackedStates);
}

/** What many rows say, a column at a time: a driver takes as long for each value of a row as for a whole column. */
type StateColumns = {
  /** Null where there is no row. */
  readonly at: readonly Instant[] | null;
  readonly id: readonly number[];
  readonly price: readonly number[];
  readonly listed: readonly boolean[];
  readonly rentable: readonly boolean[];
  readonly available: readonly (number | null)[];
  readonly units: readonly (readonly string[] | null)[];
  readonly changedAt: readonly Instant[];
  readonly seq: readonly (number | null)[];
};

/** The states of `change`, in one row. */
function packedStates(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`json_agg(${milliseconds(at)}) as at, json_agg(change.offer_id) as id, json_agg(change.price) as price,
      json_agg(change.listed) as listed, json_agg(${rentable(sql.ref('change'))}) as rentable,
      json_agg(change.available) as available, json_agg(change.units) as units,
      json_agg(${milliseconds(sql`change.observed_at`)}) as "changedAt", json_agg(change.seq) as seq`;
}

function unpackedStates(columns: StateColumns): Said<TapeState>[] {
  const { id, price, listed, rentable: isRentable, available, units, changedAt, seq } = columns;
  return (columns.at ?? []).map((at, row) => ({
    at,
    id: id[row]!,
    price: price[row]!,
    listed: listed[row]!,
    rentable: isRentable[row]!,
    available: available[row] ?? null,
    units: units[row] ?? null,
    changedAt: changedAt[row]!,
    seq: seq[row] ?? null,
  }));
}

/** The first and the last word of files of each offer; null where the last is still to come. */
export type ImportedOffer = OfferRow & { readonly firstAt: Instant; readonly endsAt: Instant | null };

/**
 * Offers of files as they are at present, each until its file's last word of it; but not from the instant on at which
 * its provider was first heard of by polls.
 */
export async function importedOffers(db: Db, ids: readonly number[]): Promise<ImportedOffer[]> {
  const { rows } = await sql<ImportedOffer>`
    select ${factColumns('offer')}, ${stateColumns('offer')}, offer.first_observed_at as "firstAt",
      least(case when not offer.listed then offer.observed_at + interval '1 millisecond' end, (
        select recorded_at from provider_version as heard
        where heard.provider = offer.provider and heard.last_success_at is not null order by recorded_at limit 1
      )) as "endsAt"
    from offer join provider on provider.id = offer.provider
    where offer.id = any(${[...ids]}::bigint[])`.execute(db);
  return rows;
}

function changesOf(which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select from price_change as change where change.offer_id = version.offer_id and ${which} and ${WITNESSED}`;
}

function description(row: string): RawBuilder<unknown> {
  return sql.join(DESCRIPTION.map((column) => sql.ref(`${row}.${column}`)));
}

function factColumns(row: string): RawBuilder<unknown> {
  const facts = sql.ref(row);
  return sql`offer.id, offer.gpu, offer.provider, offer.key like 'import:%' as imported, provider.simulated,
      offer.billing, ${facts}.region, ${facts}.tier, ${facts}.gpu_count as "gpuCount", ${facts}.source, ${facts}.held`;
}

function stateColumns(row: string): RawBuilder<unknown> {
  const was = sql.ref(row);
  return sql`${was}.price, ${was}.listed, ${rentable(was)} as rentable, ${was}.available, ${was}.units, ${was}.observed_at as "changedAt", ${was}.seq`;
}

function rentable(was: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${was}.listed and ${was}.stock <> 'NONE' and coalesce(${was}.available, 1) > 0)`;
}

function milliseconds(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(date_part('epoch', ${at}) * 1000)::bigint`;
}
