import { sql, type RawBuilder } from 'kysely';
import { mergeDistributions, priceFigures } from '#analytics/price-distribution.ts';
import type { SettledDecision } from '#analytics/settle-decision.ts';
import type { SettledPrediction } from '#analytics/settle-prediction.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { distribution, distributionOf } from '#market/store-rollup.ts';
import { formatInstant, HOUR_MS, type Instant } from '#units/time.ts';
import { hoursFrom, type KeptAnswer } from './kept-answer.ts';
import type { PriceSeries } from './price-series.ts';

/** Writes answers, one for each question and hour, and counts those that were dropped. Bears being run twice. */
export async function writeAnswers(
  db: Db,
  now: Instant,
  answers: readonly KeptAnswer[],
  dropped: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (answers.length > 0) await insertAnswers(trx, answers);
    if (dropped === 0) return;
    await sql`
      insert into dropped_answer (hour, dropped) values (date_trunc('hour', ${timestamp(now)}, 'UTC'), ${dropped})
      on conflict (hour) do update set dropped = dropped_answer.dropped + excluded.dropped`.execute(trx);
  });
}

async function insertAnswers(db: Db, answers: readonly KeptAnswer[]): Promise<void> {
  const rows = answers.map(({ answer, question, hour, horizonHours, from, to }) => ({
    kind: answer.kind,
    question,
    hour: formatInstant(hour),
    ...answer.series,
    madeAt: formatInstant(answer.madeAt),
    horizonHours,
    price: Math.round(answer.price),
    from: formatInstant(from),
    to: formatInstant(to),
    ...(answer.kind === 'PREDICTION'
      ? {
          low: Math.round(answer.low),
          median: Math.round(answer.median),
          high: Math.round(answer.high),
        }
      : {
          waits: answer.waits,
          isLocked: answer.isLocked,
          takeAt: answer.takeAt === null ? null : Math.round(answer.takeAt),
          startHours: answer.waits ? hoursFrom(hour, answer.startAt) : 0,
          runHours: answer.runHours,
          expectedSaving: answer.expectedSaving,
        }),
  }));
  await sql`
    insert into kept_answer (kind, question, hour, gpu, gpu_name, provider, billing, region, simulated, made_at,
      horizon_hours, price, low, median, high, waits, is_locked, take_at, start_hours, run_hours, expected_saving,
      from_at, to_at, look_at)
    select kind, question, hour, gpu, "gpuName", provider, billing, region, simulated, "madeAt", "horizonHours", price,
      low, median, high, waits, "isLocked", "takeAt", "startHours", "runHours", "expectedSaving", "from", "to", "to"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (kind text, question text, hour timestamptz,
      gpu text, "gpuName" text, provider text, billing text, region text, simulated boolean, "madeAt" timestamptz,
      "horizonHours" int, price bigint, low bigint, median bigint, high bigint, waits boolean, "isLocked" boolean,
      "takeAt" bigint, "startHours" int, "runHours" float8, "expectedSaving" float8, "from" timestamptz,
      "to" timestamptz)
    on conflict (question, hour) do nothing`.execute(db);
}

/** An answer as it is kept; what only the other kind has is null. */
export type StoredAnswer = PriceSeries & {
  readonly id: number;
  readonly kind: 'PREDICTION' | 'RUN_OR_WAIT';
  readonly price: number;
  readonly horizonHours: number;
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
  readonly waits: boolean | null;
  readonly isLocked: boolean | null;
  readonly takeAt: number | null;
  readonly runHours: number | null;
  readonly from: Instant;
  readonly to: Instant;
};

/** A kept answer whose time has come. */
export type DueAnswer = StoredAnswer & { readonly startHours: number | null };

/** Answers whose hours are all rolled up, longest due first, of which together at most `hours` hours are to be read. */
export async function dueAnswers(
  db: Db,
  rolledTo: Instant,
  now: Instant,
  { answers, hours }: { readonly answers: number; readonly hours: number },
): Promise<DueAnswer[]> {
  const { rows } = await sql<DueAnswer>`
    select * from (
      select due.*, sum(extract(epoch from "to" - "from") / 3600) over (order by "lookAt", id) as hours,
        row_number() over (order by "lookAt", id) as place
      from (
        select id, kind, gpu, gpu_name as "gpuName", provider, billing, region, simulated, price,
          horizon_hours as "horizonHours", low, median, high, waits, is_locked as "isLocked", take_at as "takeAt",
          start_hours as "startHours", run_hours as "runHours", from_at as "from", to_at as "to", look_at as "lookAt"
        from kept_answer
        where outcome is null and to_at <= ${timestamp(rolledTo)} and look_at <= ${timestamp(now)}
        order by look_at, id limit ${answers}
      ) as due
    ) as due
    where hours <= ${hours} or place = 1 order by place`.execute(db);
  return rows;
}

