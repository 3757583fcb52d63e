/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why there is no figure where one was asked for. */
export type Absence =
  /** Too little was observed in the time asked about to compute it. */
  | 'NOT_ENOUGH_DATA'
  /** No price was observed in the time asked about: nothing was on offer, or nobody was watching. */
  | 'NOT_OBSERVED'
  /** No provider lists it, under the filter given. */
  | 'NOT_OFFERED'
  /** It is listed, but every offer is taken. */
  | 'SOLD_OUT'
  /** The only offers are from providers that have not answered lately, and those were excluded. */
  | 'STALE';

/** How a price is agreed. */
export type Billing =
  /** A fixed rate; the machine is kept until the renter ends it. */
  | 'ON_DEMAND'
  /** A lower rate at which the provider may take the machine back: interruptible, a bid, community spot. */
  | 'SPOT';

/** How a cloud’s GPU answers to the one asked about. */
export type ComparatorMatch =
  /** The cloud rents no such GPU; another is compared, and `reason` says why. */
  | 'NEAREST_GPU'
  /** The cloud rents no such GPU, and none near enough to compare. */
  | 'NOT_OFFERED'
  /** The cloud rents the very GPU. */
  | 'SAME_GPU';

/** A place on the Earth, in degrees. */
export type CoordinatesInput = {
  /** Degrees north, −90 to 90. */
  latitude: number;
  /** Degrees east, −180 to 180. */
  longitude: number;
};

/** A day of the week. */
export type DayOfWeek =
  /** The fifth day. */
  | 'FRIDAY'
  /** The first day of the week, as ISO 8601 has it. */
  | 'MONDAY'
  /** The sixth day. */
  | 'SATURDAY'
  /** The seventh day. */
  | 'SUNDAY'
  /** The fourth day. */
  | 'THURSDAY'
  /** The second day. */
  | 'TUESDAY'
  /** The third day. */
  | 'WEDNESDAY';

/** Where a price goes. A change within ±1 % is steady. */
export type Direction =
  /** Down by more than 1 %. */
  | 'FALLING'
  /** Up by more than 1 %. */
  | 'RISING'
  /** Within 1 % up or down. */
  | 'STEADY';

/** Bounds on a whole number; all that are given hold. */
export type IntComparator = {
  /** Above this. */
  gt?: number | null | undefined;
  /** At or above this. */
  gte?: number | null | undefined;
  /** Below this. */
  lt?: number | null | undefined;
  /** At or below this. */
  lte?: number | null | undefined;
};

/** Which offers are followed; everything given must hold. An empty list leaves nothing out, as an absent one. An offer whose change takes it out of the filter is told once more. */
export type LiveFilter = {
  /** On-demand or spot; both where it is absent. */
  billing?: Billing | null | undefined;
  /** Bounds on the number of GPUs in an offer. */
  gpuCount?: IntComparator | null | undefined;
  /** GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100". Given beside `gpus`, both must hold. */
  gpuNames?: Array<string> | null | undefined;
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090", "NVIDIA GeForce RTX 4090"). A name that is unknown, or means several GPUs ("H100"), is an error that lists the nearest ones. */
  gpus?: Array<string> | null | undefined;
  /** Least reliability, 0 to 1, as the provider states it. Offers without one are left out. */
  minReliability?: number | null | undefined;
  /** Least memory of one GPU in gigabytes, by the catalog; for an unmapped GPU by what its provider states. */
  minVramGb?: number | null | undefined;
  /** Bounds on the price per GPU-hour. */
  price?: UsdComparator | null | undefined;
  /** Provider ids ("vastai"). Naming providers also reaches those of the other kind of market (real while the simulated one is served, and the reverse), and those known from imported files alone. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out. */
  regions?: Array<string> | null | undefined;
  /** Classes of service as the provider names them: "SECURE", "COMMUNITY". Any case. */
  tiers?: Array<string> | null | undefined;
  /** Leave out offers their provider does not call verified. */
  verifiedOnly?: boolean;
};

