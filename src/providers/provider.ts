import type { Quote, Reject } from '#units/quote.ts';
import type { Clock, Instant } from '#units/time.ts';

/** What one poll of one market brought: everything it lists now, and the rows that could not be read. */
export type PollResult = {
  /** When the answer was had: the instant its quotes are observed at. */
  readonly observedAt: Instant;
  readonly quotes: readonly Quote[];
  readonly rejects: readonly Reject[];
  /** How many rows the provider's answer held, taken or not. */
  readonly seen: number;
};

export type PollContext = {
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** Ends the poll: shutdown, or a lost lead. */
  readonly signal: AbortSignal;
};

/**
 * A market that can be polled. A poll is all or nothing: it resolves with the whole list, so that
 * what is missing from it is no longer on offer, or rejects with a ProviderError.
 */
export type Provider = {
  /** Stable, lower case: "vastai". */
  readonly id: string;
  readonly name: string;
  /** Where its figures come from: the URL asked, or what simulates it. */
  readonly source: string;
  readonly simulated: boolean;
  /** How often to ask when all is well. */
  readonly cadenceMs: number;
  /**
   * Asks once, and ends within its own time limit whatever the other side does. Rejects with a
   * ProviderError, or with the signal's reason once the signal is aborted; with nothing else.
   */
  poll(context: PollContext): Promise<PollResult>;
  /**
   * Brings what the provider itself remembers of its prices from `since` to now: each change once, in
   * any order, a first one of before `since` included where the provider tells it, so that the price at
   * `since` is known. Ends within its own time limits; what it throws is what `poll` rejects with. It may
   * be asked again for the same time, and then says the same.
   */
  readonly backfill?: (context: PollContext, since: Instant) => AsyncIterable<HistoryQuote>;
  /** Where what `backfill` brings comes from, where that is not `source`. */
  readonly historySource?: string;
};

/** A price that a provider says it asked from an instant in the past on. */
export type HistoryQuote = Quote & { readonly observedAt: Instant };

export type ProviderFailure =
  'RATE_LIMITED' | 'UNAUTHORIZED' | 'TIMEOUT' | 'HTTP_ERROR' | 'TOO_LARGE' | 'MALFORMED' | 'NETWORK';

/** A poll that failed, for a reason outside this process. The message says what the provider did. */
export class ProviderError extends Error {
  readonly failure: ProviderFailure;
  /** How long the provider asked to be left alone, where it said. */
  readonly retryAfterMs: number | undefined;
  /** The rows that could not be used, where the answer held rows but no usable one. */
  readonly rejects: readonly Reject[];

  constructor(
    failure: ProviderFailure,
    message: string,
    options: { retryAfterMs?: number | undefined; rejects?: readonly Reject[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'ProviderError';
    this.failure = failure;
    this.retryAfterMs = options.retryAfterMs;
    this.rejects = options.rejects ?? [];
  }
}
