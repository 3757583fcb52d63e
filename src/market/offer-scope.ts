import type { Billing } from '#units/quote.ts';

/** Drivers state a few percent less memory than the vendor: 24,564 MiB for 24 GB. */
export const MB_PER_STATED_GB = 1000;

/** Bounds on a number, each absent where there is none. */
export type Bounds = {
  readonly lt?: number | undefined;
  readonly lte?: number | undefined;
  readonly gt?: number | undefined;
  readonly gte?: number | undefined;
};

/** Which offers are meant, with every name resolved. Absent parts (null) leave nothing out. */
export type OfferScope = {
  /** True for simulated providers alone, false for real ones alone; null where `providers` chooses. */
  readonly simulated: boolean | null;
  /** Catalog slugs. An offer that is not mapped is in none of them. */
  readonly gpus: readonly string[] | null;
  /** Names as providers write them, compared exactly. */
  readonly gpuNames: readonly string[] | null;
  readonly providers: readonly string[] | null;
  /** Region codes; a country's code covers its subdivisions. */
  readonly regions: readonly string[] | null;
  /** Upper case. */
  readonly tiers: readonly string[] | null;
  readonly billing: Billing | null;
  /** Micro-dollars per GPU-hour. */
  readonly price: Bounds | null;
  readonly gpuCount: Bounds | null;
  /** `gpus` are the slugs that have it; offers not mapped count by the memory their provider states. */
  readonly minVram: { readonly gb: number; readonly gpus: readonly string[] } | null;
  readonly verifiedOnly: boolean;
  /** Offers without a stated reliability are left out. */
  readonly minReliability: number | null;
  readonly rentableOnly: boolean;
  readonly includeStale: boolean;
};

/** Everything listed on one kind of market. */
export function wholeMarket(simulated: boolean | null): OfferScope {
  return {
    simulated,
    gpus: null,
    gpuNames: null,
    providers: null,
    regions: null,
    tiers: null,
    billing: null,
    price: null,
    gpuCount: null,
    minVram: null,
    verifiedOnly: false,
    minReliability: null,
    rentableOnly: true,
    includeStale: true,
  };
}
