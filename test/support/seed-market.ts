import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { noteContinuous } from '#market/store-health.ts';
import { VERSIONED_FACTS } from '#market/store-versions.ts';
import { ensurePartitions } from '#market/store-partitions.ts';
import type { Billing, Traits } from '#units/quote.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';

/** The instant the seeded market is looked at. */
export const NOON = instant(Date.UTC(2026, 5, 15, 12));

export type SeedProvider = {
  readonly id: string;
  readonly simulated?: boolean;
  /** Null for a provider known from files alone. */
  readonly cadenceMs?: number | null;
  readonly lastSuccessAt?: Instant | null;
  readonly failures?: number;
};

export type SeedChange = {
  readonly at: Instant;
  /** Dollars per GPU-hour. */
  readonly usd: number;
  readonly listed?: boolean;
  readonly available?: number;
};

export type SeedOffer = {
  readonly provider: string;
  readonly key: string;
  readonly billing?: Billing;
  readonly gpu?: string | null;
  readonly gpuName?: string;
  readonly gpuCount?: number;
  readonly region?: string | null;
  readonly regionName?: string | null;
  readonly tier?: string;
  readonly reliability?: number | null;
  readonly traits?: Traits;
  readonly units?: readonly string[];
  readonly stock?: 'HIGH' | 'MEDIUM' | 'LOW' | 'NONE' | 'UNKNOWN';
  readonly listed?: boolean;
  /** For an offer that is no longer listed: the last word of it. */
  readonly lastObservedAt?: Instant;
  readonly changes: readonly SeedChange[];
};

/** Puts providers into an empty market as polls would have left them. */
export async function seedProviders(db: Db, providers: readonly SeedProvider[]): Promise<void> {
  for (const {
    id,
    simulated = false,
    cadenceMs = MINUTE_MS,
    lastSuccessAt = NOON,
    failures = 0,
  } of providers) {
    const last = lastSuccessAt === null || cadenceMs === null ? null : formatInstant(lastSuccessAt);
    await db
      .insertInto('provider')
      .values({
        id,
        name: id.toUpperCase(),
        source: `https://${id}.example`,
        simulated,
        cadence_ms: cadenceMs,
        last_attempt_at: last,
        last_success_at: last,
        last_seen: last === null ? null : 10,
        last_rejected: last === null ? null : 1,
        consecutive_failures: failures,
        last_error: failures > 0 ? 'HTTP 500' : null,
      })
      .execute();
    // Polled all the time until then, as far as anybody asks.
    await noteContinuous(db, [{ id, cadenceMs }], {
      from: plusMs(NOON, -45 * DAY_MS),
      recordedAt: lastSuccessAt ?? plusMs(NOON, -45 * DAY_MS),
    });
  }
}