/** The price of an hour that is over; null where nothing was on offer. */
export type HourlyTruth = { readonly price: number | null; readonly isObserved: boolean };

type HourRow = Parameters<typeof distributionOf>[0] & {
  readonly index: number;
  readonly start: Instant;
  readonly isObserved: boolean;
};

/**
 * What each answer's series cost by the hour, from `from` on and before `to`: the median in force, as
 * `priceTrend` by the hour has it. Observed is an hour in which a provider of it was polled, or a price began:
 * one that only nobody has contradicted is carried forward and tells nothing. In the order of the answers, by
 * hour since `from`.
 */
export async function hourlyTruth(
  db: Db,
  answers: readonly (PriceSeries & { readonly from: Instant; readonly to: Instant })[],
): Promise<ReadonlyMap<number, HourlyTruth>[]> {
  const asked = answers.map(({ gpu, gpuName, provider, billing, region, simulated, from, to }, index) => ({
    index,
    gpu,
    gpuName,
    provider,
    billing,
    region,
    simulated,
    from: formatInstant(from),
    to: formatInstant(to),
  }));
  const { rows } = await sql<HourRow>`
    select asked.index, sum.start, ${observed} as "isObserved", ${distribution('sum')}
    from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as asked (index int, gpu text, "gpuName" text,
      provider text, billing text, region text, simulated boolean, "from" timestamptz, "to" timestamptz)
    join cell on cell.billing = asked.billing and (asked.gpu is null or cell.gpu = asked.gpu)
      and (asked."gpuName" is null or cell.gpu_name = asked."gpuName")
      and (asked.provider is null or cell.provider = asked.provider)
      and (asked.region is null or asked.region in (cell.region, split_part(cell.region, '-', 1)))
    join provider on provider.id = cell.provider and (asked.simulated is null or provider.simulated = asked.simulated)
    join cell_hour as sum on sum.cell = cell.id and sum.start >= asked."from" and sum.start < asked."to"
    order by asked.index, sum.start`.execute(db);
  const byAnswer = Map.groupBy(rows, ({ index }) => index);
  return answers.map(({ from }, index) => {
    const hours = Map.groupBy(byAnswer.get(index) ?? [], ({ start }) => (start - from) / HOUR_MS);
    return new Map(
      Array.from(hours, ([hour, parts]) => {
        const whole = mergeDistributions(parts.map((part) => ({ ...distributionOf(part), isFirst: true })));
        const { p50 } = priceFigures(whole);
        return [hour, { price: p50, isObserved: parts.some(({ isObserved }) => isObserved) }] as const;
      }),
    );
  });
}

/** A poll tells of the time since the one before it, and longer of a provider that is polled more seldom. */
const observed: RawBuilder<boolean> = sql<boolean>`(0 < any(sum.began) or not cell.imported
  and cardinality(sum.prices) > 0 and exists (
    select from poll where poll.provider = cell.provider and poll.succeeded and poll.recorded_at >= sum.start
      and poll.recorded_at < sum.start + greatest(interval '1 hour', provider.cadence_ms * interval '1 millisecond')))`;

/** What became of an answer, or why that cannot be told. */
export type Settlement = { readonly id: number } & (
  | ({ readonly outcome: 'SETTLED'; readonly actual: number } & (
      SettledPrediction | Omit<SettledDecision, 'paid'>
    ))
  | { readonly outcome: 'UNSETTLEABLE'; readonly reason: 'STALE' | 'NOT_OBSERVED' }
);

/** Writes what became of answers. One that is settled already stays as it is. */
export async function writeSettlements(db: Db, at: Instant, settled: readonly Settlement[]): Promise<void> {
  if (settled.length === 0) return;
  await sql`
    update kept_answer as answer set outcome = row.outcome, settled_at = ${timestamp(at)}, reason = row.reason,
      actual = round(row.actual), covered = row.covered, direction_hit = row."directionHit", moved = row.moved,
      error = row.error, stays_error = row."staysError", saving = row.saving, oracle_saving = row."oracleSaving",
      worse = row.worse
    from jsonb_to_recordset(${JSON.stringify(settled)}::text::jsonb) as row (id bigint, outcome text, reason text,
      actual float8, covered boolean, "directionHit" boolean, moved boolean, error float8, "staysError" float8,
      saving float8, "oracleSaving" float8, worse boolean)
    where answer.id = row.id and answer.outcome is null`.execute(db);
}

/** Has answers looked at again later. */
export async function lookLater(db: Db, at: Instant, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update kept_answer set look_at = ${timestamp(at)}
    where id = any(${[...ids]}::bigint[]) and outcome is null`.execute(db);
}

/** Forgets answers made before an instant. */
export async function forgetAnswers(db: Db, before: Instant): Promise<void> {
  await sql`delete from kept_answer where made_at < ${timestamp(before)}`.execute(db);
  await sql`delete from dropped_answer where hour < ${timestamp(before)}`.execute(db);
}
