import { measuredHazards, type PlannedHazard } from '#forecast/planned-hazard.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { pricedGpus, type PricedGpu } from '../gpu-prices.ts';

/** What a run is compared with: GPUs as they can be rented, and how often their spot machines are interrupted. */
export type TierMarket = {
  readonly priced: readonly PricedGpu[];
  /** By the GPU’s slug; absent for those of which too little is known. */
  readonly hazards: ReadonlyMap<string, PlannedHazard>;
};

export async function tierMarket(context: Context, scope: OfferScope, moment: Moment): Promise<TierMarket> {
  const [priced, measured] = await Promise.all([
    pricedGpus(context, scope, moment),
    scope.billing === 'ON_DEMAND'
      ? new Map<string, never>()
      : measuredHazards(context.db, {
          // Hazards are of machines, whatever they cost and however many GPUs they have.
          scope: { ...scope, billing: 'SPOT', regions: null, price: null, gpuCount: null },
          regions: scope.regions,
          moment,
          bid: null,
        }),
  ]);
  const hazards = [...measured].flatMap(([gpu, hazard]): [string, PlannedHazard][] =>
    hazard.origin === null ? [] : [[gpu, hazard]],
  );
  return { priced, hazards: new Map(hazards) };
}
