import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Moment } from '#graph/moment.ts';
import type { RejectReason } from '#units/quote.ts';
import { DAY_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { offersAt, providersAt } from './store-moment.ts';

/** A provider with what its polls and offers say of its health. */
export type ProviderRow = {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly cadenceMs: number | null;
  readonly lastAttemptAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Instant | null;
  readonly nextAttemptAt: Instant | null;
  readonly consecutiveFailures: number;
  readonly lastSeen: number | null;
  readonly lastRejected: number | null;
  readonly listed: number;
  readonly rentable: number;
  readonly mapped: number;
};

/** The same rule as `staleAt` of store-scope. */
export function isStale({ cadenceMs, lastSuccessAt }: ProviderRow, now: Instant): boolean {
  return (
    cadenceMs === null || lastSuccessAt === null || lastSuccessAt + Math.max(3 * cadenceMs, MINUTE_MS) < now
  );
}

export type RejectRow = {
  readonly provider: string;
  readonly reason: RejectReason;
  readonly times: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly lastDetail: string;
};

/** Providers of one kind of market with the offers they list, by id; all of a kind where `ids` is null. */
export async function providersOf(
  db: Db,
  moment: Moment,
  { ids, simulated }: { ids: readonly string[] | null; simulated: boolean | null },
): Promise<ProviderRow[]> {
  const { rows } = await sql<ProviderRow>`
    select provider.id, provider.name, provider.source, provider.simulated, provider.cadence_ms as "cadenceMs",
      provider.last_attempt_at as "lastAttemptAt", provider.last_success_at as "lastSuccessAt",
      provider.last_error as "lastError", provider.last_error_at as "lastErrorAt",
      provider.next_attempt_at as "nextAttemptAt", provider.consecutive_failures as "consecutiveFailures",
      provider.last_seen as "lastSeen", provider.last_rejected as "lastRejected",
      coalesce(offers.listed, 0) as listed, coalesce(offers.rentable, 0) as rentable,
      coalesce(offers.mapped, 0) as mapped
    from ${providersAt(moment)} as provider left join (
      select provider, count(*) as listed, count(*) filter (where rentable) as rentable, count(gpu) as mapped
      from ${offersAt(moment)} as offer where listed group by provider
    ) as offers on offers.provider = provider.id
    where ${ids ? sql`provider.id = any(${[...ids]}::text[])` : sql`true`}
      and ${simulated === null ? sql`true` : sql`provider.simulated = ${simulated}`}
    order by provider.id`.execute(db);
  return rows;
}

/**
 * Rows of the providers' answers that were not taken in the 24 hours until a moment, by reason, the most
 * frequent first.
 */
export async function rejectsOf(db: Db, { at }: Moment, providers: readonly string[]): Promise<RejectRow[]> {
  const { rows } = await sql<RejectRow>`
    select poll.provider, row.reason, sum(row.times)::bigint as times, min(poll.finished_at) as "firstAt",
      max(poll.finished_at) as "lastAt", (array_agg(row.detail order by poll.id desc))[1] as "lastDetail"
    from poll cross join lateral jsonb_to_recordset(poll.rejects) as row (reason text, times bigint, detail text)
    where poll.provider = any(${[...providers]}::text[])
      and poll.recorded_at > ${timestamp(plusMs(at, -DAY_MS))} and poll.recorded_at <= ${timestamp(at)}
    group by poll.provider, row.reason
    order by poll.provider, times desc, row.reason`.execute(db);
  return rows;
}

export type UnmappedRow = {
  readonly provider: string;
  readonly gpuName: string;
  readonly offers: number;
  readonly rentable: number;
  readonly firstObservedAt: Instant;
  readonly lastObservedAt: Instant;
};

/** Names that the catalog maps to no single GPU, by provider, listed or not. */
export async function unmappedNames(db: Db, moment: Moment, simulated: boolean): Promise<UnmappedRow[]> {
  const { rows } = await sql<UnmappedRow>`
    select offer.provider, offer.gpu_name as "gpuName", count(*) filter (where offer.listed) as offers,
      count(*) filter (where offer.rentable) as rentable,
      min(offer.first_observed_at) as "firstObservedAt", max(offer.observed_at) as "lastObservedAt"
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where offer.gpu is null and provider.simulated = ${simulated}
    group by offer.provider, offer.gpu_name
    order by offer.provider, offer.gpu_name`.execute(db);
  return rows;
}

/** The ids of every provider known, of either kind of market. */
export async function providerIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('provider').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}
