import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { SignalEnding, SignalKind } from '#analytics/price-signals.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import type { Page } from '#graph/page.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { SignalSeries } from './signal-series.ts';
import type { SignalScope } from './signal-scope.ts';

/** One episode; money is micro-dollars per GPU-hour. */
export type Signal = SignalSeries & {
  /** Its place in the feed: each has the number after the one before. */
  readonly seq: number;
  readonly kind: SignalKind;
  readonly price: number;
  /** The median of the last whole hour that had a price; null where none of the last 24 had. */
  readonly previousPrice: number | null;
  readonly mean24h: number;
  readonly median24h: number;
  /** Whole hours with a price among the last 24. */
  readonly hours: number;
  /** When the last of these hours ended. */
  readonly hoursTo: Instant;
  /** The deviation by the threshold of its kind, when it was raised. */
  readonly strength: number;
  readonly offers: number;
  readonly providers: readonly string[];
  readonly observedAt: Instant;
  readonly stale: boolean;
  readonly raisedAt: Instant;
  readonly endedAt: Instant | null;
  readonly endedPrice: number | null;
  readonly ending: SignalEnding | null;
};

/** How far prices have been judged. */
export type SignalFeed = {
  readonly id: string;
  readonly seq: number;
  readonly judgedSeq: number;
  readonly judgedHour: Instant | null;
  readonly judgedAt: Instant | null;
};

export async function signalFeed(db: Db): Promise<SignalFeed> {
  return feedQuery(db).executeTakeFirstOrThrow();
}

/** Keeps every other judge out until this transaction ends. */
export async function lockSignalFeed(db: Db): Promise<SignalFeed> {
  return feedQuery(db).forUpdate().executeTakeFirstOrThrow();
}

function feedQuery(db: Db) {
  return db
    .selectFrom('signal_feed')
    .select(['id', 'seq', 'judged_seq as judgedSeq', 'judged_hour as judgedHour', 'judged_at as judgedAt']);
}

export async function advanceSignalFeed(db: Db, to: Omit<SignalFeed, 'id'>): Promise<void> {
  await db
    .updateTable('signal_feed')
    .set({
      seq: to.seq,
      judged_seq: to.judgedSeq,
      judged_hour: to.judgedHour === null ? null : formatInstant(to.judgedHour),
      judged_at: to.judgedAt === null ? null : formatInstant(to.judgedAt),
    })
    .execute();
}

/** The GPUs that changes after this one are of. */
export async function gpusChangedSince(db: Db, seq: number): Promise<string[]> {
  const { rows } = await sql<{ gpu: string }>`
    select distinct offer.gpu from price_change as change join offer on offer.id = change.offer_id
    where change.seq > ${seq} and offer.gpu is not null order by 1`.execute(db);
  return rows.map(({ gpu }) => gpu);
}

/** Episodes that have not ended, of these GPUs or of all. */
export async function openSignals(db: Db, gpus: readonly string[] | null): Promise<Signal[]> {
  const { rows } = await sql<Signal>`
    select ${columns} from price_signal as signal
    where ended_at is null and ${gpus ? sql`gpu = any(${[...gpus]}::text[])` : sql`true`} order by seq`.execute(
    db,
  );
  return rows;
}

const columns = sql`seq, kind, gpu, billing, simulated, provider, region, price, previous_price as "previousPrice",
  mean_24h as "mean24h", median_24h as "median24h", hours, hours_to as "hoursTo", strength, offers,
  providers, observed_at as "observedAt", stale, raised_at as "raisedAt", ended_at as "endedAt", ended_price as "endedPrice", ending`;

/** Writes episodes that began. */
export async function raiseSignals(db: Db, signals: readonly Signal[]): Promise<void> {
  if (signals.length === 0) return;
  const rows = signals.map(({ observedAt, raisedAt, hoursTo, ...row }) => ({
    ...row,
    observedAt: formatInstant(observedAt),
    raisedAt: formatInstant(raisedAt),
    hoursTo: formatInstant(hoursTo),
  }));
  await sql`
    insert into price_signal (seq, kind, gpu, billing, simulated, provider, region, price, previous_price, mean_24h,
      median_24h, hours, hours_to, strength, offers, providers, observed_at, stale, raised_at)
    select seq, kind, gpu, billing, simulated, provider, region, price, "previousPrice", "mean24h", "median24h", hours,
      "hoursTo", strength, offers, providers, "observedAt", stale, "raisedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (seq bigint, kind text, gpu text, billing text,
      simulated boolean, provider text, region text, price bigint, "previousPrice" bigint, "mean24h" bigint,
      "median24h" bigint, hours int, "hoursTo" timestamptz, strength float8, offers int, providers text[], "observedAt" timestamptz,
      stale boolean, "raisedAt" timestamptz)`.execute(db);
}