/** Which offers are summed up. An empty list leaves nothing out, as an absent one. Spot and on-demand prices are never mixed. */
export type MarketFilter = {
  /** On-demand or spot. */
  billing?: Billing;
  /** Bounds on the number of GPUs in an offer. */
  gpuCount?: IntComparator | null | undefined;
  /** GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100". Given beside `gpus`, both must hold. */
  gpuNames?: Array<string> | null | undefined;
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090", "NVIDIA GeForce RTX 4090"). A name that is unknown, or means several GPUs ("H100"), is an error that lists the nearest ones. */
  gpus?: Array<string> | null | undefined;
  /** Include offers of providers that have not answered lately, and those whose newest price is held in quarantine; their prices say `stale`. */
  includeStale?: boolean;
  /** Least reliability, 0 to 1, as the provider states it. Offers without one are left out. */
  minReliability?: number | null | undefined;
  /** Least memory of one GPU in gigabytes, by the catalog; for an unmapped GPU by what its provider states. */
  minVramGb?: number | null | undefined;
  /** Bounds on the price per GPU-hour now; they do not cut history. */
  price?: UsdComparator | null | undefined;
  /** Provider ids ("vastai"). Naming providers also reaches those of the other kind of market (real while the simulated one is served, and the reverse), and those known from imported files alone. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out. */
  regions?: Array<string> | null | undefined;
  /** Classes of service as the provider names them: "SECURE", "COMMUNITY". Any case. */
  tiers?: Array<string> | null | undefined;
  /** Leave out offers their provider does not call verified. */
  verifiedOnly?: boolean;
};

/** What a change of an offer is, first of all. */
export type OfferChangeKind =
  /** How many GPUs can be rented changed, or the stock level, at the same price. */
  | 'AVAILABILITY'
  /** The offer is new, or back after it had been withdrawn. */
  | 'LISTED'
  /** Its price changed, and perhaps how many GPUs can be rented. */
  | 'PRICE'
  /** The provider lists it no longer. */
  | 'WITHDRAWN';

/** A place, by region or by coordinates. */
export type PlaceInput =
  {   /** Exactly there. */
  coordinates: CoordinatesInput; region?: never; }
  |  { coordinates?: never;   /** A region’s code: its middle is meant. */
  region: string; };

/** How a figure came to be. */
export type PriceBasis =
  /** Computed from observed prices by the formula given. */
  | 'DERIVED'
  /** A model’s estimate; its formula says how. */
  | 'ESTIMATED'
  /** From a published price list. */
  | 'LIST'
  /** Read from the market at the time given. */
  | 'OBSERVED';

/** What an amount pays for. */
export type PriceUnit =
  /** One GPU for one hour, without disk or network. */
  | 'PER_GPU_HOUR'
  /** Every GPU of the offer for one hour, without disk or network. */
  | 'PER_OFFER_HOUR'
  /** One GPU’s hour of work with everything on the bill: disk, network, boot, interruptions. */
  | 'PER_USEFUL_GPU_HOUR';

/** How a provider’s prices can be taken now. */
export type ProviderStatus =
  /** The last poll failed; prices are the last good ones and still recent. */
  | 'FAILING'
  /** The last poll succeeded and is recent. */
  | 'HEALTHY'
  /** Known from imported files alone: history, nothing current. */
  | 'IMPORTED'
  /** No poll has succeeded yet: there are no prices. */
  | 'NEVER_POLLED'
  /** No poll has succeeded for three intervals (at least a minute); prices are marked stale. */
  | 'STALE';

/** What became of a held quote. */
export type QuarantineOutcome =
  /** It was seen again or elsewhere, and recorded from then on. */
  | 'CONFIRMED'
  /** The offer asks a believable price again; the quote was a mistake. */
  | 'DISMISSED'
  /** The offer was no longer listed. */
  | 'GONE'
  /** It is held: no figure knows it. */
  | 'HELD'
  /** The next quote was another one that is held. */
  | 'REPLACED';

/** Why a quote is not believed on its own word. */
export type QuarantineReason =
  /** A price no market has asked for such a GPU: a B200 at $0.01. */
  | 'ABSURD_PRICE'
  /** The offer’s price moved to ten times its last one or more, or to a tenth or less. */
  | 'JUMP'
  /** Ten times the usual price of its GPU and billing or more, or a tenth or less, in an offer not seen before or one that moved there by more than half. */
  | 'OFF_MARKET';

/** Why a row of a provider’s answer was not taken. */
export type RejectReason =
  /** A price above any that can be: more than $1000 per GPU-hour. Lower ones no market asks are quarantined. */
  | 'ABSURD_PRICE'
  /** The number of GPUs is missing or no positive whole number. */
  | 'BAD_GPU_COUNT'
  /** The price is missing, not a number, or not above 0. */
  | 'BAD_PRICE'
  /** The reliability is not between 0 and 1. */
  | 'BAD_RELIABILITY'
  /** A name holds control characters or is absurdly long. */
  | 'BAD_TEXT'
  /** The same offer twice in one answer. */
  | 'DUPLICATE'
  /** The row is not of the form the provider documents. */
  | 'MALFORMED'
  /** The row names no GPU, or one or an instance type that the tables of its cloud do not hold. */
  | 'NO_GPU_NAME'
  /** A slice of a GPU, which has no price per GPU. */
  | 'PARTIAL_GPU';

