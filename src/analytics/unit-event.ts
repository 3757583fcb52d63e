import type { Instant } from '#units/time.ts';

/** What was seen of a unit: from then on it is up, or down, or it is not watched any longer. */
export type UnitEvent = {
  readonly at: Instant;
  readonly unit: string;
  readonly event: 'UP' | 'DOWN' | 'CENSORED';
  /** What and where it is, alike for units that may be taken together: GPU and region as written. */
  readonly market: string;
};

/** What an event makes of the unit: up, down, or not known. */
export function stateAfter({ event }: UnitEvent): boolean | undefined {
  return event === 'CENSORED' ? undefined : event === 'UP';
}

/**
 * The events in the order of time, those of one moment as given. A unit that is last seen up is not watched
 * from then on: that it stayed up is not known. One that went down stays down.
 */
export function replayable(events: readonly UnitEvent[]): UnitEvent[] {
  const sorted = events.toSorted((a, b) => a.at - b.at);
  const last = new Map(sorted.map((event) => [event.unit, event]));
  const ends = [...last.values()].flatMap((event) =>
    event.event === 'UP' ? [{ ...event, event: 'CENSORED' as const }] : [],
  );
  return ends.length === 0 ? sorted : [...sorted, ...ends].toSorted((a, b) => a.at - b.at);
}
