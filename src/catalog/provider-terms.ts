import { entries, otherTerms } from './provider-terms-table.ts';

/** A figure of how a provider bills, and how it is known. */
export type Term = {
  readonly value: number;
  /** LIST: the provider publishes it. ESTIMATED: measured elsewhere, or assumed; the source says which. */
  readonly basis: 'LIST' | 'ESTIMATED';
  /** The page and the day it was read, the measurement, or the reason of an assumption. */
  readonly source: string;
};

/** How a provider bills, and what has to be expected of its machines, beside its prices. */
export type ProviderTerms = {
  /** Time is billed in whole increments of so many seconds. */
  readonly incrementSeconds: Term;
  /** And never for less than so many. */
  readonly minimumSeconds: Term;
  /** From renting to a machine that works on the renter's image. */
  readonly bootMinutes: Term;
  readonly bootBilled: boolean;
  /** Share of boots that end in a machine that works, above 0. */
  readonly bootSuccess: Term;
  /** Where true, an offer's reliability is the share of time its machine is up, and a boot needs that too. */
  readonly reliabilityIsUptime: boolean;
  /** What is billed of a boot that does not end so. */
  readonly failedBootMinutes: Term;
  /** Per gigabyte and month while the machine is held, where the offer does not say. */
  readonly storageUsdPerGbMonth: Term;
  /** What a month has when storage is billed. */
  readonly hoursPerMonth: number;
  /** Per gigabyte sent and received over the internet, where the offer does not say. */
  readonly egressUsdPerGb: Term;
  readonly ingressUsdPerGb: Term;
  /** Mean time between interruptions of a spot machine, where the offer does not say. */
  readonly spotMtbiHours: Term;
};

/** The providers whose terms are known. */
export const providersWithTerms: readonly string[] = Object.keys(entries);

const byProvider: ReadonlyMap<string, ProviderTerms> = new Map(Object.entries(entries));

/** A provider's terms; for one that is not in the table, cautious assumptions that say so. */
export function termsOf(provider: string): ProviderTerms {
  return byProvider.get(provider) ?? otherTerms;
}
