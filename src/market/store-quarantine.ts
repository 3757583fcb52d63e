import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { DAY_MS, formatInstant, plusMs, type Instant } from '#units/time.ts';
import type { HeldPrice, Verdict } from './gate.ts';
import type { OfferWrite } from './store-record.ts';
import { staleAt } from './store-scope.ts';
import { marketName, type MarketPrices } from './usual-price.ts';

const RESOLVED_KEPT_MS = 35 * DAY_MS;
const RESOLVED_KEPT = 5000;

/** What is held of a provider's quotes now. */
export async function heldOf(db: Db, provider: string): Promise<HeldPrice[]> {
  const rows = await db
    .selectFrom('quarantine')
    .select(['id', 'key', 'billing', 'price', 'reason', 'held_at as heldAt', 'last_at as lastAt'])
    .where('provider', '=', provider)
    .where('state', '=', 'HELD')
    .execute();
  return rows as HeldPrice[];
}

/** What these GPUs cost, by GPU and billing, over offers of the provider's kind of market, real or simulated. */
export async function marketOf(
  db: Db,
  {
    provider,
    gpus,
    now,
  }: { readonly provider: string; readonly gpus: readonly string[]; readonly now: Instant },
): Promise<ReadonlyMap<string, MarketPrices>> {
  if (gpus.length === 0) return new Map();
  const { rows } = await sql<MarketPrices & { gpu: string; billing: string }>`
    select offer.gpu, offer.billing, count(*) as offers,
      percentile_cont(0.5) within group (order by offer.price) as median,
      coalesce(jsonb_agg(distinct jsonb_build_object('provider', offer.provider, 'price', offer.price))
        filter (where offer.provider <> ${provider} and not ${staleAt(now)}), '[]') as elsewhere
    from offer join provider on provider.id = offer.provider
    where offer.gpu = any(${[...gpus]}::text[]) and offer.rentable and not offer.held
      and provider.simulated = (select simulated from provider where id = ${provider})
    group by offer.gpu, offer.billing`.execute(db);
  return new Map(rows.map((row) => [marketName(row), row]));
}

/** Writes what the gate found, and forgets what was resolved long ago: 35 days and 5,000 prices a provider are kept. */
export async function keepQuarantine(
  db: Db,
  provider: string,
  at: Instant,
  { opened, repeated, resolved }: Pick<Verdict<OfferWrite>, 'opened' | 'repeated' | 'resolved'>,
): Promise<void> {
  const now = timestamp(at);
  if (repeated.length > 0) {
    await sql`update quarantine set times = times + 1, last_at = greatest(last_at, ${now})
      where id = any(${[...repeated]}::bigint[])`.execute(db);
  }
  if (resolved.length > 0) {
    await sql`
      update quarantine set state = row.state, resolution = row.resolution,
        resolved_at = greatest(${now}, first_at),
        times = times + (row.state = 'CONFIRMED')::int,
        last_at = case when row.state = 'CONFIRMED' then greatest(last_at, ${now}) else last_at end
      from jsonb_to_recordset(${JSON.stringify(resolved)}::text::jsonb) as row (id bigint, state text, resolution text)
      where quarantine.id = row.id`.execute(db);
  }
  if (opened.length > 0) {
    const rows = opened.map(({ quote, heldAt, ...hold }) => ({
      ...hold,
      heldAt: formatInstant(heldAt),
      key: quote.key,
      billing: quote.billing,
      gpu: quote.gpu,
      gpuName: quote.gpuName,
      gpuCount: quote.gpuCount,
      region: quote.region,
      price: quote.price,
    }));
    await sql`
      insert into quarantine (provider, key, billing, gpu, gpu_name, gpu_count, region, price, accepted_price,
        usual_price, reason, detail, held_at, first_at, last_at)
      select ${provider}, key, billing, gpu, "gpuName", "gpuCount", region, price, "acceptedPrice", "usualPrice",
        reason, detail, "heldAt", ${now}, ${now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (key text, billing text, gpu text,
        "gpuName" text, "gpuCount" integer, region text, price bigint, "acceptedPrice" bigint,
        "usualPrice" bigint, reason text, detail text, "heldAt" timestamptz)`.execute(db);
  }
  await sql`delete from quarantine where provider = ${provider}
    and resolved_at < ${timestamp(plusMs(at, -RESOLVED_KEPT_MS))}`.execute(db);
  if (resolved.length === 0) return;
  await sql`
    delete from quarantine where id in (
      select id from quarantine where provider = ${provider} and resolved_at is not null
      order by resolved_at desc, id desc offset ${RESOLVED_KEPT})`.execute(db);
}

/** Turns these offers from held to not, or from not to held. */
export async function holdOffers(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update offer set held = not held where id = any(${[...ids]}::bigint[])`.execute(db);
}