/** What a provider says of how many can be rented. */
export type StockLevel =
  /** A number: see availableGpus. */
  | 'COUNTED'
  /** Many, in the provider’s words; no number. */
  | 'HIGH'
  /** Few, in the provider’s words; no number. */
  | 'LOW'
  /** Some, in the provider’s words; no number. */
  | 'MEDIUM'
  /** Sold out. */
  | 'NONE'
  /** Nothing. */
  | 'UNKNOWN';

/** Why a stream could not go on from the cursor it was given. */
export type StreamResetReason =
  /** The cursor comes from another database than this one. */
  | 'OTHER_TAPE'
  /** More than 10,000 changes have happened since, and more than 5 minutes have passed. */
  | 'TOO_OLD';

/** Bounds on an amount of money; all that are given hold. */
export type UsdComparator = {
  /** Above this. */
  gt?: string | number | null | undefined;
  /** At or above this. */
  gte?: string | number | null | undefined;
  /** Below this. */
  lt?: string | number | null | undefined;
  /** At or below this. */
  lte?: string | number | null | undefined;
};

/** Why a name means no one GPU. */
export type UnknownGpuReason =
  /** Several GPUs go by that name: "H100" is PCIe, SXM or NVL. */
  | 'AMBIGUOUS_NAME'
  /** The catalog has no GPU of that name. */
  | 'UNKNOWN_NAME';

/** What an hour of work costs beside the price of the GPU, and that price. */
export type UsablePriceComponentKind =
  /** Time billed and not used: the last increment, or the minimum. */
  | 'BILLING_INCREMENT'
  /** Time billed until the machine works. */
  | 'BOOT'
  /** Data sent, and data received where that is billed. */
  | 'EGRESS'
  /** Time billed of boots that come to nothing, as many as have to be expected. */
  | 'FAILED_BOOTS'
  /** The price of the GPU itself for the hour of work. */
  | 'GPU'
  /** Time billed for checkpoints, for work lost to interruptions and for restarts; 0 on demand. */
  | 'INTERRUPTION'
  /** Disk, for as long as the machine is held. */
  | 'STORAGE';

/** What an offer would be rented for, which decides what an hour of work costs on it. */
export type UsageInput = {
  /** Minutes that writing a checkpoint takes; counts for spot; 0 to 30. */
  checkpointMinutes?: number;
  /** Gigabytes of disk, for the whole offer; 0 to 100000. */
  diskGb?: number;
  /** Gigabytes sent over the internet in all that time; 0 to 100000. */
  egressGb?: number;
  /** Hours of work wanted of each GPU, boot and interruptions not counted; 0.1 to 720. */
  hours?: number;
  /** Gigabytes received over the internet in all that time; 0 to 100000. */
  ingressGb?: number;
  /** Minutes from an interruption until work goes on, the next machine’s boot included; counts for spot; 0 to 60. */
  restartMinutes?: number;
};

export type AsOfQueryVariables = Exact<{
  name?: string;
  asOf?: string | null | undefined;
}>;


export type AsOfQuery = { gpu:
    | { name: string, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string, observedAt: string, stale: boolean } | null, median: { amount: string } | null }> }
    | Record<PropertyKey, never>
  , before:
    | { name: string, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string, observedAt: string, stale: boolean } | null, median: { amount: string } | null }> }
    | Record<PropertyKey, never>
  , statusBefore: { at: string, revision: string, listedOffers: number } };

export type PricesFragment = { name: string, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string, observedAt: string, stale: boolean } | null, median: { amount: string } | null }> };

export type AvailabilityChangesSubscriptionVariables = Exact<{
  filter?: LiveFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type AvailabilityChangesSubscription = { availabilityChanges:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'OfferChange', kind: OfferChangeKind, previousAvailableGpus: number | null, previousStock: StockLevel | null, cursor: string | null, offer: { gpuName: string, regionName: string | null, availableGpus: number | null, stock: StockLevel, price: { amount: string, simulated: boolean } } }
    | { __typename: 'OfferSnapshot', complete: boolean, cursor: string | null, offers: Array<{ gpuName: string, regionName: string | null, availableGpus: number | null, stock: StockLevel }> }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
   };

