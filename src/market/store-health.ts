import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Reject } from '#units/quote.ts';
import { formatInstant, instant, type Instant } from '#units/time.ts';
import { PROVIDER_VERSIONED } from './store-versions.ts';

export type ProviderFacts = {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly cadenceMs: number;
};

/** How one poll went, however it went. */
export type PollOutcome = {
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly recordedAt: Instant;
  /** The last seq of the tape, with this poll's changes. */
  readonly seq: number;
  readonly error: string | null;
  readonly seen: number;
  readonly quotes: number;
  readonly changes: number;
  readonly rejects: readonly Reject[];
};

const REJECTS_KEPT = 500;

/** Makes the provider known, or brings its facts up to date. */
export async function upsertProvider(
  db: Db,
  provider: ProviderFacts,
  recordedAt: Instant = instant(0),
): Promise<void> {
  const { id, name, source, simulated, cadenceMs } = provider;
  await sql`
    with written as (
      insert into provider (id, name, source, simulated, cadence_ms)
      values (${id}, ${name}, ${source}, ${simulated}, ${cadenceMs}::int)
      on conflict (id) do update set name = excluded.name, source = excluded.source,
        simulated = excluded.simulated, cadence_ms = excluded.cadence_ms
      returning *
    )
    insert into provider_version (provider, recorded_at, ${PROVIDER_VERSIONED})
    select id, greatest(${timestamp(recordedAt)},
      (select max(recorded_at) from provider_version where provider = written.id)), ${PROVIDER_VERSIONED}
    from written`.execute(db);
}

/**
 * Has simulated providers count as polled at every instant from `from` until `recordedAt`: the past that
 * was written for them.
 */
export async function noteContinuous(
  db: Db,
  providers: readonly { readonly id: string; readonly cadenceMs: number | null }[],
  { from, recordedAt }: { readonly from: Instant; readonly recordedAt: Instant },
): Promise<void> {
  await sql`
    insert into provider_version (provider, recorded_at, continuous, ${PROVIDER_VERSIONED})
    select id, version.recorded_at, version.continuous, name, source, simulated, seeded.cadence, last_attempt_at,
      last_success_at, last_error, last_error_at, consecutive_failures, last_seen, last_rejected
    from provider join unnest(${providers.map(({ id }) => id)}::text[],
      ${providers.map(({ cadenceMs }) => cadenceMs)}::int[]) as seeded (id, cadence) using (id)
    cross join (values (${timestamp(from)}, true), (${timestamp(recordedAt)}, false)) as version (recorded_at, continuous)
    order by version.recorded_at`.execute(db);
}

/** Keeps the outcome of a poll and what it says of the provider's health; what is older than the raw window goes. */
export async function notePoll(db: Db, provider: string, outcome: PollOutcome): Promise<void> {
  const { error, seq, seen, quotes, changes } = outcome;
  const finished = timestamp(outcome.finishedAt);
  const recorded = timestamp(outcome.recordedAt);
  const rejects = outcome.rejects.length === 0 ? null : JSON.stringify(countsOf(outcome.rejects));
  const rejected = outcome.rejects.length;
  const health =
    error === null
      ? sql`last_success_at = ${finished}, consecutive_failures = 0, last_seen = ${seen}::int, last_rejected = ${rejected}::int`
      : sql`last_error = ${error}, last_error_at = ${finished}, consecutive_failures = consecutive_failures + 1`;
  await sql`
    with written as (
      update provider set last_attempt_at = ${finished}, ${health} where id = ${provider} returning *
    ), version as (
      insert into provider_version (provider, recorded_at, ${PROVIDER_VERSIONED})
      select id, ${recorded}, ${PROVIDER_VERSIONED} from written
    )
    insert into poll (provider, started_at, finished_at, recorded_at, seq, succeeded, error, seen, quotes, changes,
      rejected, rejects)
    values (${provider}, ${timestamp(outcome.startedAt)}, ${finished}, ${recorded}, ${seq}, ${error === null},
      ${error}, ${seen}, ${quotes}, ${changes}, ${rejected}, ${rejects}::text::jsonb)`.execute(db);
}

/** Rejected rows by reason, with the newest detail of each. */
function countsOf(rejects: readonly Reject[]): { reason: string; times: number; detail: string }[] {
  return [...Map.groupBy(rejects, ({ reason }) => reason)].map(([reason, same]) => ({
    reason,
    times: same.length,
    detail: same.at(-1)?.detail ?? '',
  }));
}

/** When the provider is asked next, so that health can tell a pause from a stop. */
export async function noteNextAttempt(db: Db, provider: string, at: Instant): Promise<void> {
  await db
    .updateTable('provider')
    .set({ next_attempt_at: formatInstant(at) })
    .where('id', '=', provider)
    .execute();
}

/** Counts rejected rows by reason and detail; a provider keeps its newest few hundred kinds. */
export async function noteRejects(
  db: Db,
  provider: string,
  at: Instant,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  const kinds = [...Map.groupBy(rejects, ({ reason, detail }) => `${reason} ${detail}`).values()];
  const rows = kinds.slice(0, REJECTS_KEPT).map((same) => ({ ...same[0], times: same.length }));
  await sql`
    insert into reject (provider, reason, detail, raw, times, first_at, last_at)
    select ${provider}, reason, detail, raw, times, ${formatInstant(at)}::timestamptz, ${formatInstant(at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
      reason text, detail text, raw text, times bigint)
    on conflict (provider, reason, detail) do update set
      raw = excluded.raw, times = reject.times + excluded.times, last_at = excluded.last_at`.execute(db);
  await sql`
    delete from reject where provider = ${provider} and ctid not in (
      select ctid from reject where provider = ${provider} order by last_at desc limit ${REJECTS_KEPT})`.execute(
    db,
  );
}

/** Which simulation this database holds, and when it was last polled; undefined where it holds none. */
export async function lastSimulated(
  db: Db,
): Promise<{ readonly source: string; readonly polledAt: Instant | null } | undefined> {
  return db
    .selectFrom('provider')
    .select((eb) => ['source', eb.fn.max('last_success_at').as('polledAt')])
    .where('simulated', '=', true)
    .groupBy('source')
    .executeTakeFirst();
}

/** Whether every one of these providers has been polled with success, ever. */
export async function havePolled(db: Db, providers: readonly string[]): Promise<boolean> {
  const { polled } = await db
    .selectFrom('provider')
    .select((eb) => eb.fn.countAll<number>().as('polled'))
    .where('id', 'in', providers)
    .where('last_success_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return polled === providers.length;
}
