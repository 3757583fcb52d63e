import type { Gpu } from '#catalog/gpu.ts';
import type { Region } from '#catalog/region.ts';
import { isWithin } from '#catalog/regions.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { regionCode } from '#units/region.ts';
import type { FleetOffer } from '../store-fleet-offers.ts';

/** Machines of one offer that so many GPUs are rented as. */
export type Candidate = {
  readonly offer: FleetOffer;
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly machines: number;
};

/** Machines are made of eight GPUs at most, nearly everywhere; more are taken for several. */
const GPUS_OF_MACHINE = 8;

/** A thousand GPUs of eight to a machine. */
const MOST_MACHINES = 128;

export function fewestMachines(gpuCount: number): number {
  return Math.ceil(gpuCount / GPUS_OF_MACHINE);
}

/**
 * An offer as so many GPUs, each of which is used: in no more machines than machines of eight would be, as many of
 * them as it has. Null where it cannot be rented so. Providers that tell no number may have any.
 */
export function rentedAs(offer: FleetOffer, gpuCount: number): Candidate | null {
  const gpu = gpuOf(offer.gpu);
  const machines = gpuCount / offer.gpuCount;
  if (!gpu || !Number.isInteger(machines) || machines > fewestMachines(gpuCount)) return null;
  if (offer.available !== null && offer.available < machines) return null;
  return { offer, gpu, gpuCount, machines };
}

export function isIn(offer: FleetOffer, region: Region | null): boolean {
  if (region === null) return true;
  return offer.region !== null && isWithin(regionCode(offer.region), region.code);
}

/** The lowest price first; of two alike the older offer. */
export function byPrice(a: Candidate, b: Candidate): number {
  return a.offer.price * a.gpuCount - b.offer.price * b.gpuCount || a.offer.id - b.offer.id;
}

/** The first of each group of candidates that are in the order of price, groups in that order too. */
export function cheapestBy(
  candidates: readonly Candidate[],
  key: (candidate: Candidate) => string | null,
): readonly Candidate[] {
  const first = new Map<string | null, Candidate>();
  for (const candidate of candidates.toSorted(byPrice)) {
    const group = key(candidate);
    if (!first.has(group)) first.set(group, candidate);
  }
  return [...first.values()];
}

/**
 * The cheapest way to rent each number of each GPU under each billing, up to so many GPUs; in the order of the
 * market's ids, so that the same market gives the same.
 */
export function cheapestOfEach(
  offers: readonly FleetOffer[],
  most: number,
  fits: (offer: FleetOffer) => boolean,
): readonly Candidate[] {
  const best = new Map<string, Candidate>();
  for (const offer of offers) {
    if (offer.stale || !fits(offer)) continue;
    const machines = Math.min(Math.floor(most / offer.gpuCount), offer.available ?? Infinity, MOST_MACHINES);
    for (let some = 1; some <= machines; some++) {
      const candidate = rentedAs(offer, some * offer.gpuCount);
      if (!candidate) break;
      const key = `${offer.gpu} ${candidate.gpuCount} ${offer.billing}`;
      const known = best.get(key);
      if (!known || byPrice(candidate, known) < 0) best.set(key, candidate);
    }
  }
  return [...best.values()];
}

/** "8 × H100 SXM". */
export function gpusName({ gpu, gpuCount }: Pick<Candidate, 'gpu' | 'gpuCount'>): string {
  return `${gpuCount} × ${gpu.name}`;
}

/** "alpha in DE". */
export function placeName({ provider, region }: Pick<FleetOffer, 'provider' | 'region'>): string {
  return region === null ? provider : `${provider} in ${region}`;
}
