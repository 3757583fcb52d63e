import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { absenceOf, type Absence } from '#market/graph-absence.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { rawFrom } from '#market/store-raw-from.ts';
import { derived, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { costAt, type Cost } from '../cost.ts';
import { gpuMarket, hasMachines, type PricedGpu } from '../gpu-prices.ts';
import { cheapestPrice, medianPrice } from '../price-figures.ts';
import type { GpuOffers } from '../store-gpu-prices.ts';
import { countedHours } from './counted.ts';
import type { Workload } from './workload.ts';

/** What the GPUs of a workload cost to rent for the hours that count. */
export type WorkloadRent = {
  /** USD/h for one GPU; null where there is none. */
  readonly price: Figure | null;
  /** GPUs of each machine the price is of; null where the owner told the price, or there is none. */
  readonly gpusPerMachine: number | null;
  readonly cost: Cost | null;
  readonly absence: Absence | null;
};

const COST = formula('pricePerGpuHour * gpus * hours');

/**
 * At the price the owner told; else at the market's: of now for what has not begun, and of when it began for what has.
 * One machine of exactly so many GPUs at the cheapest offer, or the fewest machines alike at the median of their
 * offers, as the cheapest is had once.
 */
export async function rentOf(workload: Workload, context: Context): Promise<WorkloadRent> {
  const { gpuCount, pricePerGpuHour } = workload;
  const hours = countedHours(workload);
  const gpus = given(gpuCount, 'GPUs');
  if (pricePerGpuHour !== null) {
    const price = given(usdAsFloat(pricePerGpuHour), 'USD/h');
    const cost = costAt(derived(COST, { pricePerGpuHour: price, gpus, hours }, 'USD'), null, false);
    return { price, gpusPerMachine: null, cost, absence: null };
  }
  const found = await machineOf(workload, context);
  if (typeof found === 'string') return { price: null, gpusPerMachine: null, cost: null, absence: found };
  const { offers, factors } = found;
  const price = offers.gpuCount === gpuCount ? cheapestPrice(offers) : medianPrice(offers);
  const cost = costAt(
    derived(COST, { pricePerGpuHour: price, gpus, hours }, 'USD'),
    factors,
    offers.simulated,
  );
  return { price, gpusPerMachine: offers.gpuCount, cost, absence: null };
}

type Machine = Pick<PricedGpu, 'factors'> & { readonly offers: GpuOffers };

async function machineOf(workload: Workload, context: Context): Promise<Machine | Absence> {
  const { gpu, gpuCount, provider, region, billing, startedAt } = workload;
  const moment: Moment = { at: startedAt ?? context.now(), asOf: startedAt };
  if (startedAt !== null) {
    const from = await rawFrom(context.db);
    if (from !== null && startedAt < from) return 'NOT_OBSERVED';
  }
  const scope = {
    // A provider that is named decides whether the simulated market is meant.
    ...wholeMarket(provider === null ? context.simulated : null),
    gpus: [gpu],
    providers: provider === null ? null : [provider],
    regions: region === null ? null : [region],
    billing,
  };
  const { priced, unpriced } = await gpuMarket(context, scope, moment);
  const [listed] = priced;
  if (!listed) {
    const { taken = 0, staleOut = 0 } = unpriced[0] ?? {};
    return absenceOf(unpriced[0] && { offers: 0, taken, staleOut }) ?? 'NOT_OFFERED';
  }
  const offers = listed.sizes.findLast(
    (size) => gpuCount % size.gpuCount === 0 && hasMachines(size, gpuCount / size.gpuCount),
  );
  return offers ? { offers, factors: listed.factors } : 'NOT_OFFERED';
}
