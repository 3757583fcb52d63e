import { referenceRegions } from '#catalog/cloud-prices.ts';
import { clouds } from '#catalog/cloud-skus.ts';
import type { Db } from '#db/open.ts';
import type { Moment } from '#graph/moment.ts';
import { CLOUD_NAMES, comparatorOf } from '#market/cloud-comparator.ts';
import { cloudQuotes, type CloudQuote } from '#market/store-cloud-quotes.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import { offerPrice } from './price-figures.ts';
import { sumOf, type FleetPart } from './fleet-parts.ts';
import type { FleetOffer } from './store-fleet-offers.ts';

/** What the same GPUs for the same hours cost elsewhere, and what is saved; nulls where `missing` says of what. */
export type FleetComparison = {
  readonly cost: Figure | null;
  readonly saving: Figure | null;
  readonly savingPercent: Figure | null;
  readonly missing: readonly string[];
};

/** On-demand quotes of the clouds that fleets are compared with. */
export function fleetCloudQuotes(db: Db, moment: Moment): Promise<CloudQuote[]> {
  const regionNames = clouds.flatMap((cloud) => referenceRegions[cloud]);
  return cloudQuotes(db, moment, { providers: clouds, billing: 'ON_DEMAND', regionNames });
}

/** The same GPUs at the cheapest on-demand offer of each; what is on demand costs what it costs. */
export function againstOnDemand(
  parts: readonly FleetPart[],
  cost: Figure,
  offers: readonly FleetOffer[],
): FleetComparison {
  return compared(parts, cost, (part) => {
    if (part.offer.billing === 'ON_DEMAND') return part.price;
    const [cheapest] = offers
      .filter(({ gpu, billing }) => gpu === part.gpu.slug && billing === 'ON_DEMAND')
      .toSorted((a, b) => a.price - b.price || a.id - b.id);
    return cheapest ? offerPrice(cheapest) : null;
  });
}

/** The same GPUs, or the nearest it has, at the cloud that asks most for them on demand. */
export function againstCloud(
  parts: readonly FleetPart[],
  cost: Figure,
  quotes: readonly CloudQuote[],
  at: Instant,
): FleetComparison {
  return compared(parts, cost, ({ gpu, offer: { gpuCount } }) => {
    const prices = clouds.flatMap((cloud) => {
      const { option } = comparatorOf(cloud, quotes, { gpu, gpuCount, billing: 'ON_DEMAND', at });
      if (!option) return [];
      const { basis, sku, source } = option;
      const instance = fact(usdAsFloat(option.pricePerInstanceHour), 'USD/h', basis, source);
      const gpus = fact(option.gpuCount, 'GPUs', 'CATALOG', `${CLOUD_NAMES[cloud]} ${sku}`);
      const priced = derived(formula('instance / gpus'), { instance, gpus }, 'USD/h', {
        source: `${CLOUD_NAMES[cloud]} ${sku} with ${option.gpu}`,
      });
      return [priced];
    });
    return prices.toSorted((a, b) => b.value - a.value)[0] ?? null;
  });
}

function compared(
  parts: readonly FleetPart[],
  cost: Figure,
  priceOf: (part: FleetPart) => Figure | null,
): FleetComparison {
  const costs: Figure[] = [];
  const missing = new Set<string>();
  for (const part of parts) {
    const price = priceOf(part);
    if (price)
      costs.push(
        derived(formula('gpus * price * hours'), { gpus: part.gpus, price, hours: part.hours }, 'USD'),
      );
    else missing.add(part.gpu.name);
  }
  if (missing.size > 0 || parts.length === 0)
    return { cost: null, saving: null, savingPercent: null, missing: [...missing] };
  const there = sumOf(costs, 'USD');
  const saving = derived(formula('there - cost'), { there, cost }, 'USD');
  const savingPercent = derived(formula('100 * saving / there'), { saving, there }, '%');
  return { cost: there, saving, savingPercent, missing: [] };
}

const HOURS_PER_YEAR = given(8760, 'h');

/** What renting here returns on what it costs: saving ÷ cost, of any number of hours alike. */
export function roiOf({ saving }: FleetComparison, cost: Figure): Figure | null {
  return saving && derived(formula('100 * saving / cost'), { saving, cost }, '%');
}

/** The saving of the hours planned, as much of it as fits a year of 8,760 hours. */
export function yearlySaving({ saving }: FleetComparison, hours: Figure): Figure | null {
  const yearHours = {
    ...HOURS_PER_YEAR,
    basis: 'ASSUMED' as const,
    source: 'a year of 365 days, all of it rented',
  };
  return saving && derived(formula('saving / hours * yearHours'), { saving, hours, yearHours }, 'USD');
}
