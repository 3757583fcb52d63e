import { sql } from 'kysely';
import { offersAt, providersAt } from '#market/store-moment.ts';
import { inScope } from '#market/store-scope.ts';
import type { HazardSource } from './store-hazards.ts';

/** The bands of interruption of the spot offers listed at the moment, whatever the period: they are of the month before. */
export const advisorBands: HazardSource = ({ scope, moment }) => sql`
    (select 'ADVISOR_BAND' as estimator, offer.gpu, offer.provider, offer.region, offer.billing, provider.simulated,
      0 as events, 0::float8 as exposure_ms, 0::float8 as down_ms, 0 as recoveries,
      null::float8[] as life_ms, null::boolean[] as life_ended, null::text[] as reporters,
      (offer.traits->>'interruptionMonthlyLow')::float8 as low,
      (offer.traits->>'interruptionMonthlyHigh')::float8 as high, count(*)::int as offers
    from ${offersAt(moment)} as offer join ${providersAt(moment)} as provider on provider.id = offer.provider
    where offer.billing = 'SPOT' and offer.listed and offer.traits->'interruptionMonthlyLow' is not null
      and offer.traits->'interruptionMonthlyHigh' is not null and ${inScope({ ...scope, price: null })}
    group by 2, 3, 4, 5, 6, low, high)`;