export type EndedSignal = {
  readonly seq: number;
  readonly ending: SignalEnding;
  readonly price: number | null;
};

export async function endSignals(db: Db, at: Instant, ended: readonly EndedSignal[]): Promise<void> {
  if (ended.length === 0) return;
  await sql`
    update price_signal as signal
    set ended_at = ${timestamp(at)}, ending = row.ending, ended_price = row.price
    from jsonb_to_recordset(${JSON.stringify(ended)}::text::jsonb) as row (seq bigint, ending text, price bigint)
    where signal.seq = row.seq and signal.ended_at is null`.execute(db);
}

/** Forgets episodes that ended before an instant. */
export async function forgetSignals(db: Db, before: Instant): Promise<void> {
  await sql`delete from price_signal where raised_at < ${timestamp(before)} and ended_at < ${timestamp(before)}`.execute(
    db,
  );
}

/** Signals after `after`, in order, at most `limit`, as they stand now. */
export async function readSignals(db: Db, after: number, limit: number): Promise<Signal[]> {
  const { rows } = await sql<Signal>`
    select ${columns} from price_signal as signal where seq > ${after} order by seq limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** Open signals in scope up to a seq, in order, after `after`, at most `limit`. */
export async function openSignalsIn(
  db: Db,
  scope: SignalScope,
  { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<Signal[]> {
  const { rows } = await sql<Signal>`
    select ${columns} from price_signal as signal
    where seq > ${after} and seq <= ${upTo} and ended_at is null and ${inSignalScope(scope)}
    order by seq limit ${limit}`.execute(db);
  return rows;
}

/** Which signals a page is of: raised from `from` on and before `to`, as they were known at `moment`. */
export type SignalRequest = {
  readonly scope: SignalScope;
  readonly from: Instant;
  readonly to: Instant;
  readonly openOnly: boolean;
  readonly moment: Moment;
};

/** A page of signals, the newest first, one row more than its size. */
export async function signalPage(
  db: Db,
  request: SignalRequest,
  { direction, size }: Pick<Page, 'direction' | 'size'>,
  from: number | null,
): Promise<Signal[]> {
  const forward = direction === 'forward';
  const beyond = from === null ? sql`true` : forward ? sql`seq < ${from}` : sql`seq > ${from}`;
  const { rows } = await sql<Signal>`
    select * from (${asked(request)}) as signal where ${beyond}
    order by seq ${forward ? sql`desc` : sql`asc`} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}

export async function signalCount(db: Db, request: SignalRequest): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (${asked(request)}) as signal`.execute(db);
  return rows[0]?.n ?? 0;
}

/** What had been judged by a moment, as it was known then: an end that came later is not told. */
function asked({ scope, from, to, openOnly, moment: { asOf } }: SignalRequest): RawBuilder<unknown> {
  const isKnown = asOf === null ? sql`true` : sql`ended_at <= ${timestamp(asOf)}`;
  return sql`
    select seq, kind, gpu, billing, simulated, provider, region, price, previous_price as "previousPrice",
      mean_24h as "mean24h", median_24h as "median24h", hours, hours_to as "hoursTo", strength, offers, providers,
      observed_at as "observedAt", stale, raised_at as "raisedAt", case when ${isKnown} then ended_at end as "endedAt",
      case when ${isKnown} then ended_price end as "endedPrice", case when ${isKnown} then ending end as ending
    from price_signal
    where raised_at >= ${timestamp(from)} and ${asOf === null ? sql`raised_at < ${timestamp(to)}` : sql`raised_at < ${timestamp(to)} and raised_at <= ${timestamp(asOf)}`}
      and ${openOnly ? sql`(ended_at is null or not ${isKnown})` : sql`true`} and ${inSignalScope(scope)}`;
}

/** The scope as a condition on the columns of price_signal: the same as isInSignalScope. */
function inSignalScope({
  simulated,
  kinds,
  gpus,
  providers,
  regions,
  billing,
  level,
}: SignalScope): RawBuilder<SqlBool> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (simulated !== null) conditions.push(sql`simulated = ${simulated}`);
  if (kinds) conditions.push(sql`kind = any(${[...kinds]}::text[])`);
  if (gpus) conditions.push(sql`gpu = any(${[...gpus]}::text[])`);
  if (providers) conditions.push(sql`provider = any(${[...providers]}::text[])`);
  if (regions) {
    conditions.push(sql`(region = any(${[...regions]}::text[])
      or split_part(region, '-', 1) = any(${[...regions]}::text[]))`);
  }
  if (billing) conditions.push(sql`billing = ${billing}`);
  if (level) conditions.push(level === 'INDEX' ? sql`provider is null` : sql`provider is not null`);
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}
