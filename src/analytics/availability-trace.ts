import { HOUR_MS, type Instant } from '#units/time.ts';
import { stateAfter, type UnitEvent } from './unit-event.ts';

/** Whether a unit could be had in each tick of the time it was watched. */
export type AvailabilityTrace = {
  readonly unit: string;
  readonly tickHours: number;
  /** 1 where it was up from the tick's start to its end. */
  readonly up: Uint8Array;
};

const SHORTEST_TICK_MS = 60_000;
const LONGEST_TICK_MS = HOUR_MS / 2;
const USUAL_TICK_MS = HOUR_MS / 6;

/**
 * Each unit's events, which are in the order of time, as a trace from its first one until it is not watched
 * any longer, at the latest the last event of all. A unit that is watched again is another trace. Ticks are as
 * long as what all times of a unit's events are multiples of, where that is one to thirty minutes, else ten.
 */
export function availabilityTraces(events: readonly UnitEvent[]): AvailabilityTrace[] {
  const end = events.at(-1)?.at;
  if (end === undefined) return [];
  const byUnit = Map.groupBy(events, ({ unit }) => unit);
  return Array.from(byUnit, ([unit, own]) => tracesOfUnit(unit, own, end)).flat();
}

function tracesOfUnit(unit: string, events: readonly UnitEvent[], end: Instant): AvailabilityTrace[] {
  const watches: UnitEvent[][] = [[]];
  for (const event of events) {
    watches.at(-1)?.push(event);
    if (event.event === 'CENSORED') watches.push([]);
  }
  return watches.flatMap((watch) => {
    const [first] = watch;
    if (!first) return [];
    const last = watch.at(-1)?.event === 'CENSORED' ? (watch.at(-1)?.at ?? end) : end;
    const tickMs = tickOf(watch, first.at);
    const up = new Uint8Array(Math.floor((last - first.at) / tickMs));
    watch.forEach((event, index) => {
      if (stateAfter(event) !== true) return;
      const from = Math.ceil((event.at - first.at) / tickMs);
      up.fill(1, from, Math.max(from, Math.floor(((watch[index + 1]?.at ?? last) - first.at) / tickMs)));
    });
    return [{ unit, tickHours: tickMs / HOUR_MS, up }];
  });
}

function tickOf(events: readonly UnitEvent[], first: Instant): number {
  const tick = events.reduce((common, { at }) => greatestCommonDivisor(common, at - first), 0);
  return tick >= SHORTEST_TICK_MS && tick <= LONGEST_TICK_MS ? tick : USUAL_TICK_MS;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