/** Puts offers with their changes into the market, and moves the tape's seq along. */
export async function seedOffers(db: Db, offers: readonly SeedOffer[]): Promise<void> {
  const instants = offers.flatMap(({ changes }) => changes.map(({ at }) => at));
  if (instants.length > 0) {
    await ensurePartitions(db, instant(Math.min(...instants)), instant(Math.max(...instants)));
  }
  for (const offer of offers) {
    const { changes, units = null, stock, listed = true } = offer;
    const first = changes[0];
    const last = changes.at(-1);
    if (!first || !last) throw new Error('an offer has a change at least');
    const available = stock ? null : (last.available ?? units?.length ?? 1);
    const { id } = await db
      .insertInto('offer')
      .values({
        provider: offer.provider,
        key: offer.key,
        billing: offer.billing ?? 'ON_DEMAND',
        source: `https://${offer.provider}.example`,
        gpu: offer.gpu ?? null,
        gpu_name: offer.gpuName ?? offer.gpu ?? 'Mystery GPU',
        gpu_count: offer.gpuCount ?? 1,
        region: offer.region ?? null,
        region_name: offer.regionName ?? offer.region ?? null,
        tier: offer.tier ?? 'COMMUNITY',
        reliability: offer.reliability ?? null,
        traits: JSON.stringify(offer.traits ?? {}),
        units: units === null ? null : [...units],
        price: Math.round(last.usd * 1e6),
        stock: stock ?? 'COUNTED',
        available,
        listed,
        first_observed_at: formatInstant(first.at),
        observed_at: formatInstant(offer.lastObservedAt ?? last.at),
        recorded_at: formatInstant(offer.lastObservedAt ?? last.at),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const rows = changes.map((change) => ({
      at: formatInstant(change.at),
      price: Math.round(change.usd * 1e6),
      stock: stock ?? 'COUNTED',
      available: stock ? null : (change.available ?? units?.length ?? 1),
      listed: change.listed ?? true,
      units: units && change.available === 0 ? [] : units,
    }));
    await sql`
      with head as (update tape set seq = seq + ${rows.length} returning seq - ${rows.length} as seq)
      insert into price_change (offer_id, observed_at, recorded_at, seq, price, stock, available, listed, units)
      select ${id}, at, at, head.seq + ordinality, price, stock, available, listed, units
      from head, rows from (jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as (
        at timestamptz, price bigint, stock text, available integer, listed boolean, units text[])) with ordinality
        as row (at, price, stock, available, listed, units, ordinality)`.execute(db);
    await sql`
      insert into offer_version (offer_id, recorded_at, ${VERSIONED_FACTS}, observed_at)
      select id, first_observed_at, ${VERSIONED_FACTS}, first_observed_at from offer where id = ${id}`.execute(
      db,
    );
  }
}

const hour = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);

/**
 * A small market at NOON: a Vast-like provider with overlapping machines, one that tells levels
 * alone, one gone stale, one from a file, and a simulated one.
 */
export async function seedMarket(db: Db): Promise<void> {
  await seedProviders(db, [
    { id: 'alpha' },
    { id: 'beta' },
    { id: 'gamma', lastSuccessAt: hour(-2), failures: 4 },
    { id: 'archive', cadenceMs: null },
    { id: 'demo', simulated: true },
  ]);
  const machine = {
    provider: 'alpha',
    gpu: 'rtx-4090',
    region: 'US-CA',
    regionName: 'California, US',
  } as const;
  await seedOffers(db, [
    {
      ...machine,
      key: 'm1x1',
      units: ['m1:0'],
      reliability: 0.99,
      traits: { verified: true, machine: 'm1', ramMb: 64_000, storageUsdPerGbMonth: 0.15 },
      changes: [
        { at: hour(-30), usd: 0.42 },
        { at: hour(-1), usd: 0.4 },
      ],
    },
    {
      ...machine,
      key: 'm1x2',
      gpuCount: 2,
      units: ['m1:0', 'm1:1'],
      reliability: 0.99,
      changes: [{ at: hour(-30), usd: 0.41 }],
    },
    { ...machine, key: 'm1x1s', billing: 'SPOT', units: ['m1:0'], changes: [{ at: hour(-3), usd: 0.18 }] },
    {
      ...machine,
      key: 'm2',
      region: 'DE',
      regionName: 'Germany',
      units: ['m2:0'],
      reliability: 0.9,
      changes: [{ at: hour(-6), usd: 0.36 }],
    },
    {
      ...machine,
      key: 'm3',
      region: 'DE',
      regionName: 'Germany',
      units: [],
      changes: [
        { at: hour(-6), usd: 0.3 },
        { at: hour(-2), usd: 0.3, available: 0 },
      ],
    },
    {
      ...machine,
      key: 'gone',
      units: ['m9:0'],
      listed: false,
      changes: [
        { at: hour(-20), usd: 0.5 },
        { at: hour(-10), usd: 0.5, listed: false },
      ],
    },
    {
      provider: 'alpha',
      key: 'odd',
      gpuName: 'CMP 170HX',
      region: 'DE',
      changes: [{ at: hour(-5), usd: 0.09 }],
    },
    {
      provider: 'beta',
      key: 'h100',
      gpu: 'h100-sxm',
      gpuName: 'NVIDIA H100 80GB HBM3',
      gpuCount: 1,
      tier: 'SECURE',
      stock: 'LOW',
      changes: [{ at: hour(-40), usd: 2.69 }],
    },
    {
      provider: 'beta',
      key: '4090',
      gpu: 'rtx-4090',
      gpuName: 'NVIDIA GeForce RTX 4090',
      tier: 'SECURE',
      stock: 'HIGH',
      changes: [{ at: hour(-40), usd: 0.69 }],
    },
    { provider: 'gamma', key: 'old', gpu: 'rtx-4090', region: 'FR', changes: [{ at: hour(-8), usd: 0.2 }] },
    {
      provider: 'archive',
      key: 'import:h100',
      gpuName: 'H100',
      stock: 'UNKNOWN',
      listed: false,
      lastObservedAt: hour(-2),
      changes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => ({
        at: hour(-24 * (10 - day)),
        usd: day === 6 ? 0.01 : 2 + day / 10,
      })),
    },
    { provider: 'demo', key: 'sim', gpu: 'rtx-4090', region: 'SE', changes: [{ at: hour(-5), usd: 0.33 }] },
  ]);
  await db
    .insertInto('quarantine')
    .values({
      provider: 'alpha',
      key: 'cent',
      billing: 'ON_DEMAND',
      gpu: 'b200',
      gpu_name: 'B200',
      gpu_count: 8,
      region: 'US-CA',
      price: 10_000,
      reason: 'ABSURD_PRICE',
      detail: '0.01 USD an hour for one B200 is below 0.045',
      held_since: formatInstant(hour(-1)),
      first_at: formatInstant(hour(-1)),
      last_at: formatInstant(NOON),
      times: 61,
    })
    .execute();
}
