import type { Db } from '#db/open.ts';
import { Deposed, recordFailure, recordPoll, type Recorded } from '#market/record.ts';
import { noteNextAttempt } from '#market/store-health.ts';
import { ProviderError, type PollContext, type Provider } from '#providers/provider.ts';
import type { Instant } from '#units/time.ts';
import { plusMs } from '#units/time.ts';
import { waitBeforePoll } from './cadence.ts';
import { checkPoll } from './check-poll.ts';
import { pause } from './leader.ts';

export type PollerEvents = {
  readonly onPoll?: (provider: string, recorded: Recorded & { rejected: number; tookMs: number }) => void;
  readonly onFailure?: (provider: string, error: unknown) => void;
};

export type PollerOptions = PollerEvents & {
  readonly context: PollContext;
  readonly term: number;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
};

/**
 * One provider's loop: poll, check, record, wait. A failing provider is asked ever more rarely and
 * keeps its last good quotes; a failing database costs the poll, not the loop.
 * Ends when the context's signal aborts; throws Deposed when another instance leads.
 */
export async function runPoller(db: Db, provider: Provider, options: PollerOptions): Promise<void> {
  const { context, chance } = options;
  const { now, signal } = context;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = now();
    let retryAfterMs: number | undefined;
    try {
      const { rejected, ...recorded } = await pollOnce(db, provider, options, startedAt);
      failures = 0;
      options.onPoll?.(provider.id, { ...recorded, rejected, tookMs: now() - startedAt });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Deposed) throw error;
      failures++;
      if (error instanceof ProviderError) retryAfterMs = error.retryAfterMs;
      await noteFailure(db, provider, options, startedAt, error);
    }
    const waitMs = waitBeforePoll(
      { cadenceMs: provider.cadenceMs, tookMs: now() - startedAt, failures, retryAfterMs },
      chance(),
    );
    await noteNextAttempt(db, provider.id, plusMs(now(), waitMs)).catch(() => {});
    await pause(waitMs, signal);
  }
}

async function pollOnce(
  db: Db,
  provider: Provider,
  { context, term }: PollerOptions,
  startedAt: Instant,
): Promise<Recorded & { rejected: number }> {
  const result = checkPoll(await provider.poll(context));
  const poll = {
    provider: provider.id,
    source: provider.source,
    startedAt,
    observedAt: result.observedAt,
    seen: result.seen,
    quotes: result.quotes,
    rejects: result.rejects,
  };
  const recorded = await recordPoll(db, term, poll, context.now);
  return { ...recorded, rejected: result.rejects.length };
}

async function noteFailure(
  db: Db,
  provider: Provider,
  { context, term, onFailure }: PollerOptions,
  startedAt: Instant,
  error: unknown,
): Promise<void> {
  onFailure?.(provider.id, error);
  // Anything but the provider's own failure is ours, and not told to the public as the provider's.
  const said =
    error instanceof ProviderError ? `${error.failure}: ${error.message}` : 'the poll could not be recorded';
  try {
    const failure = {
      provider: provider.id,
      startedAt,
      finishedAt: context.now(),
      error: said,
      rejects: error instanceof ProviderError ? error.rejects : [],
    };
    await recordFailure(db, term, failure, context.now);
  } catch (again) {
    if (again instanceof Deposed) throw again;
  }
}
