import { regionByCode } from '#catalog/regions.ts';
import type { Region } from '#catalog/region.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import type { RegionCode } from '#units/region.ts';
import type { Summary } from './store-summary.ts';

export type BestRegion = {
  readonly region: Region | null;
  readonly summary: Summary | undefined;
  readonly reason: string;
};

/**
 * The region to rent in: of those where at least `minGpus` GPUs can be rented (counted ones), the one
 * with the lowest median price; of equals the one with more GPUs, then the first by code. Regions with
 * stale prices come into it only where no other qualifies.
 */
export function bestRegionOf(regions: readonly Summary[], minGpus: number): BestRegion {
  const enough = `at least ${minGpus} rentable GPU${minGpus === 1 ? '' : 's'}`;
  const eligible = regions.filter(
    (row) => row.region !== null && row.median !== null && row.counted >= minGpus,
  );
  const fresh = eligible.filter(({ stale }) => stale === false);
  const [best, next] = (fresh.length > 0 ? fresh : eligible).toSorted(
    (a, b) =>
      (a.median ?? 0) - (b.median ?? 0) ||
      b.counted - a.counted ||
      ((a.region ?? '') < (b.region ?? '') ? -1 : 1),
  );
  if (!best) {
    const left = regions.reduce((sum, row) => sum + (row.region === null ? row.offers : row.uncounted), 0);
    return {
      region: null,
      summary: undefined,
      reason: `No region is known to have ${enough}.${left > 0 ? leftOut(left) : ''}`,
    };
  }
  const region = regionByCode(best.region as RegionCode) ?? null;
  const runnerUp = next
    ? `; next is ${next.region} at ${dollars(next.median)}`
    : '; no other region with fresh prices qualifies';
  return {
    region,
    summary: best,
    reason: `Lowest median price among regions with ${enough}: ${best.region} at ${dollars(best.median)} with ${best.counted}${runnerUp}.${best.stale ? ' Its prices are stale.' : ''}`,
  };
}

/** What is not known is said: these offers may well be enough, somewhere. */
function leftOut(offers: number): string {
  return ` ${offers} rentable offer${offers === 1 ? ' tells' : 's tell'} no number of GPUs or no known place, and cannot qualify.`;
}

function dollars(micros: number | null): string {
  return `$${formatUsd(microUsd(Math.round(micros ?? 0)))}`;
}
