import type { FleetOption } from '#analytics/fleet-groups.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import type { Figure } from '#units/figure.ts';
import { CAPACITY_UNITS, machineCapacity, type FleetPolicy, type Measure } from './fleet-policy.ts';
import { offerPrice } from './price-figures.ts';
import type { FleetOffer } from './store-fleet-offers.ts';

/** An offer as something to plan with. */
export type FleetCandidate = {
  readonly offer: FleetOffer;
  readonly gpu: Gpu;
  readonly price: Figure;
  readonly capacity: Figure;
  readonly option: FleetOption;
};

export type FleetNeeds = {
  readonly hours: number;
  readonly measure: Measure;
  readonly policy: FleetPolicy;
  readonly minVramGb: number | null;
  readonly gpusPerMachine: number;
  readonly spotMtbi: Figure;
};

/** Why offers are left out, and how many each reason takes. */
export type LeftOut = {
  readonly reason: 'TOO_LITTLE_VRAM' | 'TOO_FEW_GPUS' | 'TOO_UNRELIABLE' | 'NO_MEASURE';
  readonly offers: number;
};

export type FleetMarket = {
  readonly candidates: readonly FleetCandidate[];
  readonly leftOut: readonly LeftOut[];
};

/** The offers that fit the needs, and why the others do not. */
export function fleetMarket(offers: readonly FleetOffer[], needs: FleetNeeds): FleetMarket {
  const candidates: FleetCandidate[] = [];
  const reasons = new Map<LeftOut['reason'], number>();
  for (const offer of offers) {
    const found = candidateOf(offer, needs);
    if (typeof found === 'string') reasons.set(found, (reasons.get(found) ?? 0) + 1);
    else candidates.push(found);
  }
  return { candidates, leftOut: [...reasons].map(([reason, count]) => ({ reason, offers: count })) };
}

function candidateOf(offer: FleetOffer, needs: FleetNeeds): FleetCandidate | LeftOut['reason'] {
  const { hours, measure, policy, minVramGb, gpusPerMachine, spotMtbi } = needs;
  const gpu = gpuOf(offer.gpu);
  if (!gpu) return 'NO_MEASURE';
  if (minVramGb !== null && gpu.vramGb < minVramGb) return 'TOO_LITTLE_VRAM';
  if (offer.gpuCount < gpusPerMachine) return 'TOO_FEW_GPUS';
  if (offer.reliability !== null && offer.reliability < policy.minReliability) return 'TOO_UNRELIABLE';
  const capacity = machineCapacity(offer, gpu, measure, spotMtbi);
  if (!capacity || capacity.value === 0) return 'NO_MEASURE';
  return {
    offer,
    gpu,
    price: offerPrice(offer),
    capacity,
    option: {
      id: String(offer.id).padStart(12, '0'),
      // Rounded up, so that what fits by these fits by the prices themselves.
      cost: Math.ceil(offer.price * offer.gpuCount * hours),
      capacity: Math.round(capacity.value * CAPACITY_UNITS),
      isOnDemand: offer.billing === 'ON_DEMAND',
      // A provider that tells no number has one at least.
      available: offer.available ?? 1,
      units: (offer.units ?? []).map((unit) => `${offer.provider}/${unit}`),
    },
  };
}
