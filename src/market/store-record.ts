import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Billing, Traits } from '#units/quote.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { VERSIONED } from './store-versions.ts';

/** The database's form of what a provider says can be rented. */
export type StoredStock = 'COUNTED' | 'HIGH' | 'MEDIUM' | 'LOW' | 'NONE' | 'UNKNOWN';

/** What of an offer the tape follows. */
export type OfferState = {
  readonly price: number;
  readonly stock: StoredStock;
  readonly available: number | null;
  readonly listed: boolean;
};

/** What of an offer is kept up to date without being a change of the market. */
export type OfferFacts = {
  readonly gpu: string | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly region: string | null;
  readonly regionName: string | null;
  readonly tier: string;
  readonly reliability: number | null;
  readonly traits: Traits;
  readonly units: readonly string[] | null;
  readonly source: string;
};

export type StoredOffer = OfferState & {
  readonly id: number;
  readonly key: string;
  readonly billing: Billing;
  /** A digest of the facts, to see whether they moved. */
  readonly factsDigest: string | null;
  /** Whether the newest quote of it is in quarantine. */
  readonly held: boolean;
  readonly observedAt: Instant;
};

/** An offer to write: known ones carry their id. */
export type OfferWrite = OfferState &
  OfferFacts & { readonly key: string; readonly billing: Billing; readonly factsDigest: string };

/** An offer to write with the seq of the change that it is written for; null where only its facts moved. */
export type SequencedOffer = OfferWrite & { readonly seq: number | null; readonly observedAt: Instant };

/** What becomes of a known offer whose facts stay. */
export type StateWrite = OfferState & {
  readonly id: number;
  readonly units: readonly string[] | null;
  readonly factsDigest: string | null;
  readonly seq: number;
  readonly observedAt: Instant;
};

/** A change to append, in tape order. */
export type ChangeWrite = OfferState & {
  readonly key: string;
  readonly billing: Billing;
  readonly seq: number;
  readonly observedAt: Instant;
  readonly reliability: number | null;
  readonly units: readonly string[] | null;
  readonly previous: OfferState | null;
};

export type TapeHead = {
  readonly seq: number;
  /** When the newest poll was recorded: whatever the clock says, nothing is recorded before that. */
  readonly recordedAt: Instant | null;
};

/**
 * Locks the tape for this transaction and returns its head; undefined where another leader's term
 * has begun, so that a deposed leader can append nothing.
 */
export async function lockTape(db: Db, term: number): Promise<TapeHead | undefined> {
  const { seq, ...row } = await db
    .selectFrom('tape')
    .select(['seq', 'term'])
    .select((eb) =>
      eb
        .selectFrom('poll')
        .select(({ fn }) => fn.max('recorded_at').as('at'))
        .as('recordedAt'),
    )
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.term === term ? { seq, recordedAt: row.recordedAt } : undefined;
}

/** Begins the next leader's term: from here on, every earlier leader is fenced off. */
export async function beginTerm(db: Db): Promise<number> {
  const row = await db
    .updateTable('tape')
    .set((eb) => ({ term: eb('term', '+', 1) }))
    .returning('term')
    .executeTakeFirstOrThrow();
  return row.term;
}

export async function advanceTape(db: Db, seq: number): Promise<void> {
  await db.updateTable('tape').set({ seq }).execute();
}

/** Wakes every instance's doorbell when this transaction commits. */
export async function ring(db: Db): Promise<void> {
  await sql`select pg_notify('tape', '')`.execute(db);
}

/** Every offer of a provider that a poll can meet again; imported history has keys of its own. */
export async function offersOf(db: Db, provider: string): Promise<StoredOffer[]> {
  const rows = await db
    .selectFrom('offer')
    .select(['id', 'key', 'billing', 'price', 'stock', 'available', 'listed', 'held'])
    .select(['facts_digest as factsDigest', 'observed_at as observedAt'])
    .where('provider', '=', provider)
    .where('key', 'not like', 'import:%')
    .execute();
  return rows as StoredOffer[];
}

