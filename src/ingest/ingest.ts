import type { Database } from '#db/open.ts';
import { tidy } from '#db/tidy.ts';
import { Deposed } from '#market/record.ts';
import { upsertProvider } from '#market/store-health.ts';
import type { Provider } from '#providers/provider.ts';
import { MINUTE_MS, type Clock } from '#units/time.ts';
import { runBackfill, type BackfillEvents } from './backfill.ts';
import { pause, seekLeadership } from './leader.ts';
import { runPoller, type PollerEvents } from './poller.ts';

export type IngestOptions = PollerEvents &
  Pick<BackfillEvents, 'onBackfill'> & {
    readonly fetch: typeof fetch;
    readonly now: Clock;
    /** Uniform in [0, 1). */
    readonly chance: () => number;
    /** Runs on the leader before the first poll: what the pollers count on being there. */
    readonly prepare?: () => Promise<void>;
    /** Runs beside the polls for as long as this instance leads; what goes wrong in it ends nothing else. */
    readonly whileLeading?: (signal: AbortSignal) => Promise<void>;
    readonly onLead?: (term: number) => void;
    readonly onError: (error: unknown) => void;
  };

/**
 * Seeks the lead and, while having it, polls every provider in a loop of its own and, beside the polls,
 * takes the history that providers keep themselves. Disposing it stops what is under way and gives up
 * the lead.
 */
export function startIngest(
  database: Database,
  providers: readonly Provider[],
  options: IngestOptions,
): AsyncDisposable {
  const stop = new AbortController();

  async function lead(term: number, signal: AbortSignal): Promise<void> {
    options.onLead?.(term);
    await options.prepare?.();
    for (const provider of providers) await upsertProvider(database.db, provider, options.now());
    // One poller that finds itself deposed, or fails beyond repair, ends the others' term too.
    const end = new AbortController();
    const context = { fetch: options.fetch, now: options.now, signal: AbortSignal.any([signal, end.signal]) };
    const pollers = providers.map(async (provider) => {
      try {
        await runPoller(database.db, provider, { ...options, context, term });
      } catch (error) {
        if (!(error instanceof Deposed)) options.onError(error);
      } finally {
        end.abort();
      }
    });
    const backfills = providers.map((provider) =>
      runBackfill(database.db, provider, { ...options, context }).catch(options.onError),
    );
    const beside = options.whileLeading?.(context.signal).catch(options.onError);
    await Promise.all([...pollers, ...backfills, beside, keepTidy(database, context.signal, options)]);
  }

  const ended =
    providers.length === 0
      ? Promise.resolve()
      : seekLeadership(database, lead, { signal: stop.signal, onError: options.onError });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

const TIDY_EVERY_MS = MINUTE_MS;
const ALL_EVERY = 60;

/** Looks after the tables while leading: the rewritten ones each minute, all of them first and each hour. */
async function keepTidy(
  database: Database,
  signal: AbortSignal,
  { onError }: Pick<IngestOptions, 'onError'>,
): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    try {
      await tidy(database, { all: round % ALL_EVERY === 0 });
    } catch (error) {
      onError(error);
    }
    await pause(TIDY_EVERY_MS, signal);
  }
}