export type CheapestOffersQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CheapestOffersQuery = { offers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, gpuCount: number, regionName: string | null, tier: string, billing: Billing, pricePerTflop: number | null, availableGpus: number | null, stock: StockLevel, reliability: number | null, verified: boolean | null, provider: { name: string }, gpu: { name: string, vramGb: number } | null, region: { name: string, country: string } | null, price: { amount: string, unit: PriceUnit, basis: PriceBasis, source: string, observedAt: string, simulated: boolean, stale: boolean }, priceForOffer: { amount: string, unit: PriceUnit }, machine: { cpuName: string | null, ramGb: number | null, downloadMbps: number | null }, extras: { storagePerGbMonth: string | null } } }> } };

export type CloudSavingsQueryVariables = Exact<{
  gpu?: string;
  gpuCount?: number;
  hours?: number;
  asOf?: string | null | undefined;
}>;


export type CloudSavingsQuery = { savings: { at: string, pricePerGpuHour: string | null, cost: string | null, absence: Absence | null, simulated: boolean, note: string | null, gpu: { name: string, breadth: { offersWithoutRegion: number, regions: { listed: number, withStock: number, share: number | null }, providers: { listed: number, withStock: number, share: number | null } } }, offer: { gpuName: string, gpuCount: number, provider: { name: string } } | null, against: Array<{ name: string, match: ComparatorMatch, reason: string, sku: string | null, instanceGpus: number | null, gpuShare: number | null, region: string | null, billing: Billing, pricePerInstanceHour: string | null, validFrom: string | null, costThere: string | null, saving: string | null, savingPercent: number | null, absence: Absence | null, note: string | null, price: { amount: string, basis: PriceBasis, source: string, observedAt: string } | null, yearly: { hours: number, costHere: string | null, costThere: string | null, saving: string | null } }> } };

export type GpuAvailabilityQueryVariables = Exact<{
  name?: string;
  from?: PlaceInput;
}>;


export type GpuAvailabilityQuery = { gpu:
    | { name: string, availability: { availableGpus: number | null, uncountedOffers: number, offers: number, absence: Absence | null, minPrice: { amount: string } | null, avgPrice: { amount: string, unit: PriceUnit, source: string, observedAt: string, simulated: boolean } | null, maxPrice: { amount: string } | null, stock: Array<{ tier: string, level: StockLevel, provider: { name: string } }>, bestRegion: { reason: string, region: { code: string, name: string } | null }, regions: Array<{ availableGpus: number | null, offers: number, region: { code: string, name: string } | null, avgPrice: { amount: string } | null, latency: { roundTripMs: number, distanceKm: number } | null }> } }
    | { reason: UnknownGpuReason, message: string, nearest: Array<{ name: string }> }
   };

export type GpuPricesQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type GpuPricesQuery = { gpus: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { name: string, vramGb: number, memoryBandwidthGBs: number, fp16Tflops: number | null, tdpWatts: number, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string } | null, median: { amount: string, unit: PriceUnit, basis: PriceBasis, formula: string | null, observedAt: string, simulated: boolean, stale: boolean } | null }> } }> } };

export type MarketStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type MarketStatusQuery = { marketStatus: { at: string, simulated: boolean, revision: string, cursor: string, listedOffers: number, rentableOffers: number, providers: Array<{ key: string, name: string, rentableOffers: number, health: { status: ProviderStatus, lag: string | null } }> } };

export type PriceChangesSubscriptionVariables = Exact<{
  filter?: LiveFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type PriceChangesSubscription = { priceChanges:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'OfferChange', seq: string, kind: OfferChangeKind, priceChangePercent: number | null, cursor: string | null, offer: { gpuName: string, gpuCount: number, billing: Billing, regionName: string | null, price: { amount: string, observedAt: string, simulated: boolean } } }
    | { __typename: 'OfferSnapshot', complete: boolean, cursor: string | null, offers: Array<{ gpuName: string, gpuCount: number, billing: Billing, regionName: string | null, price: { amount: string, observedAt: string, simulated: boolean } }> }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
   };

export type ChangedOfferFragment = { gpuName: string, gpuCount: number, billing: Billing, regionName: string | null, price: { amount: string, observedAt: string, simulated: boolean } };

export type PriceIndexQueryVariables = Exact<{ [key: string]: never; }>;


export type PriceIndexQuery = { gpus: { edges: Array<{ node: { name: string, index: Array<{ billing: Billing, spread: number | null, offers: number, machines: number, providers: number, effectiveSampleSize: number, trimmedShare: number, anomalies: number, absence: Absence | null, price: { amount: string, basis: PriceBasis, source: string, observedAt: string, stale: boolean, simulated: boolean, formula: string | null } | null, p10: { amount: string } | null, p50: { amount: string } | null, p90: { amount: string } | null }> } }> } };

