import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { DAY_MS, instant, type Instant } from '#units/time.ts';

/** The columns of `offer` that a version holds beside its instants: everything but what names the offer. */
export const VERSIONED_FACTS = sql.raw(
  'source, gpu, gpu_name, gpu_count, region, region_name, tier, reliability, traits, units, facts_digest, ' +
    'price, stock, available, listed, seq, first_observed_at',
);

/** Every column that offers and their versions have in common. */
export const VERSIONED = sql`recorded_at, ${VERSIONED_FACTS}, observed_at`;

/** The columns of `provider` that a version holds. */
export const PROVIDER_VERSIONED = sql.raw(
  'name, source, simulated, cadence_ms, last_attempt_at, last_success_at, last_error, last_error_at, ' +
    'consecutive_failures, last_seen, last_rejected',
);

/** The offers that have stood since a day (UTC) before this one: those `keepStanding` is for. */
export function standingSinceYesterday<T extends { readonly observedAt: Instant }>(
  offers: readonly T[],
  now: Instant,
): readonly T[] {
  const today = now - (now % DAY_MS);
  return offers.filter(({ observedAt }) => observedAt < today);
}

/**
 * Keeps how offers stood at midnight (UTC) before they are written for the first time since: the changes
 * that made them so may be gone, days at a time, when somebody asks of a later instant.
 */
export async function keepStanding(db: Db, ids: readonly number[], now: Instant): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into offer_version (offer_id, ${VERSIONED})
    select id, ${VERSIONED} from offer
    where id = any(${[...ids]}::bigint[]) and recorded_at < ${timestamp(instant(now - (now % DAY_MS)))}`.execute(
    db,
  );
}

/** Drops the versions that no instant from `before` on is answered from. */
export async function forgetVersions(db: Db, before: Instant): Promise<void> {
  await sql`
    delete from offer_version as old where recorded_at < ${timestamp(before)} and exists (
      select from offer_version as later where later.offer_id = old.offer_id
        and (later.recorded_at, later.id) > (old.recorded_at, old.id)
        and later.recorded_at <= ${timestamp(before)})`.execute(db);
  await sql`
    delete from provider_version as old where recorded_at < ${timestamp(before)} and exists (
      select from provider_version as later where later.provider = old.provider
        and (later.recorded_at, later.id) > (old.recorded_at, old.id)
        and later.recorded_at <= ${timestamp(before)})`.execute(db);
}
