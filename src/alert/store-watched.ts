import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { timeToLiveMs } from '#market/store-scope.ts';
import type { Instant } from '#units/time.ts';
import type { StandingOffer } from './watched-market.ts';

const STANDING: RawBuilder<unknown> = sql`offer.id, offer.provider, offer.billing, offer.gpu, offer.region, provider.simulated,
  offer.tier, offer.gpu_count as "gpuCount", offer.price, offer.listed, offer.rentable, offer.held, offer.available,
  offer.units, offer.source, offer.observed_at as "changedAt", offer.seq`;

/**
 * The offers of a provider that were written after an instant and by another, as they stood then: whatever a poll
 * changed of them, facts and quarantine too, and what was loaded of the provider's history meanwhile.
 */
export async function offersWritten(
  db: Db,
  provider: string,
  { after, by }: { readonly after: Instant; readonly by: Instant },
): Promise<StandingOffer[]> {
  const { rows } = await sql<StandingOffer>`
    select ${STANDING}
    from ${offersAt({ asOf: by })} as offer join provider on provider.id = offer.provider
    where offer.provider = ${provider} and offer.recorded_at > ${timestamp(after)}`.execute(db);
  return rows;
}

/** The listed offers of these GPUs, as they stood at an instant. */
export async function offersStanding(db: Db, gpus: readonly string[], at: Instant): Promise<StandingOffer[]> {
  const { rows } = await sql<StandingOffer>`
    select ${STANDING}
    from ${offersAt({ asOf: at })} as offer join provider on provider.id = offer.provider
    where offer.gpu = any(${[...gpus]}::text[]) and offer.listed`.execute(db);
  return rows;
}

export type ProviderHeard = {
  readonly provider: string;
  readonly simulated: boolean;
  readonly freshUntil: Instant;
};

/** Until when each provider that ever answered counts as heard of, as was known at an instant. */
export async function providersHeard(db: Db, at: Instant): Promise<ProviderHeard[]> {
  const { rows } = await sql<ProviderHeard>`
    select provider.id as provider, provider.simulated,
      provider.last_success_at + ${timeToLiveMs()} * interval '1 millisecond' as "freshUntil"
    from ${providersAt({ asOf: at })} as provider
    where provider.last_success_at is not null and provider.cadence_ms is not null`.execute(db);
  return rows;
}
