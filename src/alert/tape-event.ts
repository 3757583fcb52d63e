import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';

/** What of an offer stands still from one writing of its facts to the next. */
export type TapeFacts = {
  readonly id: number;
  readonly gpu: string;
  readonly provider: string;
  /** Whether it is from a file: nobody polls it, and it counts as long as its file tells of it. */
  readonly imported: boolean;
  readonly simulated: boolean;
  readonly billing: Billing;
  readonly region: string | null;
  readonly tier: string;
  readonly gpuCount: number;
  readonly source: string;
  /** Whether its newest price is in quarantine. */
  readonly held: boolean;
};

/** What of an offer a change is of. */
export type TapeState = {
  readonly id: number;
  /** Micro-dollars per GPU-hour. */
  readonly price: number;
  readonly listed: boolean;
  readonly rentable: boolean;
  readonly available: number | null;
  readonly units: readonly string[] | null;
  readonly changedAt: Instant;
  readonly seq: number | null;
};

/** One thing the tape says of offers of some GPUs and of who tells of them, and since when it is known. */
export type TapeEvent = { readonly at: Instant } & (
  | { readonly kind: 'OFFER'; readonly facts: TapeFacts; readonly state: TapeState }
  /** A change; `facts` are the present ones, for who knows none of its offer. */
  | { readonly kind: 'STATE'; readonly facts: TapeFacts; readonly state: TapeState }
  /** An offer of a file that the file tells no more of. */
  | { readonly kind: 'END'; readonly id: number }
  /** A provider that has, or had, offers of these GPUs answered: it is fresh up to and with `freshUntil`. */
  | {
      readonly kind: 'HEARD';
      readonly provider: string;
      readonly simulated: boolean;
      readonly gpus: readonly string[];
      readonly freshUntil: Instant;
    }
);
