import type { Absence } from '#market/graph-absence.ts';
import type { Instant } from '#units/time.ts';

/** The offer that sets a price. */
export type ReadOffer = {
  readonly id: number;
  readonly provider: string;
  readonly region: string | null;
  readonly gpuCount: number;
  /** Where its price was read. */
  readonly source: string;
  /** Since when it stands as it does. */
  readonly changedAt: Instant;
};

/**
 * What the market says of a scope, from an instant on: of offers that are listed and can be rented, whose provider
 * answered lately and whose newest price is not in quarantine. Plain data that survives JSON.
 */
export type Reading = {
  /** Since when it says so. */
  readonly at: Instant;
  /** The newest change that is in it; 0 where none is from the tape. */
  readonly seq: number;
  /** The lowest price, micro-dollars per GPU-hour, and whose it is; null where there is none: see absence. */
  readonly price: number | null;
  readonly offer: ReadOffer | null;
  readonly absence: Absence | null;
  /** The lowest by the last word of who has been silent since, or of a newer price that is in quarantine. */
  readonly unheardPrice: number | null;
  /**
   * GPUs that can be rented, each once; of providers that tell no number, those of their largest offer of a kind.
   * Null where nobody knows.
   */
  readonly available: number | null;
  /** True where there may be more: an offer tells no number, or who was heard of before is silent. */
  readonly mayBeMore: boolean;
  /** Offers that could be rented at `at`; what it says since may be of some more or less. */
  readonly offers: number;
  /**
   * Mean of the lowest price over the 24 whole hours before this one, by how long each stood; null where less than
   * half of them is known.
   */
  readonly mean: number | null;
  /** Whether any of it is of the simulated market. */
  readonly simulated: boolean;
};

/** Whether two readings say the same, whenever they were made. */
export function isSameReading(a: Reading, b: Reading): boolean {
  return (
    a.price === b.price &&
    a.offer?.id === b.offer?.id &&
    a.absence === b.absence &&
    a.unheardPrice === b.unheardPrice &&
    a.available === b.available &&
    a.mayBeMore === b.mayBeMore &&
    a.mean === b.mean
  );
}
