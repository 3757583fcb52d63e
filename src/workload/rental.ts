import type { Gpu } from '#catalog/gpu.ts';
import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { absenceOf, type Absence } from '#market/graph-absence.ts';
import { scopeOf, slugOf } from '#market/graph-filter.ts';
import { codesOf } from '#market/graph-region-named.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { given, type Figure } from '#units/figure.ts';
import { usdAsFloat, type MicroUsd } from '#units/money.ts';
import { MAX_GPU_COUNT, MAX_PRICE } from '#units/quote-laws.ts';
import { gpuMarket, type PriceFactors } from './gpu-prices.ts';
import { providerNamed } from './graph-provider-name.ts';
import { cheapestPrice } from './price-figures.ts';

/** Machines somebody would rent, as GraphQL hands them over. */
export type AskedRental = {
  readonly gpu?: string | null | undefined;
  readonly gpuCount: number;
  readonly provider?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly billing: 'ON_DEMAND' | 'SPOT';
  readonly pricePerGpuHour?: MicroUsd | null | undefined;
};

/** What one GPU of such a machine costs an hour. */
export type Rental = {
  /** Null where the caller told a price alone. */
  readonly gpu: Gpu | null;
  readonly gpuCount: Figure;
  /** USD/h for one GPU; null where there is none. */
  readonly price: Figure | null;
  readonly absence: Absence | null;
  /** How the price is expected to change; null for a price that was given. */
  readonly factors: PriceFactors | null;
  readonly simulated: boolean;
  /** Whose offer it is and where it stands; null where there is none, and for a price that was given. */
  readonly offer: { readonly provider: string; readonly region: string | null } | null;
};

/**
 * The cheapest offer of a machine of exactly so many GPUs, or the caller's own price. Throws BAD_USER_INPUT
 * for names nobody knows, and where neither a GPU nor a price is told.
 */
export async function rentalOf(asked: AskedRental, context: Context, moment: Moment): Promise<Rental> {
  const { gpuCount, pricePerGpuHour } = asked;
  checkWithin('gpuCount', gpuCount, 1, MAX_GPU_COUNT);
  if (pricePerGpuHour != null)
    checkAboveZero('pricePerGpuHour', usdAsFloat(pricePerGpuHour), usdAsFloat(MAX_PRICE));
  const gpu = asked.gpu == null ? null : gpuOf(slugOf(asked.gpu, 'gpu'));
  const count = given(gpuCount, 'GPUs');
  if (pricePerGpuHour != null) {
    const price = given(usdAsFloat(pricePerGpuHour), 'USD/h');
    return { gpu, gpuCount: count, price, absence: null, factors: null, simulated: false, offer: null };
  }
  if (!gpu)
    throw badInput('gpu', 'Say which `gpu` is rented, or what an hour of one costs as `pricePerGpuHour`.');
  const { provider, region, billing } = asked;
  const anywhere = await scopeOf(
    { gpus: [gpu.slug], billing, gpuCount: { gte: gpuCount, lte: gpuCount } },
    context,
  );
  const scope = {
    ...anywhere,
    simulated: provider == null ? anywhere.simulated : null,
    providers: provider == null ? null : [await providerNamed(context.db, provider)],
    regions: region == null ? null : codesOf(region, 'region'),
  };
  const { priced, unpriced } = await gpuMarket(context, scope, moment);
  const [found] = priced;
  if (!found) {
    const { taken = 0, staleOut = 0 } = unpriced[0] ?? {};
    const absence = absenceOf(unpriced[0] && { offers: 0, taken, staleOut });
    return {
      gpu,
      gpuCount: count,
      price: null,
      absence,
      factors: null,
      simulated: context.simulated,
      offer: null,
    };
  }
  const { cheapest, factors } = found;
  const price = cheapestPrice(cheapest);
  const offer = { provider: cheapest.provider, region: cheapest.region };
  return { gpu, gpuCount: count, price, absence: null, factors, simulated: cheapest.simulated, offer };
}

/** Dollars a month that nobody pays for one thing; with its forecast it is well within what money holds. */
export const MOST_USD_A_MONTH = 1e9;

/** Throws BAD_USER_INPUT for a bill that is a slip of the input. */
export function checkBill(argument: string, usd: number): void {
  if (usd <= MOST_USD_A_MONTH) return;
  throw badInput(
    argument,
    `That comes to over ${MOST_USD_A_MONTH} US dollars a month: check \`${argument}\` and the machines’ number and price.`,
  );
}
