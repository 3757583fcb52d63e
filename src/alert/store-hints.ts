import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { wholeMarket, type OfferScope } from '#market/offer-scope.ts';
import { inScope, staleAt } from '#market/store-scope.ts';
import type { Instant } from '#units/time.ts';
import type { AlertScope } from './alert.ts';

/** What the market has of an alert's scope, to tell whoever makes it. */
export type ScopeOffers = {
  /** Offers ever known, those listed now, and those that can be rented now at a price that is not stale. */
  readonly known: number;
  readonly listed: number;
  readonly rentable: number;
};

export function offerScope({ gpu, billing, providers, regions, simulated }: AlertScope): OfferScope {
  return { ...wholeMarket(simulated), gpus: [gpu], billing, providers, regions };
}

export async function offersInScope(db: Db, scope: AlertScope, now: Instant): Promise<ScopeOffers> {
  const { rows } = await sql<ScopeOffers>`
    select count(*) as known, count(*) filter (where offer.listed) as listed,
      count(*) filter (where offer.rentable and not ${staleAt(now)}) as rentable
    from offer join provider on provider.id = offer.provider
    where ${inScope(offerScope(scope))}`.execute(db);
  return rows[0] ?? { known: 0, listed: 0, rentable: 0 };
}
