import { listPricesAt, referenceRegions } from '#catalog/cloud-prices.ts';
import { instanceTypes, type Cloud } from '#catalog/cloud-skus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { comparedWith, nearestOf } from '#catalog/nearest-comparable.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { Absence } from './graph-absence.ts';
import type { CloudQuote } from './store-cloud-quotes.ts';

/** A price a cloud asks, or lists, for one type of instance with whole GPUs. */
export type CloudOption = {
  readonly gpu: GpuSlug;
  readonly gpuCount: number;
  readonly sku: string;
  readonly region: string | null;
  readonly pricePerInstanceHour: MicroUsd;
  readonly basis: 'OBSERVED' | 'LIST';
  readonly source: string;
  readonly observedAt: Instant;
  /** Since when a list price holds; null for a live one. */
  readonly from: Instant | null;
  readonly note: string | null;
};

/** What a cloud is compared by: an option with the GPU it is of, or why there is none. */
export type Comparator = {
  readonly cloud: Cloud;
  readonly match: 'SAME_GPU' | 'NEAREST_GPU' | 'NOT_OFFERED';
  readonly option: CloudOption | null;
  readonly reason: string;
  readonly absence: Absence | null;
};

export const CLOUD_NAMES: Readonly<Record<Cloud, string>> = {
  aws: 'AWS',
  azure: 'Azure',
  gcp: 'Google Cloud',
};

export type ComparisonAsked = {
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly billing: Billing;
  readonly at: Instant;
};

/**
 * What to compare a GPU with at one cloud: the same GPU from a live quote, else from the list; where the
 * cloud has no such GPU, the nearest of those with a price, by the figures of both.
 */
export function comparatorOf(
  cloud: Cloud,
  quotes: readonly CloudQuote[],
  { gpu, gpuCount, billing, at }: ComparisonAsked,
): Comparator {
  const options = optionsOf(cloud, quotes, billing, at);
  const name = CLOUD_NAMES[cloud];
  const terms = billing === 'SPOT' ? 'spot' : 'on-demand';
  const same = pick(options, gpu.slug, gpuCount);
  if (same) {
    const together = same.gpuCount > 1 ? `, ${same.gpuCount} at a time` : '';
    const reason = `${name} rents the ${gpu.name} as ${same.sku}${together}.`;
    return { cloud, match: 'SAME_GPU', option: same, reason, absence: null };
  }
  const types = instanceTypes(cloud).filter((type) => type.gpu === gpu.slug);
  if (types.length > 0) {
    const skus = types.map(({ sku }) => sku).slice(0, 3);
    const reason = `${name} has the ${gpu.name} (${skus.join(', ')}), but no ${terms} price of it is known at ${formatInstant(at)}.`;
    return { cloud, match: 'SAME_GPU', option: null, reason, absence: 'NOT_OBSERVED' };
  }
  const others = [...new Set(options.map((option) => option.gpu))].flatMap((slug) => gpuBySlug(slug) ?? []);
  const nearest = nearestOf(gpu, others);
  if (!nearest) {
    const reason = `No ${terms} price of ${name} is known at ${formatInstant(at)}.`;
    return { cloud, match: 'NOT_OFFERED', option: null, reason, absence: 'NOT_OBSERVED' };
  }
  const compared = comparedWith(gpu, nearest.gpu);
  const none = `${name} rents no ${gpu.name}.`;
  if (!nearest.near) {
    const reason = `${none} Even the nearest GPU it has a ${terms} price for, the ${nearest.gpu.name}, is too far to compare: ${compared}.`;
    return { cloud, match: 'NOT_OFFERED', option: null, reason, absence: 'NOT_OFFERED' };
  }
  const reason = `${none} Its nearest GPU with ${terms} prices is the ${nearest.gpu.name}: ${compared}.`;
  const option = pick(options, nearest.gpu.slug, gpuCount);
  return { cloud, match: 'NEAREST_GPU', option, reason, absence: null };
}

/** Live quotes of a cloud, and list prices of the GPUs it has no live quote of. */
function optionsOf(
  cloud: Cloud,
  quotes: readonly CloudQuote[],
  billing: Billing,
  at: Instant,
): readonly CloudOption[] {
  const live = quotes.flatMap((quote): CloudOption[] => {
    if (quote.provider !== cloud) return [];
    const { gpuCount, source, observedAt, regionName: region } = quote;
    // Keys of clouds are the region and the type, in either order.
    const sku = quote.key.split('/').find((part) => part !== region);
    if (sku === undefined) return [];
    const isReference = region !== null && referenceRegions[cloud].includes(region);
    return [
      {
        gpu: quote.gpu as GpuSlug,
        gpuCount,
        sku,
        region,
        pricePerInstanceHour: microUsd(quote.price * gpuCount),
        basis: 'OBSERVED',
        source,
        observedAt,
        from: null,
        note: isReference ? null : 'The cheapest region: the one usually compared in has no live price.',
      },
    ];
  });
  const polled = new Set(live.map(({ gpu }) => gpu));
  const listed = listPricesAt(cloud, billing, at).map(({ confirmed, ...row }): CloudOption => ({
    ...row,
    basis: 'LIST',
    // Both days are readings that show the price; what lies between them was not looked at.
    observedAt: confirmed <= at ? confirmed : row.from,
  }));
  return [...live, ...listed.filter(({ gpu }) => !polled.has(gpu))];
}

/**
 * The type to compare with: the largest with no more GPUs than are asked for, as that is rented whole;
 * where all have more, the smallest. Of equal ones the cheapest, then the first by name.
 */
function pick(options: readonly CloudOption[], gpu: GpuSlug, gpuCount: number): CloudOption | null {
  const own = options.filter((option) => option.gpu === gpu);
  const sizes = own.map((option) => option.gpuCount);
  const fitting = sizes.filter((size) => size <= gpuCount);
  const size = fitting.length > 0 ? Math.max(...fitting) : Math.min(...sizes);
  const [best] = own
    .filter((option) => option.gpuCount === size)
    .toSorted((a, b) => a.pricePerInstanceHour - b.pricePerInstanceHour || (a.sku < b.sku ? -1 : 1));
  return best ?? null;
}
