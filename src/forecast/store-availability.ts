import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { inScope } from '#market/store-scope.ts';
import type { Instant } from '#units/time.ts';

/** From when to when anybody looked at a selection of offers; null where nobody ever did. */
export type WatchedSpan = {
  readonly from: Instant | null;
  /** For polled providers their last answer, for imported offers their last line. */
  readonly to: Instant | null;
  readonly providers: readonly string[];
  readonly simulated: boolean;
};

/** Since when offers of this scope are known, and until when what is known of them holds. */
export async function watchedSpan(db: Db, scope: OfferScope, moment: Moment): Promise<WatchedSpan> {
  const { rows } = await sql<WatchedSpan>`
    select min(offer.first_observed_at) as "from",
      max(case when offer.key like 'import:%' then offer.observed_at
        else greatest(provider.last_success_at, offer.observed_at) end) as "to",
      coalesce(array_agg(distinct offer.provider order by offer.provider), '{}') as providers,
      coalesce(bool_or(provider.simulated), false) as simulated
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where ${inScope({ ...scope, price: null })}`.execute(db);
  const [span] = rows;
  return span ?? { from: null, to: null, providers: [], simulated: false };
}