/** Inserts offers not seen before and brings known ones up to date, facts and all, each with a version of it. */
export async function writeOffers(
  db: Db,
  provider: string,
  recordedAt: Instant,
  offers: readonly SequencedOffer[],
): Promise<void> {
  if (offers.length === 0) return;
  const rows = offers.map((offer) => ({ ...offer, observedAt: formatInstant(offer.observedAt) }));
  await sql`
    with written as (
      insert into offer (provider, key, billing, source, gpu, gpu_name, gpu_count, region, region_name, tier,
        reliability, traits, units, price, stock, available, listed, facts_digest, seq, first_observed_at,
        observed_at, recorded_at)
      select ${provider}, key, billing, source, gpu, "gpuName", "gpuCount", region, "regionName", tier,
        reliability, traits, units, price, stock, available, listed, "factsDigest", seq, "observedAt",
        "observedAt", ${formatInstant(recordedAt)}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
        key text, billing text, source text, gpu text, "gpuName" text, "gpuCount" integer, region text,
        "regionName" text, tier text, reliability double precision, traits jsonb, units text[], price bigint,
        stock text, available integer, listed boolean, "factsDigest" text, seq bigint, "observedAt" timestamptz)
      on conflict (provider, key, billing) do update set
        source = excluded.source, gpu = excluded.gpu, gpu_name = excluded.gpu_name,
        gpu_count = excluded.gpu_count, region = excluded.region, region_name = excluded.region_name,
        tier = excluded.tier, reliability = excluded.reliability, traits = excluded.traits,
        units = excluded.units, price = excluded.price, stock = excluded.stock, available = excluded.available,
        listed = excluded.listed, facts_digest = excluded.facts_digest, held = false, seq = coalesce(excluded.seq, offer.seq),
        observed_at = excluded.observed_at, recorded_at = excluded.recorded_at
      returning *
    )
    insert into offer_version (offer_id, ${VERSIONED}) select id, ${VERSIONED} from written`.execute(db);
}

/** Brings known offers to a new state and leaves their facts, which are most of a row, as they are. */
export async function updateOffers(
  db: Db,
  recordedAt: Instant,
  offers: readonly StateWrite[],
): Promise<void> {
  if (offers.length === 0) return;
  const rows = offers.map((offer) => ({ ...offer, observedAt: formatInstant(offer.observedAt) }));
  await sql`
    update offer set price = row.price, stock = row.stock, available = row.available, listed = row.listed,
      units = row.units, facts_digest = row."factsDigest", held = false, seq = row.seq, observed_at = row."observedAt",
      recorded_at = ${formatInstant(recordedAt)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
      id bigint, price bigint, stock text, available integer, listed boolean, units text[], "factsDigest" text,
      seq bigint, "observedAt" timestamptz)
    where offer.id = row.id`.execute(db);
}

/** Appends changes. Where history was loaded up to the very instant of a change, that change replaces it. */
export async function appendChanges(
  db: Db,
  provider: string,
  recordedAt: Instant,
  changes: readonly ChangeWrite[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ previous, observedAt, ...change }) => ({
    ...change,
    observedAt: formatInstant(observedAt),
    previousPrice: previous?.price,
    previousStock: previous?.stock,
    previousAvailable: previous?.available,
    previousListed: previous?.listed,
  }));
  await sql`
    with change as (
      select offer.id as offer_id, row.*
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
        key text, billing text, seq bigint, "observedAt" timestamptz, price bigint, stock text,
        available integer, listed boolean, "previousPrice" bigint, "previousStock" text,
        "previousAvailable" integer, "previousListed" boolean, reliability double precision, units text[])
      join offer on offer.provider = ${provider} and offer.key = row.key and offer.billing = row.billing
    )
    insert into price_change (offer_id, observed_at, recorded_at, seq, price, stock, available, listed,
      previous_price, previous_stock, previous_available, previous_listed, reliability, units)
    select offer_id, "observedAt", ${formatInstant(recordedAt)}::timestamptz, seq, price, stock, available, listed,
      "previousPrice", "previousStock", "previousAvailable", "previousListed", reliability, units
    from change
    on conflict (offer_id, observed_at) do update set
      seq = excluded.seq, price = excluded.price, stock = excluded.stock, available = excluded.available,
      listed = excluded.listed, previous_price = excluded.previous_price, previous_stock = excluded.previous_stock,
      previous_available = excluded.previous_available, previous_listed = excluded.previous_listed,
      reliability = excluded.reliability, units = excluded.units, recorded_at = excluded.recorded_at`.execute(
    db,
  );
}
