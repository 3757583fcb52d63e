import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { rawFrom } from '#market/store-raw-from.ts';
import { inScope, timeToLiveMs } from '#market/store-scope.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import type { TapeEvent, TapeFacts, TapeState } from './tape-event.ts';

/** From an instant on, that one left out, up to and with another. */
export type TapeStretch = { readonly after: Instant; readonly to: Instant };

type OfferRow = TapeFacts & TapeState & { readonly at: Instant };

const POLLED = sql`offer.key not like 'import:%'`;

/**
 * No change is recorded long after it was observed but history, which no poll told: this bounds which partitions
 * are looked at.
 */
const RECORDED_WITHIN_MS = HOUR_MS;

/** A change that stands for how its offer stood once it was recorded. */
const WITNESSED = sql`(change.seq is not null or change.recorded_at = change.observed_at)`;

/** The columns of an offer, its facts and state from these rows. */
function offerColumns(facts: string, state: string): RawBuilder<unknown> {
  return sql`${factColumns(facts)}, ${stateColumns(sql.ref(state))}`;
}

function factColumns(facts: string): RawBuilder<unknown> {
  const fact = sql.ref(facts);
  return sql`offer.id, offer.gpu, offer.provider, offer.key like 'import:%' as imported, provider.simulated,
      offer.billing, ${fact}.region, ${fact}.tier, ${fact}.gpu_count as "gpuCount", ${fact}.source, ${fact}.held`;
}

