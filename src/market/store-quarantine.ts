import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS, plusMs, type Instant } from '#units/time.ts';
import type { HoldOutcome, HoldReason } from './gate.ts';
import { providerStaleAt } from './store-scope.ts';
import { VERSIONED } from './store-versions.ts';

const RESOLVED_KEPT_MS = 35 * DAY_MS;
const RESOLVED_KEPT = 2000;

/** Fewer offers than this tell no usual price. */
export const FEWEST_USUAL = 5;

export type HeldRow = {
  readonly id: number;
  readonly key: string;
  readonly billing: Billing;
  readonly price: number;
  readonly reason: HoldReason;
  readonly heldSince: Instant;
};

/** What is held of a provider's offers now. */
export async function heldOf(db: Db, provider: string): Promise<HeldRow[]> {
  const { rows } = await sql<HeldRow>`
    select id, key, billing, price, reason, held_since as "heldSince"
    from quarantine where provider = ${provider} and outcome = 'HELD'`.execute(db);
  return rows;
}

export type UsualPrice = {
  readonly gpu: string;
  readonly billing: Billing;
  readonly offers: number;
  readonly median: number;
};

/**
 * The middle price of the rentable offers of each GPU and billing, of markets of this provider's kind:
 * its own as last recorded, the others' where fresh, none that is held.
 */
export async function usualPrices(
  db: Db,
  provider: string,
  now: Instant,
  gpus: readonly string[],
): Promise<UsualPrice[]> {
  const { rows } = await sql<UsualPrice>`
    select offer.gpu, offer.billing, count(*) as offers,
      percentile_cont(0.5) within group (order by offer.price) as median
    from offer join provider on provider.id = offer.provider
    where offer.rentable and not offer.held and offer.gpu = any(${[...gpus]}::text[])
      and provider.simulated = (select simulated from provider where id = ${provider})
      and (provider.id = ${provider} or not ${providerStaleAt(now)})
    group by offer.gpu, offer.billing`.execute(db);
  return rows;
}

export type OtherPrice = { readonly gpu: string; readonly billing: Billing; readonly price: number };

/** What other providers of the same kind of market ask now, their held quotes with it: two that say the same are two sources. */
export async function pricesElsewhere(
  db: Db,
  provider: string,
  now: Instant,
  gpus: readonly string[],
): Promise<OtherPrice[]> {
  const { rows } = await sql<OtherPrice>`
    with fresh as (
      select id from provider
      where id <> ${provider} and not ${providerStaleAt(now)}
        and simulated = (select simulated from provider where id = ${provider})
    )
    select gpu, billing, price from offer
    where listed and not held and gpu = any(${[...gpus]}::text[]) and provider in (select id from fresh)
    union
    select gpu, billing, price from quarantine
    where outcome = 'HELD' and gpu = any(${[...gpus]}::text[]) and provider in (select id from fresh)`.execute(
    db,
  );
  return rows;
}

export type NewHold = {
  readonly key: string;
  readonly billing: Billing;
  readonly gpu: string | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly region: string | null;
  readonly price: number;
  readonly previousPrice: number | null;
  readonly usualPrice: number | null;
  readonly reason: HoldReason;
  readonly detail: string;
  readonly heldSinceMs: Instant;
};

/** What a poll does to quarantine: what ends, what was seen again (ids), what is held anew. */
export type QuarantineWrite = {
  readonly resolved: readonly Resolution[];
  readonly again: readonly number[];
  readonly held: readonly NewHold[];
};

export type Resolution = { readonly id: number; readonly outcome: Exclude<HoldOutcome, 'HELD'> };

/** Writes what a poll did to quarantine, as of when that is recorded; what ended long ago goes. */
export async function writeQuarantine(
  db: Db,
  provider: string,
  at: Instant,
  { resolved, again, held }: QuarantineWrite,
): Promise<void> {
  if (resolved.length > 0) {
    await sql`
      update quarantine set outcome = row.outcome, resolved_at = ${timestamp(at)}
      from jsonb_to_recordset(${JSON.stringify(resolved)}::text::jsonb) as row (id bigint, outcome text)
      where quarantine.id = row.id`.execute(db);
    await sql`
      delete from quarantine where provider = ${provider} and outcome <> 'HELD'
        and (resolved_at < ${timestamp(plusMs(at, -RESOLVED_KEPT_MS))} or id not in (
          select id from quarantine where provider = ${provider} and outcome <> 'HELD'
          order by resolved_at desc, id desc limit ${RESOLVED_KEPT}))`.execute(db);
  }
  if (again.length > 0) {
    await sql`
      update quarantine set times = times + 1, last_at = ${timestamp(at)}
      where id = any(${[...again]}::bigint[])`.execute(db);
  }
  if (held.length > 0) {
    await sql`
      insert into quarantine (provider, key, billing, gpu, gpu_name, gpu_count, region, price, previous_price,
        usual_price, reason, detail, held_since, first_at, last_at)
      select ${provider}, key, billing, gpu, "gpuName", "gpuCount", region, price, "previousPrice", "usualPrice",
        reason, detail, to_timestamp("heldSinceMs" / 1000.0), ${timestamp(at)}, ${timestamp(at)}
      from jsonb_to_recordset(${JSON.stringify(held)}::text::jsonb) as row (
        key text, billing text, gpu text, "gpuName" text, "gpuCount" integer, region text, price bigint,
        "previousPrice" bigint, "usualPrice" bigint, reason text, detail text, "heldSinceMs" float8)`.execute(
      db,
    );
  }
}

/**
 * Marks known offers as held. Their facts' digest is marked too, so that the next quote taken of them
 * is written whatever it says, and lifts the mark.
 */
export async function markHeld(
  db: Db,
  recordedAt: Instant,
  offers: readonly { readonly id: number }[],
): Promise<void> {
  if (offers.length === 0) return;
  await sql`
    with marked as (
      update offer set held = true, facts_digest = 'held ' || facts_digest, recorded_at = ${timestamp(recordedAt)}
      where id = any(${offers.map(({ id }) => id)}::bigint[])
      returning *
    )
    insert into offer_version (offer_id, ${VERSIONED}) select id, ${VERSIONED} from marked`.execute(db);
}