export type PriceMonitorQueryVariables = Exact<{
  billing?: Billing;
}>;


export type PriceMonitorQuery = { priceMonitor: { at: string, simulated: boolean, gpusTracked: number, gpus: Array<{ offers: number, average24h: string | null, min24h: string | null, max24h: string | null, changePercent: number | null, direction: Direction | null, absence: Absence | null, gpu: { name: string } | null, current: { amount: string, unit: PriceUnit, basis: PriceBasis, observedAt: string, stale: boolean } | null }> } };

export type PriceTrendQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  last?: string;
}>;


export type PriceTrendQuery = { priceTrend: { from: string, to: string, bucketLength: string, simulated: boolean, sources: Array<string>, direction: Direction | null, changePercent: number | null, slopePerDay: string | null, volatility: number | null, spreadPercent: number | null, anomalies: number, absence: Absence | null, buckets: Array<{ start: string, n: number, p10: string | null, p50: string | null, p90: string | null, anomalies: number, anomalous: boolean, absence: Absence | null }> } };

export type ProviderHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type ProviderHealthQuery = { providers: Array<{ key: string, name: string, source: string, simulated: boolean, listedOffers: number, rentableOffers: number, health: { status: ProviderStatus, lastSuccessAt: string | null, lag: string | null, cadence: string | null, consecutiveFailures: number, lastError: string | null, seen: number | null, rejected: number | null, coverage: number | null, held: number, rejects: Array<{ reason: RejectReason, count: string, lastDetail: string, lastAt: string }> } }>, unmappedGpuNames: { totalCount: number, edges: Array<{ node: { gpuName: string, ambiguous: boolean, listedOffers: number, provider: { name: string } } }> } };

export type QuarantineQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type QuarantineQuery = { quarantine: { totalCount: number, edges: Array<{ node: { key: string, gpuName: string, billing: Billing, price: string, previousPrice: string | null, usualPrice: string | null, reason: QuarantineReason, detail: string, release: string, outcome: QuarantineOutcome, firstAt: string, lastAt: string | null, times: string | null, provider: { key: string } } }> } };

export type SafeWindowsQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  duration?: string;
  timeZone?: string;
}>;


export type SafeWindowsQuery = { safeWindows: { timeZone: string, from: string, to: string, hoursWatched: number, availability: number | null, starts: number, usualSafety: number | null, startedNow: number | null, differ: boolean | null, absence: Absence | null, simulated: boolean, sources: Array<string>, best: Array<{ day: DayOfWeek, from: string, to: string, safety: number, low: number, high: number, starts: number, reasoning: string, averagePrice: { amount: string, basis: PriceBasis, formula: string | null } | null }> | null, worst: Array<{ day: DayOfWeek, from: string, to: string, safety: number, reasoning: string }> | null } };

export type SpotAgainstOnDemandQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
}>;


export type SpotAgainstOnDemandQuery = { spotAgainstOnDemand: { at: string, simulated: boolean, gpus: Array<{ savingPercent: number | null, spotRank: number | null, onDemandRank: number | null, spotAbsence: Absence | null, onDemandAbsence: Absence | null, gpu: { name: string } | null, spot: { amount: string, observedAt: string, formula: string | null } | null, onDemand: { amount: string, observedAt: string } | null, regions: Array<{ savingPercent: number | null, spotRank: number | null, onDemandRank: number | null, spotAbsence: Absence | null, onDemandAbsence: Absence | null, region: { code: string, name: string } | null, spot: { amount: string } | null, onDemand: { amount: string } | null }> }> } };

export type TickerSubscriptionVariables = Exact<{
  filter?: MarketFilter;
  after?: string | null | undefined;
}>;


export type TickerSubscription = { ticker:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
    | { __typename: 'Tick', seq: string, cursor: string | null, price: { changePercent: number | null, direction: Direction | null, gpu: { name: string } | null, current: { amount: string, simulated: boolean } | null } }
    | { __typename: 'TickerSnapshot', cursor: string | null, prices: Array<{ changePercent: number | null, direction: Direction | null, gpu: { name: string } | null, current: { amount: string, simulated: boolean } | null }> }
   };

export type TickedPriceFragment = { changePercent: number | null, direction: Direction | null, gpu: { name: string } | null, current: { amount: string, simulated: boolean } | null };

