import { sql } from 'kysely';
import type { AlertState } from '#analytics/alert-machine.ts';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { timeToLiveMs } from '#market/store-scope.ts';
import type { AlertRule, AlertScope, AlertStateName } from './alert.ts';
import type { Reading } from './reading.ts';

/** How far the market has been judged. */
export type Judged = {
  /** The newest poll judged. */
  readonly poll: number;
  /** Everything until then has been; null where nothing has. */
  readonly at: Instant | null;
  /** How often something came of it. */
  readonly turn: number;
  /** How often alerts had been changed by then. */
  readonly edits: number;
};

/** An alert as it is judged: what it waits for, and where it stands. */
export type JudgedAlert = AlertRule & {
  readonly id: string;
  readonly owner: OwnerId;
  readonly name: string;
  readonly askedRegions: readonly string[] | null;
  readonly enabled: boolean;
  readonly series: number;
  readonly scope: AlertScope;
  readonly machine: AlertState<Reading>;
  /** False until it is first judged. */
  readonly begun: boolean;
  readonly fired: number;
  readonly edit: number;
};

/** How far the market has been judged, by whoever does so. */
export async function readJudged(db: Db): Promise<Judged> {
  return db.selectFrom('alert_judged').select(['poll', 'at', 'turn', 'edits']).executeTakeFirstOrThrow();
}

/** Locks what has been judged until this transaction ends, and says how far that is. */
export async function lockJudged(trx: Db): Promise<Judged> {
  return trx
    .selectFrom('alert_judged')
    .select(['poll', 'at', 'turn', 'edits'])
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Writes how far has been judged by a turn. */
export async function advanceJudged(
  trx: Db,
  { poll, at, turn }: { readonly poll: number; readonly at: Instant; readonly turn: number },
): Promise<void> {
  await trx
    .updateTable('alert_judged')
    .set({ poll, at: formatInstant(at), turn })
    .execute();
}

type Row = Omit<JudgedAlert, 'scope'> & AlertScope;

/** The alerts changed after a number of changes, deleted ones aside. */
export async function alertsEditedSince(trx: Db, edit: number): Promise<JudgedAlert[]> {
  const { rows } = await sql<Row>`
    select alert.id, alert.owner, alert.name, alert.asked_regions as "askedRegions", alert.enabled, alert.series,
      series.gpu, series.billing, series.providers, series.regions, series.simulated, alert.condition,
      alert.threshold, alert.hysteresis, alert.for_ms as "forMs", alert.cool_down_ms as "coolDownMs", state.machine,
      state.begun, state.fired, alert.edit
    from alert join alert_series as series on series.id = alert.series
      join alert_state as state on state.alert = alert.id
    where alert.edit > ${edit}`.execute(trx);
  return rows.map(({ gpu, billing, providers, regions, simulated, ...row }) => ({
    ...row,
    scope: { gpu, billing, providers, regions, simulated },
  }));
}

/** Where an alert stands from now on. */
export type StateWrite = {
  readonly alert: string;
  readonly state: AlertStateName;
  readonly since: Instant;
  readonly dueAt: Instant | null;
  readonly firedAt: Instant | null;
  readonly fired: number;
  readonly machine: AlertState<Reading>;
};

/** Writes where alerts stand, all at once. Returns those that are still there. */
export async function writeStates(trx: Db, states: readonly StateWrite[]): Promise<ReadonlySet<string>> {
  if (states.length === 0) return new Set();
  const rows = states.map(({ since, dueAt, firedAt, ...state }) => ({
    ...state,
    since: formatInstant(since),
    dueAt: dueAt === null ? null : formatInstant(dueAt),
    firedAt: firedAt === null ? null : formatInstant(firedAt),
  }));
  const written = await sql<{ alert: string }>`
    update alert_state set state = row.state,
      since = case when alert_state.state = row.state and row.fired = alert_state.fired then alert_state.since
        else row.since end,
      due_at = row."dueAt", fired_at = coalesce(row."firedAt", alert_state.fired_at), fired = row.fired,
      machine = row.machine, begun = true
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (alert uuid, state text, since timestamptz,
      "dueAt" timestamptz, "firedAt" timestamptz, fired bigint, machine jsonb)
    where alert_state.alert = row.alert
    returning alert_state.alert`.execute(trx);
  return new Set(written.rows.map(({ alert }) => alert));
}

/** Writes what was last seen of series, all at once. */
export async function writeReadings(
  trx: Db,
  readings: readonly { readonly series: number; readonly reading: Reading }[],
): Promise<void> {
  if (readings.length === 0) return;
  await sql`
    update alert_series set reading = row.reading
    from jsonb_to_recordset(${JSON.stringify(readings)}::text::jsonb) as row (series bigint, reading jsonb)
    where alert_series.id = row.series`.execute(trx);
}

/** Removes the series that no alert is about any more. */
export async function removeIdleSeries(trx: Db): Promise<void> {
  await sql`
    delete from alert_series where not exists (select from alert where alert.series = alert_series.id)`.execute(
    trx,
  );
}

/**
 * Waits for whoever is recording, and tells the time: whatever is recorded afterwards is recorded later than that, as
 * the clock of a record is read while the tape is locked.
 */
export async function afterRecording(db: Db, now: () => Instant): Promise<Instant> {
  return db.transaction().execute(async (trx) => {
    await trx.selectFrom('tape').select('seq').forShare().execute();
    return now();
  });
}

/** A poll as it is judged. */
export type PollMark = {
  readonly id: number;
  readonly provider: string;
  readonly simulated: boolean;
  /** When it was recorded. */
  readonly at: Instant;
  /** Until when the provider counts as heard of; null where the poll failed. */
  readonly freshUntil: Instant | null;
};

/** Those after a poll, in order, at most `limit`. An answer is fresh for as long as its cadence then says. */
export async function pollsAfter(db: Db, poll: number, limit: number): Promise<PollMark[]> {
  const { rows } = await sql<PollMark>`
    select poll.id, poll.provider, seller.simulated, poll.recorded_at as at,
      case when poll.succeeded then poll.finished_at + ${timeToLiveMs()} * interval '1 millisecond' end as "freshUntil"
    from poll join provider as seller on seller.id = poll.provider
    cross join lateral (
      select coalesce((
        select cadence_ms from provider_version as version
        where version.provider = poll.provider and version.recorded_at = poll.recorded_at
          and version.last_attempt_at = poll.finished_at
        order by version.id limit 1), seller.cadence_ms) as cadence_ms
    ) as provider
    where poll.id > ${poll} order by poll.id limit ${limit}`.execute(db);
  return rows;
}

/** The newest poll recorded by an instant; null where there was none. */
export async function lastPoll(db: Db, by: Instant): Promise<Pick<PollMark, 'id'> | null> {
  const { rows } = await sql<Pick<PollMark, 'id'>>`
    select id from poll where recorded_at <= ${timestamp(by)}
    order by recorded_at desc, id desc limit 1`.execute(db);
  return rows[0] ?? null;
}
