import { measuredHazards, type PlannedHazard, type UnknownHazard } from '#forecast/planned-hazard.ts';
import type { Moment } from '#graph/moment.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import { absenceOf, type Absence } from '#market/graph-absence.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import type { Billing } from '#units/quote.ts';
import { MINUTE_MS, SECOND_MS } from '#units/time.ts';
import { gpuMarket, type MarketReader, type PriceFactors } from '../gpu-prices.ts';
import { fleetOffers, type FleetOffer } from '../store-fleet-offers.ts';

/** What changes to workloads are looked for in: the same for all who ask at once. */
export type InsightMarket = {
  /** By id; stale ones too. */
  readonly offers: readonly FleetOffer[];
  /** Of spot machines, by the GPU’s slug. */
  readonly hazards: ReadonlyMap<string, PlannedHazard | UnknownHazard>;
  /** How the price of a GPU’s index is expected to change within a day. */
  readonly factorsOf: (gpu: string, billing: Billing) => PriceFactors | null;
  /** Why nothing of a GPU is on offer. */
  readonly absenceOf: (gpu: string, billing: Billing) => Absence;
};

const key = (gpu: string, billing: Billing): string => `${gpu} ${billing}`;

const STILL_MS = 5 * SECOND_MS;

/** Offers, forecasts and hazards of the whole market: four statements, shared by all who ask. */
export async function insightMarket(
  context: MarketReader & { readonly simulated: boolean },
  moment: Moment,
): Promise<InsightMarket> {
  const scope = wholeMarket(context.simulated);
  const [offers, { priced, unpriced }, hazards] = await Promise.all([
    shareForNow(context, ['workload offers', scope], moment, () => fleetOffers(context.db, scope, moment), {
      keepMs: STILL_MS,
      stillMs: STILL_MS,
    }),
    gpuMarket(context, scope, moment),
    shareForNow(
      context,
      ['workload hazards', scope],
      moment,
      () =>
        measuredHazards(context.db, {
          scope: { ...scope, billing: 'SPOT' },
          regions: null,
          moment,
          bid: null,
        }),
      { keepMs: 2 * MINUTE_MS, everyMs: MINUTE_MS },
    ),
  ]);
  const factors = new Map(priced.map(({ gpu, billing, factors: of }) => [key(gpu.slug, billing), of]));
  const listed = new Map(unpriced.map((listing) => [key(listing.gpu, listing.billing), listing]));
  return {
    offers,
    hazards,
    factorsOf: (gpu, billing) => factors.get(key(gpu, billing)) ?? null,
    absenceOf: (gpu, billing) => {
      const listing = listed.get(key(gpu, billing));
      return absenceOf(listing && { ...listing, offers: 0 }) ?? 'NOT_OFFERED';
    },
  };
}