export type UsablePriceQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  usage?: UsageInput;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UsablePriceQuery = { offers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, gpuCount: number, billing: Billing, reliability: number | null, provider: { name: string }, price: { amount: string, simulated: boolean }, usablePrice: { usefulHours: number, heldHours: number, billedHours: number, bill: string, total: { amount: string, unit: PriceUnit, basis: PriceBasis, formula: string | null }, components: Array<{ kind: UsablePriceComponentKind, amount: string, basis: PriceBasis, source: string, explanation: string }> } } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PricesFragmentDoc = new TypedDocumentString(`
    fragment Prices on GPUResult {
  ... on GPU {
    name
    prices {
      billing
      offers
      min {
        amount
        observedAt
        stale
      }
      median {
        amount
      }
      absence
    }
  }
}
    `, {"fragmentName":"Prices"}) as unknown as TypedDocumentString<PricesFragment, unknown>;
export const ChangedOfferFragmentDoc = new TypedDocumentString(`
    fragment ChangedOffer on Offer {
  gpuName
  gpuCount
  billing
  regionName
  price {
    amount
    observedAt
    simulated
  }
}
    `, {"fragmentName":"ChangedOffer"}) as unknown as TypedDocumentString<ChangedOfferFragment, unknown>;
export const TickedPriceFragmentDoc = new TypedDocumentString(`
    fragment TickedPrice on GPUPriceMonitor {
  gpu {
    name
  }
  current {
    amount
    simulated
  }
  changePercent
  direction
}
    `, {"fragmentName":"TickedPrice"}) as unknown as TypedDocumentString<TickedPriceFragment, unknown>;
