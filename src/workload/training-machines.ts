import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import { observedPrice, type PricedGpu } from './gpu-prices.ts';
import type { GpuOffers } from './store-gpu-prices.ts';

/** Machines of one size, rented whole. */
export type Machines = {
  readonly offers: GpuOffers;
  readonly machines: number;
  /** All of them are paid for. */
  readonly rentedGpus: Figure;
  /** GPUs that train: all, or as many as the caller says. */
  readonly gpus: Figure;
  /** For one GPU and hour. */
  readonly price: Figure;
};

const RENTED = formula('machines * gpusOfMachine');

/**
 * The machines to rent for at least `least` GPUs, or for exactly `asked`: the cheapest, of equal ones the fewest.
 * Undefined where no size has as many on offer.
 */
export function machinesOf(
  { sizes }: Pick<PricedGpu, 'sizes'>,
  least: number,
  asked: number | null,
): Machines | undefined {
  const wanted = asked ?? least;
  const ways = sizes.flatMap((offers) => {
    const machines = Math.ceil(wanted / offers.gpuCount);
    // `available` counts GPUs.
    const isThere = offers.uncounted > 0 || offers.available >= machines * offers.gpuCount;
    if (!isThere) return [];
    // What is paid for each GPU that trains.
    const rented = machines * offers.gpuCount;
    const micros = machines === 1 ? offers.cheapest : offers.median;
    return [{ offers, machines, rented, perGpu: (micros * rented) / (asked ?? rented) }];
  });
  const [best] = ways.toSorted((a, b) => a.perGpu - b.perGpu || a.machines - b.machines);
  if (!best) return undefined;
  const { offers, machines } = best;
  const rentedGpus = derived(
    RENTED,
    {
      machines: fact(machines, 'machines', 'DERIVED', 'as few as have the GPUs needed'),
      gpusOfMachine: fact(offers.gpuCount, 'GPUs', 'OBSERVED', offers.source),
    },
    'GPUs',
  );
  return {
    offers,
    machines,
    rentedGpus,
    gpus: asked === null ? rentedGpus : given(asked, 'GPUs'),
    price: machines === 1 ? observedPrice(offers) : medianPrice(offers),
  };
}

/** Of several machines at once not all can be the cheapest. */
function medianPrice(offers: GpuOffers): Figure {
  const source = `${offers.source}: the middle of ${offers.offers} offers of ${offers.gpuCount}`;
  return fact(usdAsFloat(microUsd(Math.round(offers.median))), 'USD/h', 'OBSERVED', source);
}
