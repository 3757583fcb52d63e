import { recogniseUseCase, type Recognised } from '#analytics/spot-suitability.ts';
import type { Absence } from '#market/graph-absence.ts';
import { given, type Figure } from '#units/figure.ts';
import { usdAsFloat } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import type { FleetOffer } from '../store-fleet-offers.ts';
import { offerPrice } from '../price-figures.ts';
import { byPrice, fewestMachines, isIn, rentedAs, type Candidate } from './candidate.ts';
import type { InsightMarket } from './insight-market.ts';
import type { WorkloadUse } from './insight.ts';
import { memoryNeeded } from './memory-needed.ts';
import { useOf } from './workload-use.ts';
import type { WorkloadSetup } from './workload-setup.ts';

/** A workload with what it takes now, which changes are held against. */
export type JudgedWorkload = {
  readonly setup: WorkloadSetup;
  readonly market: InsightMarket;
  readonly billing: Billing;
  readonly now: WorkloadUse;
  /** The offer it is taken to run on; null where the caller told a price. */
  readonly offer: FleetOffer | null;
  /** Gigabytes, on all GPUs together. */
  readonly need: Figure;
  readonly useCase: Recognised;
};

/** What it takes now: at the caller’s price, or on the cheapest offer of what was told. */
export function judgedWorkload(setup: WorkloadSetup, market: InsightMarket): JudgedWorkload | Absence {
  const billing = setup.billing ?? 'ON_DEMAND';
  const own = setup.price === null ? null : given(usdAsFloat(setup.price), 'USD/h');
  const found = own ? null : cheapestNow(setup, billing, market);
  const price = own ?? (found && offerPrice(found.offer));
  if (price === null) return market.absenceOf(setup.gpu.slug, billing);
  const place = found?.offer ?? { provider: setup.provider, region: setup.region?.code ?? null };
  const now = useOf({
    gpu: setup.gpu,
    gpuCount: given(setup.gpuCount, 'GPUs'),
    machines: found?.machines ?? fewestMachines(setup.gpuCount),
    billing,
    provider: place.provider,
    region: place.region,
    utilization: given(setup.utilization, '1'),
    hours: given(setup.hours, 'h'),
    price,
    factors: found ? market.factorsOf(setup.gpu.slug, billing) : null,
    simulated: found?.offer.simulated ?? false,
  });
  const useCase = recogniseUseCase(setup.useCase ?? '');
  return { setup, market, billing, now, offer: found?.offer ?? null, need: memoryNeeded(setup), useCase };
}

function cheapestNow(
  { gpu, gpuCount, provider, region }: WorkloadSetup,
  billing: Billing,
  { offers }: InsightMarket,
): Candidate | null {
  const [first = null] = offers
    .filter((offer) => offer.gpu === gpu.slug && offer.billing === billing && isIn(offer, region))
    .filter((offer) => provider === null || offer.provider === provider)
    .flatMap((offer) => rentedAs(offer, gpuCount) ?? [])
    .toSorted(byPrice);
  return first;
}

/** How many GPUs it takes now. */
export function gpusNow({ now }: Pick<JudgedWorkload, 'now'>): Figure {
  return given(now.gpuCount, 'GPUs');
}

/** What could be rented instead: all that is on offer, told lately, of so many GPUs. */
export function rentable(
  { market: { offers } }: Pick<JudgedWorkload, 'market'>,
  gpuCount: number,
  fits: (offer: FleetOffer) => boolean,
): readonly Candidate[] {
  return offers
    .filter((offer) => !offer.stale && fits(offer))
    .flatMap((offer) => rentedAs(offer, gpuCount) ?? [])
    .toSorted(byPrice);
}
