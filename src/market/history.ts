import type { GpuSlug } from '#units/gpu.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing, Stock, Traits } from '#units/quote.ts';
import type { RegionCode } from '#units/region.ts';
import type { Clock, Instant } from '#units/time.ts';

/** What stands still about an offer with a history. (provider, key, billing) names it. */
export type HistoryOffer = {
  readonly provider: { readonly id: string; readonly name: string };
  readonly key: string;
  readonly billing: Billing;
  readonly gpu: GpuSlug | null;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly region: RegionCode | null;
  readonly regionName: string | null;
  readonly tier: string;
  readonly traits: Traits;
};

/** What an offer's price and stock became at an instant. Changes of one offer best share its object. */
export type HistoryChange = {
  readonly offer: HistoryOffer;
  readonly observedAt: Instant;
  /** Per GPU-hour. */
  readonly price: MicroUsd;
  readonly stock: Stock;
  readonly listed: boolean;
  /** Between 0 and 1; null where it is not said. */
  readonly reliability: number | null;
};

export type HistoryOptions = {
  /** Where the figures come from, kept with each offer. */
  readonly source: string;
  /** Where the provider's figures come from, for a provider that is not in the database yet. */
  readonly providerSource: string;
  readonly simulated: boolean;
  /**
   * Tells when a batch is recorded: none of it is known before. Where it is absent, each change counts as
   * recorded when it was observed, and the offers as known since: a past that is made up.
   */
  readonly now?: Clock;
  /**
   * What the newest change leaves behind. `PAST`: an offer nobody lists now, whatever its changes say.
   * `PRESENT`: the offer as it stands, listed where its newest change is, for a poll to go on from.
   * `UNTOUCHED`: the offer as it stood before the load, so that the next poll tells subscribers what
   * became of it.
   */
  readonly leaves: 'PAST' | 'PRESENT' | 'UNTOUCHED';
  /**
   * What happens to a change that differs from another of its offer at the same instant. `SIBLING`: it
   * goes to a sibling offer whose key ends in "#2", "#3", …, the first that has nothing at that instant.
   * `ERROR`: the load fails.
   */
  readonly sameInstant: 'SIBLING' | 'ERROR';
  readonly batchSize?: number;
  /** Called after each batch is committed, with the sums so far. */
  readonly onBatch?: (sofar: HistoryLoad) => void;
};

export type HistoryLoad = {
  readonly added: number;
  /** Changes that the database has already, in every detail. */
  readonly alreadyThere: number;
  /** Changes of polled offers from before raw changes are kept: nothing can take them in any more. */
  readonly tooLate: number;
  /** Distinct offers the changes belong to, siblings counted. */
  readonly offers: number;
  readonly newOffers: number;
};
