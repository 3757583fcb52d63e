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
 * What the market says of a scope, at an instant: of offers that are listed and can be rented, whose provider
 * answered lately and whose newest price is not in quarantine. Plain data that survives JSON.
 */
export type Reading = {
  readonly at: Instant;
  /** The tape's last change by then. */
  readonly seq: number;
  /** The lowest price, micro-dollars per GPU-hour, and whose it is; null where there is none: see absence. */
  readonly price: number | null;
  readonly offer: ReadOffer | null;
  readonly absence: Absence | null;
  /** GPUs that can be rented, each once; of providers that tell no number, those of their largest offer. Null where nobody knows. */
  readonly available: number | null;
  readonly offers: number;
  /** Mean of the lowest price over the 24 hours before, by how long each stood; null where too little is known. */
  readonly mean: number | null;
  /** Whether any of it is of the simulated market. */
  readonly simulated: boolean;
};