function stateColumns(was: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${was}.price, ${was}.listed,
      ${was}.listed and ${was}.stock <> 'NONE' and coalesce(${was}.available, 1) > 0 as rentable,
      ${was}.available, ${was}.units, ${was}.observed_at as "changedAt", ${was}.seq`;
}

/**
 * The listed offers of polls that are in scope, but for its regions, as they were known at an instant: as
 * store-moment's `offersAt` has them, read by GPU.
 */
export async function standingOffers(db: Db, scope: OfferScope, at: Instant): Promise<TapeEvent[]> {
  const then = timestamp(at);
  const from = sql`from offer join provider on provider.id = offer.provider`;
  const where = sql`${POLLED} and ${inScope({ ...scope, regions: null })}`;
  const { rows } = await sql<Omit<OfferRow, 'at'>>`
    select ${offerColumns('offer', 'offer')} ${from}
    where ${where} and offer.recorded_at <= ${then} and offer.listed
    union all
    select ${offerColumns('version', 'stood')} ${from}
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
    where ${where} and offer.recorded_at > ${then} and stood.listed`.execute(db);
  return rows.map((row) => offerEvent({ ...row, at }));
}

/** What is known of offers' facts at present, filled as they are asked for. */
export type PresentFacts = Map<number, TapeFacts>;

/**
 * New or newly described offers in scope, but for its regions. Most versions were kept at midnight and describe their
 * offer as the one before does: changes tell how it stood, and they are left out but for the first of each offer. An
 * offer whose GPUs have names is told whole, as they may move without a change.
 */
export async function describedOffers(
  db: Db,
  scope: OfferScope,
  { after, to }: TapeStretch,
): Promise<TapeEvent[]> {
  const { rows } = await sql<OfferRow>`
    select version.recorded_at as at, ${offerColumns('version', 'version')}
    from (
      select *, lag(row(gpu, region, tier, gpu_count, source, held)) over same
        is not distinct from row(gpu, region, tier, gpu_count, source, held)
        and units is null and lag(units) over same is null and row_number() over same > 1 as is_known
      from offer_version
      where recorded_at > ${timestamp(after)} and recorded_at <= ${timestamp(to)} and offer_id in (
        select offer.id from offer join provider on provider.id = offer.provider
        where ${POLLED} and ${inScope({ ...scope, regions: null })})
      window same as (partition by offer_id order by recorded_at, id)
    ) as version join offer on offer.id = version.offer_id join provider on provider.id = offer.provider
    where not is_known
    order by version.recorded_at, version.id`.execute(db);
  return rows.map(offerEvent);
}

/** What polls recorded of changes of offers in scope, but for its regions. */
export async function changedOffers(
  db: Db,
  scope: OfferScope,
  { after, to }: TapeStretch,
  known: PresentFacts = new Map(),
): Promise<TapeEvent[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<TapeState & { readonly at: Instant }>`
    select change.recorded_at as at, offer.id, ${stateColumns(sql.ref('change'))}
    from offer join provider on provider.id = offer.provider join price_change as change on change.offer_id = offer.id
    where ${POLLED} and ${inScope({ ...scope, regions: null })}
      and change.observed_at > ${timestamp(plusMs(after, -RECORDED_WITHIN_MS))}
      and change.observed_at <= ${until} and change.recorded_at > ${from} and change.recorded_at <= ${until}
      and ${WITNESSED}
    order by change.recorded_at, change.observed_at`.execute(db);
  await fillFacts(db, known, rows);
  return rows.map((row): TapeEvent => {
    const facts = known.get(row.id);
    if (!facts) throw new Error('a change of an offer that is not there');
    return { kind: 'STATE', at: row.at, facts, state: row };
  });
}

/** An offer that was listed again has no newer description than the one it has now, or one that is told later. */
async function fillFacts(
  db: Db,
  known: PresentFacts,
  changed: readonly { readonly id: number }[],
): Promise<void> {
  const ids = new Set(changed.flatMap(({ id }) => (known.has(id) ? [] : [id])));
  if (ids.size === 0) return;
  const { rows } = await sql<TapeFacts>`
    select ${factColumns('offer')} from offer join provider on provider.id = offer.provider
    where offer.id = any(${[...ids]}::bigint[])`.execute(db);
  for (const row of rows) known.set(row.id, { ...row, held: false });
}

/**
 * When the providers that have, or had, offers of the scope’s GPUs were heard of: each stretch in which one was
 * fresh without a break, from the poll that begins it, or from `after` on where that came before. An answer is fresh
 * for as long as its provider's cadence says by then: one that is changed later counts from the next answer on.
 */
export async function heardProviders(
  db: Db,
  scope: OfferScope,
  { after, to }: TapeStretch,
): Promise<TapeEvent[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<Extract<TapeEvent, { readonly kind: 'HEARD' }>>`
    with seller as materialized (
      select offer.provider as id, provider.simulated, array_agg(distinct offer.gpu) as gpus
      from offer join provider on provider.id = offer.provider
      where ${POLLED} and ${inScope({ ...scope, billing: null, regions: null })}
      group by 1, 2
    ), heard as (
      select provider.provider, provider.recorded_at as at, provider.id,
        case when provider.continuous then coalesce(lead(provider.recorded_at) over polls, ${until})
          else provider.last_success_at + ${timeToLiveMs()} * interval '1 millisecond' end as fresh_until,
        not provider.continuous and not lag(provider.continuous) over polls
          and provider.last_success_at = lag(provider.last_success_at) over polls as is_told
      from seller join provider_version as provider on provider.provider = seller.id
      where provider.recorded_at <= ${until} and provider.recorded_at >= coalesce((
        select least(recorded_at, last_success_at) from provider_version
        where provider = seller.id and recorded_at <= ${from} order by recorded_at desc, id desc limit 1), ${from})
      window polls as (partition by provider.provider order by provider.recorded_at, provider.id)
    ), fresh as (
      select provider, at, id, fresh_until, max(fresh_until) over (
        partition by provider order by at, id rows between unbounded preceding and 1 preceding) as before
      from heard where fresh_until >= at and is_told is not true
    ), stretch as (
      select provider, at, fresh_until, count(*) filter (where before is null or before < at)
        over (partition by provider order by at, id) as number
      from fresh
    )
    select provider, seller.simulated, seller.gpus, greatest(min(at), ${from}) as at, max(fresh_until) as "freshUntil"
    from stretch join seller on seller.id = provider group by 1, 2, 3, number
    order by min(at)`.execute(db);
  return rows.map((row) => ({ ...row, kind: 'HEARD' }));
}

/**
 * What files tell of offers in scope, but for its regions, each until its file's last word of it; but not from the
 * instant on at which its provider was first heard of by polls.
 */
export async function importedOffers(
  db: Db,
  scope: OfferScope,
  { after, to }: TapeStretch,
): Promise<TapeEvent[]> {
  const [from, until] = [timestamp(after), timestamp(to)];
  const { rows } = await sql<
    OfferRow & { readonly endsAt: Instant | null; readonly heardAt: Instant | null }
  >`
    with told as materialized (
      select offer.id, case when offer.listed then null else offer.observed_at + interval '1 millisecond' end as ends_at,
        (select min(version.recorded_at) from provider_version as version
          where version.provider = offer.provider and version.last_success_at is not null) as heard_at
      from offer join provider on provider.id = offer.provider
      where offer.key like 'import:%' and ${inScope({ ...scope, regions: null })}
        and offer.first_observed_at <= ${until} and (offer.listed or offer.observed_at >= ${from})
    )
    select greatest(change.observed_at, ${from}) as at, ${offerColumns('offer', 'change')},
      told.ends_at as "endsAt", told.heard_at as "heardAt"
    from told join offer using (id) join provider on provider.id = offer.provider
    cross join lateral (
      (select * from price_change where offer_id = told.id and observed_at <= ${from}
      order by observed_at desc limit 1)
      union all
      select * from price_change
      where offer_id = told.id and observed_at > ${from} and observed_at <= ${until}
    ) as change
    order by 1`.execute(db);
  const ends = new Map<number, Instant>();
  const events = rows.flatMap(({ endsAt, heardAt, ...row }): TapeEvent[] => {
    const end = Math.min(endsAt ?? Infinity, heardAt ?? Infinity) as Instant;
    if (row.at >= end) return [];
    if (end <= to) ends.set(row.id, end);
    return [offerEvent(row)];
  });
  return [...events, ...Array.from(ends, ([id, at]): TapeEvent => ({ kind: 'END', at, id }))];
}

/** Whether files tell of any offer in scope, but for its regions. */
export async function isImported(db: Db, scope: OfferScope): Promise<boolean> {
  const { rows } = await sql`
    select from offer join provider on provider.id = offer.provider
    where offer.key like 'import:%' and ${inScope({ ...scope, regions: null })} limit 1`.execute(db);
  return rows.length > 0;
}

/** Since when the tape is whole: what polls said before has been dropped but for roll-ups. */
export async function tapeKeptFrom(db: Db): Promise<Instant | null> {
  return rawFrom(db);
}

function offerEvent(row: OfferRow): TapeEvent {
  // What is of both is told by one row.
  return { kind: 'OFFER', at: row.at, facts: row, state: row };
}
