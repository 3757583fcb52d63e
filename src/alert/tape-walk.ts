import type { Instant } from '#units/time.ts';
import type { AlertScope } from './alert.ts';
import type { OfferStanding } from './provider-offers.ts';
import {
  seriesReadings,
  type ReadingStep,
  type SeriesEvent,
  type SeriesReadings,
} from './series-readings.ts';
import type { TapeEvent, TapeFacts, TapeState } from './tape-event.ts';

/** A series that is read off a tape, with what it reads. */
export type WalkedSeries = { readonly scope: AlertScope; readonly readings: SeriesReadings };

/**
 * Series as they follow one tape: each event goes to the series it is of, and what they read changes step by step.
 * Live evaluation walks on as polls are recorded; the dry run walks over the past.
 */
export type TapeWalk = {
  /** Adds a series, which knows of nothing before what is taken next, but for what its readings have taken elsewhere. */
  add(scope: AlertScope, readings?: SeriesReadings): WalkedSeries;
  remove(series: WalkedSeries): void;
  /**
   * Takes events that came after all that were taken before, whatever their order here. `onSteps` is told each
   * series' steps in order of time.
   */
  take(events: readonly TapeEvent[], onSteps: OnSteps): void;
  /** What time alone changes before `to`, of every series. */
  passBefore(to: Instant, onSteps: OnSteps): void;
};

export type OnSteps = (series: WalkedSeries, steps: readonly ReadingStep[]) => void;

/** At one instant: what a file ends, then how offers are described, how they stand, and who was heard of. */
const ORDER = { END: 0, OFFER: 1, STATE: 2, HEARD: 3 } as const;

export function tapeWalk(): TapeWalk {
  const byGpu = new Map<string, Set<WalkedSeries>>();
  const offers = new Map<number, OfferStanding>();
  const of = (gpu: string): Iterable<WalkedSeries> => byGpu.get(gpu) ?? [];

  const stand = (facts: TapeFacts, state: TapeState, to: Told): void => {
    const before = offers.get(state.id);
    const offer = standing(facts, state);
    offers.set(offer.id, offer);
    for (const series of of(offer.gpu)) {
      if (isOf(series.scope, offer)) to(series, { kind: 'OFFER', offer });
      else if (before && isOf(series.scope, before)) to(series, { kind: 'GONE', offer: before });
    }
    if (before && before.gpu !== offer.gpu) {
      for (const series of of(before.gpu))
        if (isOf(series.scope, before)) to(series, { kind: 'GONE', offer: before });
    }
  };
  const tell = (event: TapeEvent, to: Told): void => {
    switch (event.kind) {
      case 'OFFER':
        stand(event.facts, event.state, to);
        break;
      case 'STATE':
        stand(offers.get(event.state.id) ?? event.facts, event.state, to);
        break;
      case 'END': {
        const before = offers.get(event.id);
        if (!before) break;
        offers.delete(event.id);
        for (const series of of(before.gpu))
          if (isOf(series.scope, before)) to(series, { kind: 'GONE', offer: before });
        break;
      }
      case 'HEARD':
        for (const gpu of event.gpus)
          for (const series of of(gpu)) if (isHeardBy(series.scope, event)) to(series, event);
    }
  };
  return {
    add(scope, readings = seriesReadings()) {
      const series = { scope, readings };
      const same = byGpu.get(scope.gpu) ?? new Set();
      byGpu.set(scope.gpu, same.add(series));
      return series;
    },
    remove(series) {
      byGpu.get(series.scope.gpu)?.delete(series);
    },
    take(events, onSteps) {
      const sorted = events.toSorted((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
      for (let index = 0; index < sorted.length;) {
        const { at } = sorted[index]!;
        const told = new Map<WalkedSeries, SeriesEvent[]>();
        for (let event = sorted[index]; event?.at === at; event = sorted[++index]) {
          tell(event, (series, ofSeries) => {
            const list = told.get(series);
            if (list) list.push(ofSeries);
            else told.set(series, [ofSeries]);
          });
        }
        for (const [series, list] of told) tellSteps(series, series.readings.take(at, list), onSteps);
      }
    },
    passBefore(to, onSteps) {
      for (const same of byGpu.values())
        for (const series of same) tellSteps(series, series.readings.passBefore(to), onSteps);
    },
  };
}

/** Written out: spreading two objects costs ten times as much, of every change there is. */
function standing(facts: TapeFacts, state: TapeState): OfferStanding {
  return {
    id: state.id,
    gpu: facts.gpu,
    provider: facts.provider,
    imported: facts.imported,
    simulated: facts.simulated,
    billing: facts.billing,
    region: facts.region,
    tier: facts.tier,
    gpuCount: facts.gpuCount,
    source: facts.source,
    held: facts.held,
    price: state.price,
    listed: state.listed,
    rentable: state.rentable,
    available: state.available,
    units: state.units,
    changedAt: state.changedAt,
    seq: state.seq,
  };
}

type Told = (series: WalkedSeries, event: SeriesEvent) => void;

function tellSteps(series: WalkedSeries, steps: readonly ReadingStep[], onSteps: OnSteps): void {
  if (steps.length > 0) onSteps(series, steps);
}

function isOf(scope: AlertScope, { gpu, billing, provider, region, simulated }: OfferStanding): boolean {
  return (
    gpu === scope.gpu &&
    (scope.billing === null || scope.billing === billing) &&
    isHeardBy(scope, { provider, simulated }) &&
    (scope.regions === null ||
      (region !== null &&
        (scope.regions.includes(region) || scope.regions.includes(region.split('-')[0] ?? region))))
  );
}

function isHeardBy(
  { providers, simulated }: AlertScope,
  heard: { readonly provider: string; readonly simulated: boolean },
): boolean {
  return (
    (providers === null || providers.includes(heard.provider)) &&
    (simulated === null || simulated === heard.simulated)
  );
}
