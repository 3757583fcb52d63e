import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { DAY_MS, type Instant } from '#units/time.ts';
import { offersAt } from './store-moment.ts';

/** The columns of `offer` that a version holds beside its instants: everything but what names the offer. */
export const VERSIONED_FACTS = sql.raw(
  'source, gpu, gpu_name, gpu_count, region, region_name, tier, reliability, traits, units, facts_digest, ' +
    'price, stock, available, listed, held, seq, first_observed_at',
);

/** Every column that offers and their versions have in common. */
export const VERSIONED = sql`recorded_at, ${VERSIONED_FACTS}, observed_at`;

/** The columns of `provider` that a version holds. */
export const PROVIDER_VERSIONED = sql.raw(
  'name, source, simulated, cadence_ms, last_attempt_at, last_success_at, last_error, last_error_at, ' +
    'consecutive_failures, last_seen, last_rejected',
);

/**
 * Keeps how offers stand before they are written: those of them last observed on a day (UTC) before `now`.
 * The changes that made them so may be gone, days at a time, when somebody asks of an instant since.
 */
export async function keepStanding(
  db: Db,
  offers: readonly { readonly id: number; readonly observedAt: Instant }[],
  now: Instant,
): Promise<void> {
  const midnight = now - (now % DAY_MS);
  const ids = offers.filter(({ observedAt }) => observedAt < midnight).map(({ id }) => id);
  if (ids.length === 0) return;
  await sql`
    insert into offer_version (offer_id, ${VERSIONED})
    select id, ${VERSIONED} from offer where id = any(${ids}::bigint[])`.execute(db);
}

/**
 * Has every instant from `before` on answered without the changes observed before it, for them to be
 * dropped next, and drops the versions that no such instant is answered from.
 */
export async function forgetBefore(db: Db, before: Instant): Promise<void> {
  const cut = timestamp(before);
  await sql`
    insert into offer_version (offer_id, ${VERSIONED})
    select id, ${VERSIONED} from ${offersAt({ asOf: before })} as offer
    where id in (select id from offer where recorded_at > ${cut})`.execute(db);
  await sql`
    delete from offer_version as old where recorded_at < ${cut} and exists (
      select from offer_version as later where later.offer_id = old.offer_id
        and (later.recorded_at, later.id) > (old.recorded_at, old.id) and later.recorded_at <= ${cut})`.execute(
    db,
  );
  await sql`
    delete from provider_version as old where recorded_at < ${cut} and exists (
      select from provider_version as later where later.provider = old.provider
        and (later.recorded_at, later.id) > (old.recorded_at, old.id) and later.recorded_at <= ${cut})`.execute(
    db,
  );
}
