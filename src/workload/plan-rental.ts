import type { GpuSplit } from '#analytics/model-memory.ts';
import { isLlamaCpp } from '#catalog/engine-support.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import { hasMachines, type PricedGpu } from './gpu-prices.ts';
import type { RightSizingQuestion } from './right-sizing-question.ts';
import type { GpuOffers } from './store-gpu-prices.ts';

/** How so many GPUs of a kind are rented: machines alike, of each of which so many GPUs are used. */
export type PlanRental = {
  readonly offers: GpuOffers;
  readonly machines: number;
  /** Of each machine; it is paid for whole. */
  readonly gpusUsed: number;
};

const IN_ONE_MACHINE = [1, 2, 4, 8] as const;
const ACROSS_MACHINES = [2, 4, 8, 16, 32] as const;

export function gpusUsedOf({ machines, gpusUsed }: PlanRental): number {
  return machines * gpusUsed;
}

function usd(micros: number): number {
  return usdAsFloat(microUsd(Math.round(micros)));
}

/** What a machine costs an hour, in micro-dollars. */
function hourly({ cheapest, gpuCount }: GpuOffers): number {
  return cheapest * gpuCount;
}

/** At the cheapest offer's price, further machines at the median: the cheapest is had once. */
export function hourlyUsdOf({ offers, machines }: PlanRental): number {
  return (usd(offers.cheapest) + (machines - 1) * usd(offers.median)) * offers.gpuCount;
}

/** One machine for each number of GPUs, the cheapest an hour that has as many, and of one machine as many as it has. */
export function rentalsInOne({ sizes }: PricedGpu): PlanRental[] {
  const byOffer = new Map<GpuOffers, PlanRental>();
  for (const gpusUsed of IN_ONE_MACHINE) {
    const [offers] = sizes
      .filter(({ gpuCount }) => gpuCount >= gpusUsed)
      .toSorted((a, b) => hourly(a) - hourly(b));
    if (offers) byOffer.set(offers, { offers, machines: 1, gpusUsed });
  }
  return [...byOffer.values()];
}

/** Several machines for each number of GPUs, of as many GPUs as are offered together. */
export function rentalsAcross({ sizes }: PricedGpu): PlanRental[] {
  return ACROSS_MACHINES.flatMap((gpus) => {
    const fitting = sizes.flatMap((offers): PlanRental[] => {
      const gpusUsed = IN_ONE_MACHINE.findLast((count) => count <= offers.gpuCount && count < gpus) ?? 1;
      const machines = gpus / gpusUsed;
      return hasMachines(offers, machines) ? [{ offers, machines, gpusUsed }] : [];
    });
    // As few machines as can be: what GPUs of one tell each other is told fastest.
    const [best] = fitting.toSorted((a, b) => a.machines - b.machines || hourlyUsdOf(a) - hourlyUsdOf(b));
    return best ? [best] : [];
  });
}

/** GPUs of a machine share every layer, or with llama.cpp all GPUs the layers. */
export function splitOfRental(rental: PlanRental, { engine }: Pick<RightSizingQuestion, 'engine'>): GpuSplit {
  return isLlamaCpp(engine)
    ? { gpusPerNode: 1, nodes: gpusUsedOf(rental) }
    : { gpusPerNode: rental.gpusUsed, nodes: rental.machines };
}
