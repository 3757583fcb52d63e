import type { Gpu } from '#catalog/gpu.ts';
import { regionByCode } from '#catalog/regions.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Billing } from '#units/quote.ts';
import { regionCode } from '#units/region.ts';
import { costAt } from '../cost.ts';
import { estimateEnergy, type EnergyEstimate } from '../energy/energy.ts';
import type { PriceFactors } from '../gpu-prices.ts';
import { offerPrice } from '../price-figures.ts';
import type { Candidate } from './candidate.ts';
import type { InsightMarket } from './insight-market.ts';
import type { WorkloadUse } from './insight.ts';

const COST = formula('gpus * hours * price');

type UseParts = {
  readonly gpu: Gpu;
  readonly gpuCount: Figure;
  readonly machines: number;
  readonly billing: Billing;
  readonly provider: string | null;
  readonly region: string | null;
  readonly utilization: Figure;
  readonly hours: Figure;
  readonly price: Figure;
  readonly factors: PriceFactors | null;
  readonly simulated: boolean;
};

/** What so many GPUs at work for so long take. */
export function useOf(parts: UseParts): WorkloadUse {
  const { gpuCount, hours, price, factors, simulated, ...rest } = parts;
  const { energy, carbon } = energyOf(parts).detailed.middle;
  const cost = costAt(derived(COST, { gpus: gpuCount, hours, price }, 'USD'), factors, simulated);
  return { ...rest, gpuCount: gpuCount.value, hours, price, cost, energy, carbon };
}

/** The same on an offer. */
export function useOfOffer(
  { offer, gpu, gpuCount, machines }: Candidate,
  market: InsightMarket,
  { hours, utilization }: Pick<WorkloadUse, 'hours' | 'utilization'>,
): WorkloadUse {
  const { provider, region, billing, simulated } = offer;
  return useOf({
    gpu,
    gpuCount: fact(gpuCount, 'GPUs', 'OBSERVED', `GPUs on offer, ${offer.source}`),
    machines,
    billing,
    provider,
    region,
    utilization,
    hours,
    price: offerPrice(offer),
    factors: market.factorsOf(gpu.slug, billing),
    simulated,
  });
}

type EnergyParts = Pick<WorkloadUse, 'gpu' | 'utilization' | 'hours' | 'provider' | 'region'> & {
  readonly gpuCount: number | Figure;
};

export function energyOf({
  gpu,
  gpuCount,
  utilization,
  hours,
  provider,
  region,
}: EnergyParts): EnergyEstimate {
  return estimateEnergy({
    gpu,
    gpuCount: typeof gpuCount === 'number' ? gpuCount : gpuCount.value,
    hours: hours.value,
    utilization: utilization.value,
    region: region === null ? null : (regionByCode(regionCode(region)) ?? null),
    provider,
  });
}
