import type { MicroUsd } from './money.ts';

/** How the price is agreed: a fixed rate that keeps the machine, or one the provider may take it back at. */
export type Billing = 'ON_DEMAND' | 'SPOT';

/**
 * What a provider says of how many GPUs can be rented. `UNITS` names each physical GPU, because one
 * machine lists overlapping offers of 1, 2, 4 and 8 of the same GPUs; `COUNT` is a bare number;
 * `LEVEL` is all some providers tell; `NONE` is sold out; `UNKNOWN` is not said.
 */
export type Stock =
  | { readonly kind: 'UNITS'; readonly units: readonly string[] }
  | { readonly kind: 'COUNT'; readonly count: number }
  | { readonly kind: 'LEVEL'; readonly level: 'HIGH' | 'MEDIUM' | 'LOW' }
  | { readonly kind: 'NONE' }
  | { readonly kind: 'UNKNOWN' };

/** Slow-moving facts of an offer, each absent where the provider does not say. */
export type Traits = {
  readonly vramMb?: number;
  readonly verified?: boolean;
  readonly machine?: string;
  readonly host?: string;
  readonly cpuName?: string;
  readonly cpuCores?: number;
  readonly ramMb?: number;
  readonly diskGb?: number;
  readonly storageUsdPerGbMonth?: number;
  readonly uploadMbps?: number;
  readonly downloadMbps?: number;
  readonly uploadUsdPerGb?: number;
  readonly downloadUsdPerGb?: number;
  readonly maxRentalSeconds?: number;
  readonly maxGpuCount?: number;
  readonly dataCenter?: boolean;
  /** The provider's name of what is rented: "p5.48xlarge", "Standard_NC24ads_A100_v4". */
  readonly instanceType?: string;
  /** Beside the GPUs' price, where processor and memory are billed apart. */
  readonly vcpuUsdPerHour?: number;
  readonly ramUsdPerGbHour?: number;
  /** The share, 0 to 1, of such instances the provider took back in the last month: from and to. */
  readonly interruptionMonthlyLow?: number;
  readonly interruptionMonthlyHigh?: number;
  /** The share, 0 to 1, that the provider says is saved against its own on-demand price. */
  readonly onDemandSavings?: number;
};

/** One price one provider asks for one thing at one time: what every provider's answer is turned into. */
export type Quote = {
  /** Names the offer within its provider and billing for as long as it is the same thing on offer. */
  readonly key: string;
  readonly gpuName: string;
  readonly gpuCount: number;
  /** The provider's own name of the place; null where it does not say. */
  readonly regionName: string | null;
  /** The provider's class of service, upper case: SECURE, COMMUNITY, VERIFIED, … */
  readonly tier: string;
  readonly billing: Billing;
  /**
   * Per GPU-hour, without network and without a disk that is chosen. Where whole instances are rented
   * (trait instanceType) it is the instance's price by its GPUs: with its processor, memory, built-in disk.
   */
  readonly price: MicroUsd;
  readonly stock: Stock;
  /** Between 0 and 1, as the provider states it; null where it does not. */
  readonly reliability: number | null;
  readonly traits: Traits;
};

/** Why a row of a provider's answer was not taken. */
export type RejectReason =
  | 'MALFORMED'
  | 'NO_GPU_NAME'
  | 'PARTIAL_GPU'
  | 'BAD_GPU_COUNT'
  | 'BAD_PRICE'
  | 'ABSURD_PRICE'
  | 'BAD_RELIABILITY'
  | 'BAD_TEXT'
  | 'DUPLICATE';

export type Reject = {
  readonly reason: RejectReason;
  /** What was wrong, naming the field and the value found. */
  readonly detail: string;
  /** The row as it came, cut to a sane length. */
  readonly raw: string;
};
