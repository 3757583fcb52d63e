import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { timestamp } from '#db/timestamp.ts';
import { MINUTE_MS, type Instant } from '#units/time.ts';
import { MB_PER_STATED_GB, type Bounds, type OfferScope } from './offer-scope.ts';

/** A provider unheard of for three of its cadences, and a minute at least, has gone stale. */
const CADENCES_FRESH = 3;

/** True where the provider was not heard of lately, or its newest quote of the offer is held; for `from offer join provider`. */
export function staleAt(now: Instant): RawBuilder<SqlBool> {
  return sql<SqlBool>`(offer.held or ${providerStaleAt(now)})`;
}

/** True where the provider was not heard of lately; for any statement with `provider`. */
export function providerStaleAt(now: Instant): RawBuilder<SqlBool> {
  return sql<SqlBool>`coalesce(provider.last_success_at + ${timeToLiveMs()} * interval '1 millisecond' < ${timestamp(now)}, true)`;
}

/** After how long unheard of a provider's prices are stale; for any statement with `provider`. */
export function timeToLiveMs(): RawBuilder<number> {
  return sql<number>`greatest(${CADENCES_FRESH}::bigint * provider.cadence_ms,
    ${MINUTE_MS})`;
}

/**
 * The scope as a condition on `from offer join provider`, but for what is asked of an offer's present
 * state: listed, rentable, fresh.
 */
export function inScope(scope: OfferScope): RawBuilder<SqlBool> {
  const conditions: RawBuilder<unknown>[] = [];
  const { gpus, gpuNames, providers, regions, tiers, billing, minVram, minReliability } = scope;
  if (scope.simulated !== null) conditions.push(sql`provider.simulated = ${scope.simulated}`);
  if (gpus) conditions.push(sql`offer.gpu = any(${[...gpus]}::text[])`);
  if (gpuNames) conditions.push(sql`offer.gpu_name = any(${[...gpuNames]}::text[])`);
  if (providers) conditions.push(sql`offer.provider = any(${[...providers]}::text[])`);
  if (regions) {
    conditions.push(sql`(offer.region = any(${[...regions]}::text[])
      or split_part(offer.region, '-', 1) = any(${[...regions]}::text[]))`);
  }
  if (tiers) conditions.push(sql`offer.tier = any(${[...tiers]}::text[])`);
  if (billing) conditions.push(sql`offer.billing = ${billing}`);
  if (scope.price) conditions.push(...within(sql.ref('offer.price'), scope.price));
  if (scope.gpuCount) conditions.push(...within(sql.ref('offer.gpu_count'), scope.gpuCount));
  if (minVram) {
    conditions.push(sql`(offer.gpu = any(${[...minVram.gpus]}::text[]) or offer.gpu is null
      and (offer.traits->>'vramMb')::float8 >= ${minVram.gb * MB_PER_STATED_GB}::float8)`);
  }
  if (scope.verifiedOnly) conditions.push(sql`offer.traits->'verified' = 'true'::jsonb`);
  if (minReliability !== null) conditions.push(sql`offer.reliability >= ${minReliability}::float8`);
  return conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** The scope with what it asks of an offer's present state: what a list of offers shows. */
export function offeredIn(scope: OfferScope, now: Instant): RawBuilder<SqlBool> {
  const conditions = [scope.rentableOnly ? sql`offer.rentable` : sql`offer.listed`, inScope(scope)];
  if (!scope.includeStale) conditions.push(sql`not ${staleAt(now)}`);
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

function within(value: RawBuilder<unknown>, { lt, lte, gt, gte }: Bounds): RawBuilder<unknown>[] {
  return [
    ...(lt === undefined ? [] : [sql`${value} < ${lt}`]),
    ...(lte === undefined ? [] : [sql`${value} <= ${lte}`]),
    ...(gt === undefined ? [] : [sql`${value} > ${gt}`]),
    ...(gte === undefined ? [] : [sql`${value} >= ${gte}`]),
  ];
}
