import type { Db } from '#db/open.ts';
import { demoHistory, demoHistoryOffers } from '#demo/history.ts';
import { createDemoProviders } from '#demo/providers.ts';
import type { HistoryChange, HistoryLoad, HistoryOffer } from '#market/history.ts';
import { loadHistory } from '#market/load-history.ts';
import { offerOf } from '#market/offer-facts.ts';
import { lastSimulated, noteContinuous } from '#market/store-health.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { RegionCode } from '#units/region.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Instant } from '#units/time.ts';

const HISTORY_MS = 45 * DAY_MS;

/** A shorter pause is bridged by the next poll. */
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;

/** Where the simulated market of a seed says its figures come from. */
export function demoSource(seed: number): string {
  return `simulation, seed ${seed}`;
}

/**
 * Refuses a database that holds the simulated market of another seed: the two would be one series.
 * Throws with what to do.
 */
export async function checkDemoSeed(db: Db, seed: number): Promise<void> {
  const last = await lastSimulated(db);
  if (last && last.source !== demoSource(seed)) {
    throw new Error(
      `the database holds another simulated market (${last.source}) than the one asked for (${demoSource(seed)}). ` +
        'Set DEMO_SEED to that seed, or DATA_DIR to another folder.',
    );
  }
}

/**
 * Gives the simulated market its past: 45 days where it has none, else what a pause left out. The past
 * is history, not news: subscribers are not sent it, and what a pause changed they are told by the next
 * poll. A load that was cut short is done again, on the same hours.
 */
export async function seedDemo(db: Db, seed: number, now: Instant): Promise<HistoryLoad | undefined> {
  const pausedAt = (await lastSimulated(db))?.polledAt ?? undefined;
  if (pausedAt !== undefined && now - pausedAt < LONGEST_PAUSE_MS) return undefined;
  const from = instant((pausedAt ?? now - HISTORY_MS) - ((pausedAt ?? now) % HOUR_MS));
  const past = changes(seed, from, now);
  const options = {
    source: demoSource(seed),
    providerSource: demoSource(seed),
    simulated: true,
    sameInstant: 'ERROR',
  } as const;
  if (pausedAt !== undefined) {
    return loadHistory(db, after(pausedAt, past), { ...options, now: () => now, leaves: 'UNTOUCHED' });
  }
  const load = await loadHistory(db, past, { ...options, leaves: 'PRESENT' });
  await noteContinuous(db, createDemoProviders({ seed }), { from, recordedAt: now });
  return load;
}

function* after(pausedAt: Instant, past: Iterable<HistoryChange>): Generator<HistoryChange> {
  for (const change of past) if (change.observedAt > pausedAt) yield change;
}

function* changes(seed: number, from: Instant, to: Instant): Generator<HistoryChange> {
  const offers = new Map<string, HistoryOffer>();
  for (const { provider, quote } of demoHistoryOffers(seed, to)) {
    const facts = offerOf(quote, provider, demoSource(seed));
    offers.set(`${provider} ${quote.billing} ${quote.key}`, {
      provider: { id: provider, name: provider },
      key: quote.key,
      billing: quote.billing,
      gpu: facts.gpu as GpuSlug | null,
      gpuName: quote.gpuName,
      gpuCount: quote.gpuCount,
      region: facts.region as RegionCode | null,
      regionName: quote.regionName,
      tier: quote.tier,
      traits: quote.traits,
    });
  }
  for (const { provider, key, billing, ...change } of demoHistory({ seed, from, to })) {
    const offer = offers.get(`${provider} ${billing} ${key}`);
    if (offer) yield { ...change, offer, reliability: null };
  }
}
