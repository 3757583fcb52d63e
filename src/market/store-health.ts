import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Reject } from '#units/quote.ts';
import { DAY_MS, formatInstant, plusMs, type Instant } from '#units/time.ts';

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
  readonly error: string | null;
  readonly seen: number;
  readonly quotes: number;
  readonly changes: number;
  readonly rejected: number;
};

const POLLS_KEPT_MS = 7 * DAY_MS;
const REJECTS_KEPT = 500;

/** Makes the provider known, or brings its facts up to date. */
export async function upsertProvider(db: Db, provider: ProviderFacts): Promise<void> {
  const facts = {
    name: provider.name,
    source: provider.source,
    simulated: provider.simulated,
    cadence_ms: provider.cadenceMs,
  };
  await db
    .insertInto('provider')
    .values({ id: provider.id, ...facts })
    .onConflict((oc) => oc.column('id').doUpdateSet(facts))
    .execute();
}

/** Keeps the outcome of a poll and what it says of the provider's health; old outcomes go. */
export async function notePoll(db: Db, provider: string, outcome: PollOutcome): Promise<void> {
  const finished = formatInstant(outcome.finishedAt);
  await db
    .insertInto('poll')
    .values({
      provider,
      started_at: formatInstant(outcome.startedAt),
      finished_at: finished,
      succeeded: outcome.error === null,
      error: outcome.error,
      seen: outcome.seen,
      quotes: outcome.quotes,
      changes: outcome.changes,
      rejected: outcome.rejected,
    })
    .execute();
  await db
    .updateTable('provider')
    .set((eb) =>
      outcome.error === null
        ? {
            last_attempt_at: finished,
            last_success_at: finished,
            consecutive_failures: 0,
            last_seen: outcome.seen,
            last_rejected: outcome.rejected,
          }
        : {
            last_attempt_at: finished,
            last_error: outcome.error,
            last_error_at: finished,
            consecutive_failures: eb('consecutive_failures', '+', 1),
          },
    )
    .where('id', '=', provider)
    .execute();
  await db
    .deleteFrom('poll')
    .where('provider', '=', provider)
    .where('finished_at', '<', timestamp(plusMs(outcome.finishedAt, -POLLS_KEPT_MS)))
    .execute();
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
