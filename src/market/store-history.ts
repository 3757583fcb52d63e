import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { formatInstant, plusMs, type Instant } from '#units/time.ts';
import {
  digestOf,
  siblingKey,
  type KnownChanges,
  type OfferState,
  type PlacedChange,
  type PlacedOffer,
  type Series,
  type Sibling,
} from './place-history.ts';
import { PROVIDER_VERSIONED, VERSIONED, VERSIONED_FACTS } from './store-versions.ts';

/** Makes the loads of one database take turns, until this transaction ends. It stops nobody else. */
export async function lockHistory(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('spotgraph history', 0))`.execute(db);
}

/**
 * When what is loaded counts as recorded: now, but always after what was recorded last, as a clock may be set
 * back and an answer of an instant must stay what it was.
 */
export async function timeOfHistory(db: Db, now: Instant): Promise<Instant> {
  const { rows } = await sql<{ last: Instant | null }>`
    select greatest((select max(recorded_at) from poll), (select max(recorded_at) from offer)) as last`.execute(
    db,
  );
  const last = rows[0]?.last ?? null;
  return last !== null && last >= now ? plusMs(last, 1) : now;
}

/**
 * Adds the providers that are not there, known since `recordedAt`, and returns all of them as they are in the
 * database. Where it is null, whoever loads their past says since when they are known.
 */
export async function addProviders(
  db: Db,
  providers: readonly { readonly id: string; readonly name: string }[],
  {
    source,
    simulated,
    recordedAt,
  }: { readonly source: string; readonly simulated: boolean; readonly recordedAt: Instant | null },
): Promise<{ id: string; simulated: boolean }[]> {
  const ids = providers.map(({ id }) => id);
  const find = () => db.selectFrom('provider').select(['id', 'simulated']).where('id', 'in', ids).execute();
  const found = await find();
  // Asked first, because an insert waits for whoever is just updating the row, also where it would do nothing.
  const missing = providers.filter(({ id }) => !found.some((known) => known.id === id));
  if (missing.length === 0) return found;
  await sql`
    with written as (
      insert into provider (id, name, source, simulated)
      select id, name, ${source}, ${simulated}
      from unnest(${missing.map(({ id }) => id)}::text[], ${missing.map(({ name }) => name)}::text[]) as row (id, name)
      on conflict do nothing
      returning *
    )
    insert into provider_version (provider, recorded_at, ${PROVIDER_VERSIONED})
    select id, ${recordedAt === null ? sql`null` : timestamp(recordedAt)}::timestamptz, ${PROVIDER_VERSIONED}
    from written where ${recordedAt !== null}`.execute(db);
  return find();
}

/**
 * The offers of each series that are in the database, by ordinal, which have no gaps. `all` false looks
 * for the series' own offer alone.
 */
export async function findSiblings(
  db: Db,
  series: readonly Series[],
  { all }: { readonly all: boolean },
): Promise<Map<Series, Sibling[]>> {
  const found = new Map<Series, Sibling[]>();
  let [from, to, open] = [1, 1, series];
  while (open.length > 0) {
    const ordinals = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const asked = open.flatMap((one) => ordinals.map((ordinal) => ({ one, ordinal })));
    const { rows } = await sql<Sibling & { asked: number }>`
      select asked.index::int as asked, offer.id, offer.price, offer.stock, offer.available, offer.listed,
        offer.first_observed_at as "firstObservedAt", offer.observed_at as "observedAt"
      from unnest(${asked.map(({ one }) => one.offer.provider.id)}::text[],
        ${asked.map(({ one, ordinal }) => siblingKey(one.offer.key, ordinal))}::text[],
        ${asked.map(({ one }) => one.offer.billing)}::text[]) with ordinality as asked (provider, key, billing, index)
      -- One look-up each, however many offers there are; a join may be planned as a scan of the table.
      cross join lateral (
        select * from offer
        where offer.provider = asked.provider and offer.key = asked.key and offer.billing = asked.billing limit 1
      ) as offer
      order by asked.index`.execute(db);
    const last = new Set<Series>();
    for (const { asked: index, ...row } of rows) {
      const { one, ordinal } = asked[index - 1] ?? {};
      if (!one || !ordinal) throw new Error('the database answered with an offer that was not asked for');
      const siblings = found.get(one);
      const sibling = { ...row, ordinal };
      if (siblings) siblings.push(sibling);
      else found.set(one, [sibling]);
      if (ordinal === to) last.add(one);
    }
    // Few series have siblings and very few have many: look for one, for eight, for 64, …
    if (!all) break;
    [from, to, open] = [to + 1, to * 8, [...last]];
  }
  return found;
}

/** The changes that the database has at the instants of the series' own changes. */
export async function findKnownChanges(
  db: Db,
  series: readonly Series[],
  siblings: ReadonlyMap<Series, readonly Sibling[]>,
): Promise<KnownChanges> {
  const asked: { index: number; at: Instant }[] = [];
  const offers: { index: number; ordinal: number; id: number }[] = [];
  series.forEach((one, index) => {
    const stored = siblings.get(one) ?? [];
    const first = Math.min(...stored.map((offer) => offer.firstObservedAt));
    const last = Math.max(...stored.map((offer) => offer.observedAt));
    const instants = new Set(one.changes.map((change) => change.observedAt));
    const within = [...instants].filter((at) => at >= first && at <= last);
    if (within.length === 0) return;
    for (const at of within) asked.push({ index, at });
    for (const { ordinal, id } of stored) offers.push({ index, ordinal, id });
  });
  const known = new Map<Series, Map<Instant, (string | undefined)[]>>();
  const offerIds = new Set<number>();
  const none: KnownChanges = { at: () => [], offerIds };
  if (asked.length === 0) return none;
  const { rows } = await sql<
    OfferState & { id: number; index: number; ordinal: number; at: Instant; reliability: number | null }
  >`
    select sibling.id, asked.index, sibling.ordinal, change.observed_at as at, change.price, change.stock,
      change.available, change.listed, change.reliability
    from unnest(${asked.map(({ index }) => index)}::int[],
      ${asked.map(({ at }) => formatInstant(at))}::timestamptz[]) as asked (index, at)
    join unnest(${offers.map(({ index }) => index)}::int[], ${offers.map(({ ordinal }) => ordinal)}::int[],
      ${offers.map(({ id }) => id)}::bigint[]) as sibling (index, ordinal, id) using (index)
    cross join lateral (
      select * from price_change where offer_id = sibling.id and observed_at = asked.at limit 1
    ) as change`.execute(db);
  for (const row of rows) {
    const one = series[row.index];
    if (!one) throw new Error('the database answered with a series that was not asked for');
    const byInstant = known.get(one) ?? new Map<Instant, (string | undefined)[]>();
    known.set(one, byInstant);
    const there = byInstant.get(row.at) ?? [];
    byInstant.set(row.at, there);
    while (there.length < row.ordinal) there.push(undefined);
    there[row.ordinal - 1] = digestOf(row, row.reliability);
    offerIds.add(row.id);
  }
  return { at: (one, at) => known.get(one)?.get(at) ?? [], offerIds };
}

/**
 * Inserts offers, or brings them to their newest change, each with a version of it. Returns the ids.
 * Where `recordedAt` is null, a new offer counts as known since its first change, which with those after
 * it says how it stood.
 */
export async function writeHistoryOffers(
  db: Db,
  offers: readonly PlacedOffer[],
  { source, recordedAt }: { readonly source: string; readonly recordedAt: Instant | null },
): Promise<Map<PlacedOffer, number>> {
  if (offers.length === 0) return new Map();
  const rows = offers.map(({ offer, key, firstObservedAt, newest }) => {
    if (!newest) throw new RangeError('only offers with a newest change are written');
    const { change, listed } = newest;
    return {
      ...offer,
      provider: offer.provider.id,
      key,
      ...change.state,
      listed,
      units: change.stock.kind === 'UNITS' ? change.stock.units : null,
      reliability: change.reliability,
      first: formatInstant(firstObservedAt),
      last: formatInstant(change.observedAt),
      recorded: formatInstant(recordedAt ?? change.observedAt),
    };
  });
  const version =
    recordedAt === null
      ? sql`select id, first_observed_at, ${VERSIONED_FACTS}, first_observed_at from written where is_new`
      : sql`select id, recorded_at, ${VERSIONED_FACTS}, observed_at from written`;
  const written = await sql<{ id: number; provider: string; key: string; billing: string }>`
    with written as (
    insert into offer (provider, key, billing, source, gpu, gpu_name, gpu_count, region, region_name, tier,
      reliability, traits, units, price, stock, available, listed, first_observed_at, observed_at, recorded_at)
    select provider, key, billing, ${source}, gpu, "gpuName", "gpuCount", region, "regionName", tier,
      reliability, traits, units, price, stock, available, listed, first, last, recorded
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
      provider text, key text, billing text, gpu text, "gpuName" text, "gpuCount" integer, region text,
      "regionName" text, tier text, reliability double precision, traits jsonb, units text[], price bigint,
      stock text, available integer, listed boolean, first timestamptz, last timestamptz, recorded timestamptz)
    on conflict (provider, key, billing) do update set
      source = excluded.source, gpu = excluded.gpu, gpu_name = excluded.gpu_name, gpu_count = excluded.gpu_count,
      region = excluded.region, region_name = excluded.region_name, tier = excluded.tier,
      reliability = excluded.reliability, traits = excluded.traits, units = excluded.units,
      price = excluded.price, stock = excluded.stock, available = excluded.available, listed = excluded.listed,
      first_observed_at = least(excluded.first_observed_at, offer.first_observed_at),
      observed_at = excluded.observed_at, recorded_at = greatest(excluded.recorded_at, offer.recorded_at)
    -- Nothing has deleted or locked a row that was inserted.
    returning *, xmax = 0 as is_new
    ), version as (
      insert into offer_version (offer_id, recorded_at, ${VERSIONED_FACTS}, observed_at) ${version}
    )
    select id, provider, key, billing from written`.execute(db);
  const ids = new Map(written.rows.map(({ id, ...row }) => [nameOf(row), id]));
  return new Map(
    offers.flatMap((placed) => {
      const id = ids.get(
        nameOf({ provider: placed.offer.provider.id, billing: placed.offer.billing, key: placed.key }),
      );
      return id === undefined ? [] : [[placed, id]];
    }),
  );
}

/** Notes on offers that they were seen earlier than was known, each with a version of it. */
export async function widenOffers(
  db: Db,
  offers: readonly (PlacedOffer & { readonly id: number })[],
  recordedAt: Instant | null,
): Promise<void> {
  const earlier = offers.filter(
    ({ stored, newest, firstObservedAt }) => stored && !newest && firstObservedAt < stored.firstObservedAt,
  );
  if (earlier.length === 0) return;
  const recorded = recordedAt === null ? sql`offer.recorded_at` : timestamp(recordedAt);
  await sql`
    with written as (
      update offer set first_observed_at = seen.first, recorded_at = greatest(offer.recorded_at, ${recorded})
      from unnest(${earlier.map(({ id }) => id)}::bigint[],
        ${earlier.map(({ firstObservedAt }) => formatInstant(firstObservedAt))}::timestamptz[]) as seen (seen, first)
      where offer.id = seen.seen
      returning *
    )
    insert into offer_version (offer_id, ${VERSIONED}) select id, ${VERSIONED} from written`.execute(db);
}

/**
 * Appends changes without a seq. On PGlite unnested arrays take 62,000 rows a second and JSON records as
 * many; COPY takes 72,000, but cannot run inside a Kysely transaction.
 */
export async function appendHistory(
  db: Db,
  offers: readonly (PlacedOffer & { readonly id: number })[],
  recordedAt: Instant | null,
): Promise<void> {
  const rows = offers.flatMap(({ id, changes }) => changes.map((change) => ({ id, ...change })));
  if (rows.length === 0) return;
  const named = rows.some(({ stock }) => stock.kind === 'UNITS');
  const units = named ? sql`units::text[]` : sql`null`;
  // Recorded when it was observed is what a state is known by: later, if only by a millisecond, is history.
  const recorded =
    recordedAt === null
      ? sql`observed`
      : sql`greatest(${timestamp(recordedAt)}, observed + interval '1 millisecond')`;
  await sql`
    insert into price_change (offer_id, observed_at, recorded_at, price, stock, available, listed, previous_price,
      previous_stock, previous_available, previous_listed, reliability, units)
    select id, observed, ${recorded}, price, stock, available, listed, previous_price, previous_stock,
      previous_available, previous_listed, reliability, ${units} from unnest(
      ${rows.map(({ id }) => id)}::bigint[],
      ${rows.map(({ observedAt }) => formatInstant(observedAt))}::timestamptz[],
      ${rows.map(({ state }) => state.price)}::bigint[],
      ${rows.map(({ state }) => state.stock)}::text[],
      ${rows.map(({ state }) => state.available)}::int[],
      ${rows.map(({ state }) => state.listed)}::boolean[],
      ${rows.map(({ previous }) => previous?.price ?? null)}::bigint[],
      ${rows.map(({ previous }) => previous?.stock ?? null)}::text[],
      ${rows.map(({ previous }) => previous?.available ?? null)}::int[],
      ${rows.map(({ previous }) => previous?.listed ?? null)}::boolean[],
      ${rows.map(({ reliability }) => reliability)}::float8[]${named ? sql`, ${rows.map(unitsOf)}::text[]` : sql``})
      as row (id, observed, price, stock, available, listed, previous_price, previous_stock, previous_available,
        previous_listed, reliability${named ? sql`, units` : sql``})`.execute(db);
}

/** The GPUs of a change by name, as the text of an array: arrays of arrays cannot be unnested row by row. */
function unitsOf({ stock }: Pick<PlacedChange, 'stock'>): string | null {
  return stock.kind === 'UNITS' ? `{${stock.units.map((unit) => JSON.stringify(unit)).join()}}` : null;
}

function nameOf({ provider, billing, key }: { provider: string; billing: string; key: string }): string {
  return `${provider} ${billing} ${key}`;
}
