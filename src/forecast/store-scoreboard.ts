import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import type { Page } from '#graph/page.ts';
import type { Instant } from '#units/time.ts';
import type { StoredAnswer } from './store-answers.ts';

/** Which kept answers count: made from `from` on and before `to`, as they were known at `moment`. */
export type ScoreRequest = {
  readonly from: Instant;
  readonly to: Instant;
  readonly gpus: readonly string[] | null;
  readonly providers: readonly string[] | null;
  /** True for answers about the simulated market alone, false for those about the real one. */
  readonly simulated: boolean;
  readonly moment: Moment;
};

/** Kept answers of one kind and horizon, added up. Errors are shares of the price, money micro-dollars. */
export type ScoreRow = {
  readonly kind: 'PREDICTION' | 'RUN_OR_WAIT';
  readonly horizonHours: number;
  readonly isLocked: boolean | null;
  readonly kept: number;
  readonly settled: number;
  readonly stale: number;
  readonly notObserved: number;
  readonly covered: number;
  readonly directionHits: number;
  readonly moved: number;
  readonly movedHits: number;
  readonly error: number | null;
  readonly staysError: number | null;
  readonly errorMicros: number | null;
  readonly staysErrorMicros: number | null;
  readonly waits: number;
  readonly worse: number;
  readonly expectedSaving: number | null;
  readonly saving: number | null;
  readonly oracleSaving: number | null;
};

/** The score of each kind of answer by horizon, decisions with a locked price apart from others. */
export async function scoreRows(db: Db, request: ScoreRequest): Promise<ScoreRow[]> {
  const { rows } = await sql<ScoreRow>`
    select kind, horizon_hours as "horizonHours", is_locked as "isLocked", count(*)::int as kept,
      (count(*) filter (where ${is('SETTLED')}))::int as settled,
      (count(*) filter (where known = 'UNSETTLEABLE' and reason = 'STALE'))::int as stale,
      (count(*) filter (where known = 'UNSETTLEABLE' and reason = 'NOT_OBSERVED'))::int as "notObserved",
      (count(*) filter (where ${is('SETTLED')} and covered))::int as covered,
      (count(*) filter (where ${is('SETTLED')} and direction_hit))::int as "directionHits",
      (count(*) filter (where ${is('SETTLED')} and moved))::int as moved,
      (count(*) filter (where ${is('SETTLED')} and moved and direction_hit))::int as "movedHits",
      avg(error) filter (where ${is('SETTLED')}) as error,
      avg(stays_error) filter (where ${is('SETTLED')}) as "staysError",
      (avg(error * price) filter (where ${is('SETTLED')}))::float8 as "errorMicros",
      (avg(stays_error * price) filter (where ${is('SETTLED')}))::float8 as "staysErrorMicros",
      (count(*) filter (where ${is('SETTLED')} and waits))::int as waits,
      (count(*) filter (where ${is('SETTLED')} and worse))::int as worse,
      avg(expected_saving) filter (where ${is('SETTLED')}) as "expectedSaving",
      avg(saving) filter (where ${is('SETTLED')}) as saving,
      avg(oracle_saving) filter (where ${is('SETTLED')}) as "oracleSaving"
    from (select *, ${outcomeAt(request.moment)} as known from kept_answer where ${inScore(request)}) as answer
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

const is = (outcome: string): RawBuilder<SqlBool> => sql<SqlBool>`known = ${sql.lit(outcome)}`;

/** What had become of an answer by then: null where it was still to be settled. */
function outcomeAt({ asOf }: Moment): RawBuilder<unknown> {
  return asOf === null ? sql`outcome` : sql`case when settled_at <= ${timestamp(asOf)} then outcome end`;
}

function inScore({ from, to, gpus, providers, simulated, moment }: ScoreRequest): RawBuilder<SqlBool> {
  const { asOf } = moment;
  const conditions: RawBuilder<unknown>[] = [
    sql`made_at >= ${timestamp(from)}`,
    sql`made_at < ${timestamp(to)}`,
    sql`coalesce(simulated, (select provider.simulated from provider where id = kept_answer.provider), false)
      = ${simulated}`,
  ];
  if (asOf !== null) conditions.push(sql`made_at <= ${timestamp(asOf)}`);
  if (gpus) conditions.push(sql`gpu = any(${[...gpus]}::text[])`);
  if (providers) conditions.push(sql`provider = any(${[...providers]}::text[])`);
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** How many answers were dropped in a period, over everything. */
export async function droppedIn(db: Db, { from, to }: Pick<ScoreRequest, 'from' | 'to'>): Promise<number> {
  const { rows } = await sql<{ dropped: number }>`
    select coalesce(sum(dropped), 0)::bigint as dropped from dropped_answer
    where hour >= date_trunc('hour', ${timestamp(from)}, 'UTC') and hour < ${timestamp(to)}`.execute(db);
  return rows[0]?.dropped ?? 0;
}

/** An answer that is settled, or cannot be. */
export type SettledAnswer = StoredAnswer & {
  readonly madeAt: Instant;
  readonly expectedSaving: number | null;
  readonly settledAt: Instant;
  readonly reason: 'STALE' | 'NOT_OBSERVED' | null;
  readonly actual: number | null;
  readonly covered: boolean | null;
  readonly directionHit: boolean | null;
  readonly saving: number | null;
  readonly oracleSaving: number | null;
  readonly worse: boolean | null;
};

/** A place in the list of settled answers. */
export type SettledPlace = { readonly settledAt: Instant; readonly id: number };

/** A page of answers that are settled or cannot be, the last settled first, one row more than its size. */
export async function settledPage(
  db: Db,
  request: ScoreRequest,
  { direction, size }: Pick<Page, 'direction' | 'size'>,
  place: SettledPlace | null,
): Promise<SettledAnswer[]> {
  const forward = direction === 'forward';
  const beyond =
    place === null
      ? sql`true`
      : sql`(settled_at, id) ${forward ? sql`<` : sql`>`} (${timestamp(place.settledAt)}, ${place.id})`;
  const order = forward ? sql`desc` : sql`asc`;
  const { rows } = await sql<SettledAnswer>`
    select id, kind, gpu, gpu_name as "gpuName", provider, billing, region, simulated, made_at as "madeAt",
      horizon_hours as "horizonHours", price, low, median, high, waits, is_locked as "isLocked", take_at as "takeAt",
      run_hours as "runHours", expected_saving as "expectedSaving", from_at as "from", to_at as "to",
      settled_at as "settledAt", reason, actual, covered, direction_hit as "directionHit", saving,
      oracle_saving as "oracleSaving", worse
    from kept_answer
    where ${inScore(request)} and ${outcomeAt(request.moment)} is not null and ${beyond}
    order by settled_at ${order}, id ${order} limit ${size + 1}`.execute(db);
  return forward ? rows : rows.toReversed();
}
