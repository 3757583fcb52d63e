import type { Instant } from '#units/time.ts';
import type { AlertScope } from './alert.ts';
import type { OfferStanding } from './provider-offers.ts';
import type { Reading } from './reading.ts';
import type { ReadingStep, SeriesReadings, TapeEvent } from './series-readings.ts';

/** An offer, and the GPU it is of; null for one the catalog does not know. */
export type StandingOffer = OfferStanding & { readonly gpu: string | null };

/** What a poll told, as far as alerts are concerned. */
export type PollTold = {
  readonly provider: string;
  readonly simulated: boolean;
  readonly at: Instant;
  /** Until when the provider counts as heard of; null where the poll failed. */
  readonly freshUntil: Instant | null;
  /** The offers it changed, as it left them. */
  readonly offers: readonly StandingOffer[];
};

type Watched = { readonly scope: AlertScope; readonly readings: SeriesReadings };

/** The series that alerts are about, each with what it reads: polls go in, steps of the series they change come out. */
export type WatchedMarket = {
  has(series: number): boolean;
  add(series: number, scope: AlertScope, readings: SeriesReadings): void;
  remove(series: number): void;
  reading(series: number): Reading | null;
  /** Takes a poll; adds the steps of each series that it changes to those given. */
  take(poll: PollTold, steps: Map<number, ReadingStep[]>): void;
  /** The steps that time alone makes before an instant. */
  passBefore(to: Instant, steps: Map<number, ReadingStep[]>): void;
};

export function watchedMarket(): WatchedMarket {
  const watched = new Map<number, Watched>();
  const byGpu = new Map<string, Set<number>>();
  /** The GPU each known offer is of: names are mapped anew now and then. */
  const gpuOf = new Map<number, string>();

  const add = (steps: Map<number, ReadingStep[]>, series: number, fresh: readonly ReadingStep[]): void => {
    if (fresh.length === 0) return;
    const known = steps.get(series);
    if (known) known.push(...fresh);
    else steps.set(series, [...fresh]);
  };
  return {
    has: (series) => watched.has(series),
    add(series, scope, readings) {
      watched.set(series, { scope, readings });
      const same = byGpu.get(scope.gpu) ?? new Set();
      byGpu.set(scope.gpu, same.add(series));
    },
    remove(series) {
      const known = watched.get(series);
      watched.delete(series);
      if (known) byGpu.get(known.scope.gpu)?.delete(series);
    },
    reading: (series) => watched.get(series)?.readings.reading() ?? null,
    take({ provider, simulated, at, freshUntil, offers }, steps) {
      const told = new Map<number, TapeEvent[]>();
      const tell = (series: number, event: TapeEvent): void => {
        const events = told.get(series);
        if (events) events.push(event);
        else told.set(series, [event]);
      };
      for (const { gpu, ...offer } of offers) {
        const before = gpuOf.get(offer.id);
        if (before !== undefined && before !== gpu) {
          for (const series of byGpu.get(before) ?? []) tell(series, { kind: 'GONE', provider, id: offer.id });
        }
        if (gpu === null || !byGpu.has(gpu)) {
          gpuOf.delete(offer.id);
          continue;
        }
        gpuOf.set(offer.id, gpu);
        for (const series of byGpu.get(gpu) ?? []) {
          const { scope } = watched.get(series) ?? {};
          if (!scope || !hasProvider(scope, provider, simulated)) continue;
          tell(
            series,
            isOfScope(scope, offer) ? { kind: 'OFFER', offer } : { kind: 'GONE', provider, id: offer.id },
          );
        }
      }
      for (const [series, { scope, readings }] of watched) {
        const events = told.get(series) ?? [];
        if (freshUntil !== null && hasProvider(scope, provider, simulated))
          events.push({ kind: 'HEARD', provider, freshUntil });
        if (events.length > 0) add(steps, series, readings.take(at, events));
      }
    },
    passBefore(to, steps) {
      for (const [series, { readings }] of watched) add(steps, series, readings.passBefore(to));
    },
  };
}

function hasProvider({ providers, simulated }: AlertScope, provider: string, isSimulated: boolean): boolean {
  return (
    (simulated === null || simulated === isSimulated) && (providers === null || providers.includes(provider))
  );
}

/** Whether an offer of the scope's GPU and providers is in it: as `inScope` of the market's store has it. */
function isOfScope({ billing, regions }: AlertScope, offer: OfferStanding): boolean {
  return (
    (billing === null || billing === offer.billing) &&
    (regions === null ||
      (offer.region !== null &&
        (regions.includes(offer.region) || regions.includes(offer.region.split('-')[0] ?? ''))))
  );
}
