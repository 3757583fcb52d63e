import { plusMs, type Instant } from '#units/time.ts';
import { ProviderError, type PollContext } from './provider.ts';

/** What a source had to say when it was last asked with success, and what went wrong since. */
export type SlowReading<T> = {
  /** Undefined where it has never answered, or too long ago. */
  readonly value: T | undefined;
  readonly trouble: ProviderError | undefined;
};

/**
 * Something beside the list that moves slowly (a daily file, list prices): read at each poll, asked for
 * only every `refreshMs`. Where it fails the last answer stays for `keepMs`, and it is asked again
 * after `retryMs`; the trouble is told at each reading meanwhile, so that a poll can show it.
 */
export function slowSource<T>(options: {
  readonly refreshMs: number;
  readonly retryMs: number;
  readonly keepMs: number;
  /** Rejects with a ProviderError, or with the signal's reason once it is aborted. */
  readonly load: (context: PollContext) => Promise<T>;
}): (context: PollContext) => Promise<SlowReading<T>> {
  let had: { readonly value: T; readonly at: Instant } | undefined;
  let trouble: ProviderError | undefined;
  let dueAt: Instant | undefined;
  return async (context) => {
    const startedAt = context.now();
    if (dueAt === undefined || startedAt >= dueAt) {
      try {
        const value = await options.load(context);
        had = { value, at: context.now() };
        trouble = undefined;
        dueAt = plusMs(startedAt, options.refreshMs);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        trouble = error;
        dueAt = plusMs(startedAt, Math.max(options.retryMs, error.retryAfterMs ?? 0));
      }
    }
    const kept = had && context.now() < plusMs(had.at, options.keepMs) ? had.value : undefined;
    return { value: kept, trouble };
  };
}
