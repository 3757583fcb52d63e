import { absurdPrice } from '#catalog/price-floor.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import type { Db } from '#db/open.ts';
import type { HistoryChange, HistoryLoad, HistoryOffer } from '#market/history.ts';
import { loadHistory } from '#market/load-history.ts';
import { offerOf } from '#market/offer-facts.ts';
import { beginBackfill, endBackfill } from '#market/store-backfill.ts';
import { ProviderError, type HistoryQuote, type PollContext, type Provider } from '#providers/provider.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { RegionCode } from '#units/region.ts';
import { DAY_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { waitBeforePoll } from './cadence.ts';
import { checkPoll } from './check-poll.ts';
import { pause } from './leader.ts';

/** As far as any provider remembers: AWS tells 90 days of spot prices. */
const HISTORY_MS = 90 * DAY_MS;

/** Changes to a transaction: few, as a built-in database serves nobody else meanwhile. */
const BATCH_SIZE = 1000;

export type BackfillEvents = {
  /** Told once a provider's history is in, with what could not be taken of it. */
  readonly onBackfill?: (provider: string, load: HistoryLoad & { readonly rejected: number }) => void;
  readonly onFailure?: (provider: string, error: unknown) => void;
};

export type BackfillOptions = BackfillEvents & {
  readonly context: PollContext;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
  /** How soon one that failed is begun again, at first: a minute unless said otherwise. */
  readonly firstWaitMs?: number;
};

/**
 * Takes what a provider remembers of its own prices, once for a database: as history, which is never
 * streamed and belongs to offers of its own, as that of a file does. One that failed or was cut short is
 * begun again from the same instant, and what is in already is left alone. Ends when it is in, when the
 * context's signal aborts, or where the provider remembers nothing.
 */
export async function runBackfill(db: Db, provider: Provider, options: BackfillOptions): Promise<void> {
  const { context, chance, firstWaitMs = MINUTE_MS } = options;
  if (!provider.backfill) return;
  for (let failures = 0; !context.signal.aborted;) {
    let retryAfterMs: number | undefined;
    try {
      const { since, finishedAt } = await beginBackfill(db, provider.id, plusMs(context.now(), -HISTORY_MS));
      if (finishedAt !== null) return;
      const load = await takeHistory(db, provider, context, since);
      await endBackfill(db, provider.id, context.now());
      options.onBackfill?.(provider.id, load);
      return;
    } catch (error) {
      if (context.signal.aborted) return;
      failures++;
      if (error instanceof ProviderError) retryAfterMs = error.retryAfterMs;
      options.onFailure?.(provider.id, error);
    }
    await pause(
      waitBeforePoll({ cadenceMs: firstWaitMs, tookMs: 0, failures, retryAfterMs }, chance()),
      context.signal,
    );
  }
}

async function takeHistory(
  db: Db,
  provider: Provider,
  context: PollContext,
  since: Instant,
): Promise<HistoryLoad & { rejected: number }> {
  let rejected = 0;
  async function* changes(): AsyncGenerator<HistoryChange> {
    const offers = new Map<string, HistoryOffer>();
    for await (const quote of provider.backfill?.(context, since) ?? []) {
      context.signal.throwIfAborted();
      if (!isPast(quote, context.now()) || checkPoll(pollOf(quote)).quotes.length === 0 || isAbsurd(quote)) {
        rejected++;
        continue;
      }
      const identity = `${quote.billing} ${quote.key}`;
      const offer = offers.get(identity) ?? historyOffer(quote, provider);
      offers.set(identity, offer);
      const { observedAt, price, stock, reliability } = quote;
      yield { offer, observedAt, price, stock, reliability, listed: true };
    }
  }
  const load = await loadHistory(db, changes(), {
    source: provider.historySource ?? provider.source,
    providerSource: provider.source,
    simulated: provider.simulated,
    now: context.now,
    leaves: 'PAST',
    sameInstant: 'SIBLING',
    batchSize: BATCH_SIZE,
  });
  return { ...load, rejected };
}

/** A price of tomorrow is a mistake; a minute is two clocks that differ. */
function isPast({ observedAt }: HistoryQuote, now: Instant): boolean {
  return Number.isSafeInteger(observedAt) && observedAt > 0 && observedAt <= plusMs(now, MINUTE_MS);
}

/** A past has no later observation by the same source that the gate could wait for. */
function isAbsurd({ gpuName, traits, price }: HistoryQuote): boolean {
  const match = resolveGpu(gpuName, { vramMb: traits.vramMb });
  return match.kind === 'MAPPED' && absurdPrice(match.gpu, price) !== null;
}

/** One quote by itself: of one offer there are many, which no poll could hold. */
function pollOf(quote: HistoryQuote) {
  return { observedAt: quote.observedAt, quotes: [quote], rejects: [], seen: 1 };
}

/** The key is apart from those of polls, which list what is on offer, and of files. */
function historyOffer(quote: HistoryQuote, { id, name, source, historySource }: Provider): HistoryOffer {
  const facts = offerOf(quote, id, historySource ?? source);
  return {
    provider: { id, name },
    key: `import:own:${quote.key}`,
    billing: quote.billing,
    gpu: facts.gpu as GpuSlug | null,
    gpuName: quote.gpuName,
    gpuCount: quote.gpuCount,
    region: facts.region as RegionCode | null,
    regionName: quote.regionName,
    tier: quote.tier,
    traits: quote.traits,
  };
}