export const AsOfDocument = new TypedDocumentString(`
    query AsOf($name: String! = "RTX 4090", $asOf: DateTime) {
  gpu(name: $name) {
    ...Prices
  }
  before: gpu(name: $name, asOf: $asOf) {
    ...Prices
  }
  statusBefore: marketStatus(asOf: $asOf) {
    at
    revision
    listedOffers
  }
}
    fragment Prices on GPUResult {
  ... on GPU {
    name
    prices {
      billing
      offers
      min {
        amount
        observedAt
        stale
      }
      median {
        amount
      }
      absence
    }
  }
}`) as unknown as TypedDocumentString<AsOfQuery, AsOfQueryVariables>;
export const AvailabilityChangesDocument = new TypedDocumentString(`
    subscription AvailabilityChanges($filter: LiveFilter = { gpus: ["H100 SXM", "H100 PCIe", "H200"], billing: SPOT }, $after: String) {
  availabilityChanges(filter: $filter, after: $after) {
    __typename
    cursor
    ... on OfferSnapshot {
      complete
      offers {
        gpuName
        regionName
        availableGpus
        stock
      }
    }
    ... on OfferChange {
      kind
      previousAvailableGpus
      previousStock
      offer {
        gpuName
        regionName
        availableGpus
        stock
        price {
          amount
          simulated
        }
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<AvailabilityChangesSubscription, AvailabilityChangesSubscriptionVariables>;
export const CheapestOffersDocument = new TypedDocumentString(`
    query CheapestOffers($gpus: [String!] = ["RTX 4090"], $first: Int = 10, $after: String) {
  offers(
    first: $first
    after: $after
    filter: { gpus: $gpus }
    sort: { by: PRICE }
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        id
        provider {
          name
        }
        gpu {
          name
          vramGb
        }
        gpuCount
        region {
          name
          country
        }
        regionName
        tier
        billing
        price {
          amount
          unit
          basis
          source
          observedAt
          simulated
          stale
        }
        priceForOffer {
          amount
          unit
        }
        pricePerTflop
        availableGpus
        stock
        reliability
        verified
        machine {
          cpuName
          ramGb
          downloadMbps
        }
        extras {
          storagePerGbMonth
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CheapestOffersQuery, CheapestOffersQueryVariables>;
export const CloudSavingsDocument = new TypedDocumentString(`
    query CloudSavings($gpu: String! = "H100 SXM", $gpuCount: Int! = 8, $hours: Float! = 100, $asOf: DateTime) {
  savings(gpu: $gpu, gpuCount: $gpuCount, hours: $hours, asOf: $asOf) {
    at
    gpu {
      name
      breadth {
        regions {
          listed
          withStock
          share
        }
        providers {
          listed
          withStock
          share
        }
        offersWithoutRegion
      }
    }
    pricePerGpuHour
    offer {
      provider {
        name
      }
      gpuName
      gpuCount
    }
    cost
    absence
    simulated
    note
    against {
      name
      match
      reason
      sku
      instanceGpus
      gpuShare
      region
      billing
      pricePerInstanceHour
      price {
        amount
        basis
        source
        observedAt
      }
      validFrom
      costThere
      saving
      savingPercent
      yearly {
        hours
        costHere
        costThere
        saving
      }
      absence
      note
    }
  }
}
    `) as unknown as TypedDocumentString<CloudSavingsQuery, CloudSavingsQueryVariables>;
export const GpuAvailabilityDocument = new TypedDocumentString(`
    query GpuAvailability($name: String! = "RTX 4090", $from: PlaceInput! = { region: "DE" }) {
  gpu(name: $name) {
    ... on GPU {
      name
      availability {
        availableGpus
        uncountedOffers
        offers
        absence
        minPrice {
          amount
        }
        avgPrice {
          amount
          unit
          source
          observedAt
          simulated
        }
        maxPrice {
          amount
        }
        stock {
          provider {
            name
          }
          tier
          level
        }
        bestRegion {
          region {
            code
            name
          }
          reason
        }
        regions {
          region {
            code
            name
          }
          availableGpus
          offers
          avgPrice {
            amount
          }
          latency(from: $from) {
            roundTripMs
            distanceKm
          }
        }
      }
    }
    ... on UnknownGPU {
      reason
      message
      nearest {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<GpuAvailabilityQuery, GpuAvailabilityQueryVariables>;
export const GpuPricesDocument = new TypedDocumentString(`
    query GpuPrices($first: Int = 10) {
  gpus(
    first: $first
    filter: { offeredOnly: true }
    sort: { by: FP16_TFLOPS, direction: DESC }
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        name
        vramGb
        memoryBandwidthGBs
        fp16Tflops
        tdpWatts
        prices {
          billing
          offers
          absence
          min {
            amount
          }
          median {
            amount
            unit
            basis
            formula
            observedAt
            simulated
            stale
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<GpuPricesQuery, GpuPricesQueryVariables>;
export const MarketStatusDocument = new TypedDocumentString(`
    query MarketStatus {
  marketStatus {
    at
    simulated
    revision
    cursor
    listedOffers
    rentableOffers
    providers {
      key
      name
      rentableOffers
      health {
        status
        lag
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MarketStatusQuery, MarketStatusQueryVariables>;
export const PriceChangesDocument = new TypedDocumentString(`
    subscription PriceChanges($filter: LiveFilter = { gpus: ["RTX 4090", "RTX 5090", "H100 SXM"] }, $after: String) {
  priceChanges(filter: $filter, after: $after) {
    __typename
    cursor
    ... on OfferSnapshot {
      complete
      offers {
        ...ChangedOffer
      }
    }
    ... on OfferChange {
      seq
      kind
      priceChangePercent
      offer {
        ...ChangedOffer
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment ChangedOffer on Offer {
  gpuName
  gpuCount
  billing
  regionName
  price {
    amount
    observedAt
    simulated
  }
}`) as unknown as TypedDocumentString<PriceChangesSubscription, PriceChangesSubscriptionVariables>;
export const PriceIndexDocument = new TypedDocumentString(`
    query PriceIndex {
  gpus(filter: { offeredOnly: true }) {
    edges {
      node {
        name
        index {
          billing
          price {
            amount
            basis
            source
            observedAt
            stale
            simulated
            formula
          }
          p10 {
            amount
          }
          p50 {
            amount
          }
          p90 {
            amount
          }
          spread
          offers
          machines
          providers
          effectiveSampleSize
          trimmedShare
          anomalies
          absence
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PriceIndexQuery, PriceIndexQueryVariables>;
export const PriceMonitorDocument = new TypedDocumentString(`
    query PriceMonitor($billing: Billing! = ON_DEMAND) {
  priceMonitor(filter: { billing: $billing }) {
    at
    simulated
    gpusTracked
    gpus {
      gpu {
        name
      }
      offers
      current {
        amount
        unit
        basis
        observedAt
        stale
      }
      average24h
      min24h
      max24h
      changePercent
      direction
      absence
    }
  }
}
    `) as unknown as TypedDocumentString<PriceMonitorQuery, PriceMonitorQueryVariables>;
export const PriceTrendDocument = new TypedDocumentString(`
    query PriceTrend($gpus: [String!] = ["RTX 4090"], $last: Duration! = "P7D") {
  priceTrend(filter: { gpus: $gpus }, period: { last: $last }) {
    from
    to
    bucketLength
    simulated
    sources
    direction
    changePercent
    slopePerDay
    volatility
    spreadPercent
    anomalies
    absence
    buckets {
      start
      n
      p10
      p50
      p90
      anomalies
      anomalous
      absence
    }
  }
}
    `) as unknown as TypedDocumentString<PriceTrendQuery, PriceTrendQueryVariables>;
export const ProviderHealthDocument = new TypedDocumentString(`
    query ProviderHealth {
  providers {
    key
    name
    source
    simulated
    listedOffers
    rentableOffers
    health {
      status
      lastSuccessAt
      lag
      cadence
      consecutiveFailures
      lastError
      seen
      rejected
      coverage
      held
      rejects {
        reason
        count
        lastDetail
        lastAt
      }
    }
  }
  unmappedGpuNames(first: 10) {
    totalCount
    edges {
      node {
        gpuName
        provider {
          name
        }
        ambiguous
        listedOffers
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ProviderHealthQuery, ProviderHealthQueryVariables>;
export const QuarantineDocument = new TypedDocumentString(`
    query Quarantine($first: Int = 20) {
  quarantine(first: $first) {
    totalCount
    edges {
      node {
        provider {
          key
        }
        key
        gpuName
        billing
        price
        previousPrice
        usualPrice
        reason
        detail
        release
        outcome
        firstAt
        lastAt
        times
      }
    }
  }
}
    `) as unknown as TypedDocumentString<QuarantineQuery, QuarantineQueryVariables>;
export const SafeWindowsDocument = new TypedDocumentString(`
    query SafeWindows($gpus: [String!] = ["RTX 4090"], $duration: Duration! = "PT6H", $timeZone: String! = "Europe/Berlin") {
  safeWindows(
    filter: { gpus: $gpus, billing: SPOT }
    duration: $duration
    timeZone: $timeZone
  ) {
    timeZone
    from
    to
    hoursWatched
    availability
    starts
    usualSafety
    startedNow
    differ
    absence
    simulated
    sources
    best {
      day
      from
      to
      safety
      low
      high
      starts
      averagePrice {
        amount
        basis
        formula
      }
      reasoning
    }
    worst {
      day
      from
      to
      safety
      reasoning
    }
  }
}
    `) as unknown as TypedDocumentString<SafeWindowsQuery, SafeWindowsQueryVariables>;
export const SpotAgainstOnDemandDocument = new TypedDocumentString(`
    query SpotAgainstOnDemand($gpus: [String!] = ["RTX 4090"]) {
  spotAgainstOnDemand(filter: { gpus: $gpus }) {
    at
    simulated
    gpus {
      gpu {
        name
      }
      spot {
        amount
        observedAt
        formula
      }
      onDemand {
        amount
        observedAt
      }
      savingPercent
      spotRank
      onDemandRank
      spotAbsence
      onDemandAbsence
      regions {
        region {
          code
          name
        }
        spot {
          amount
        }
        onDemand {
          amount
        }
        savingPercent
        spotRank
        onDemandRank
        spotAbsence
        onDemandAbsence
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpotAgainstOnDemandQuery, SpotAgainstOnDemandQueryVariables>;
export const TickerDocument = new TypedDocumentString(`
    subscription Ticker($filter: MarketFilter! = { billing: ON_DEMAND }, $after: String) {
  ticker(filter: $filter, after: $after) {
    __typename
    cursor
    ... on TickerSnapshot {
      prices {
        ...TickedPrice
      }
    }
    ... on Tick {
      seq
      price {
        ...TickedPrice
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment TickedPrice on GPUPriceMonitor {
  gpu {
    name
  }
  current {
    amount
    simulated
  }
  changePercent
  direction
}`) as unknown as TypedDocumentString<TickerSubscription, TickerSubscriptionVariables>;
export const UsablePriceDocument = new TypedDocumentString(`
    query UsablePrice($gpus: [String!] = ["RTX 4090"], $usage: UsageInput! = { hours: 8, diskGb: 100, egressGb: 20 }, $first: Int = 5, $after: String) {
  offers(
    first: $first
    after: $after
    filter: { gpus: $gpus }
    sort: { by: USABLE_PRICE, usage: $usage }
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        id
        provider {
          name
        }
        gpuCount
        billing
        reliability
        price {
          amount
          simulated
        }
        usablePrice(usage: $usage) {
          total {
            amount
            unit
            basis
            formula
          }
          usefulHours
          heldHours
          billedHours
          bill
          components {
            kind
            amount
            basis
            source
            explanation
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UsablePriceQuery, UsablePriceQueryVariables>;