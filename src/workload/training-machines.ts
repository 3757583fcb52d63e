import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { hasMachines, type PricedGpu } from './gpu-prices.ts';
import { cheapestPrice, gpusOfOffer, medianPrice } from './price-figures.ts';
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
    if (!hasMachines(offers, machines)) return [];
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
      gpusOfMachine: gpusOfOffer(offers),
    },
    'GPUs',
  );
  return {
    offers,
    machines,
    rentedGpus,
    gpus: asked === null ? rentedGpus : given(asked, 'GPUs'),
    price: machines === 1 ? cheapestPrice(offers) : medianPrice(offers),
  };
}
