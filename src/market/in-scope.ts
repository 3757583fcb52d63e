import { MB_PER_STATED_GB, type Bounds, type OfferScope } from './offer-scope.ts';
import type { OfferRow } from './store-offers.ts';

/**
 * Whether an offer is in a scope, but for what the scope asks of its present state (rentable, fresh):
 * the same as the condition `inScope` of store-scope, for changes as they come off the tape.
 */
export function isInScope(scope: OfferScope, offer: OfferRow): boolean {
  const { minVram, minReliability } = scope;
  return (
    (scope.simulated === null || scope.simulated === offer.simulated) &&
    has(scope.gpus, offer.gpu) &&
    has(scope.gpuNames, offer.gpuName) &&
    has(scope.providers, offer.provider) &&
    (has(scope.regions, offer.region) || has(scope.regions, offer.region?.split('-')[0] ?? null)) &&
    has(scope.tiers, offer.tier) &&
    (scope.billing === null || scope.billing === offer.billing) &&
    within(scope.price, offer.price) &&
    within(scope.gpuCount, offer.gpuCount) &&
    (minVram === null ||
      (offer.gpu === null
        ? (offer.traits.vramMb ?? 0) >= minVram.gb * MB_PER_STATED_GB
        : minVram.gpus.includes(offer.gpu))) &&
    (!scope.verifiedOnly || offer.traits.verified === true) &&
    (minReliability === null || (offer.reliability !== null && offer.reliability >= minReliability))
  );
}

function has(wanted: readonly string[] | null, value: string | null): boolean {
  return wanted === null || (value !== null && wanted.includes(value));
}

function within(bounds: Bounds | null, value: number): boolean {
  const { lt, lte, gt, gte } = bounds ?? {};
  return (
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte) &&
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte)
  );
}
