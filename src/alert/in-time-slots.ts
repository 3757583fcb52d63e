import type { TapeStretch } from './store-past-offers.ts';
import type { TapeEvent } from './tape-event.ts';

/** So many events are handed over at once, about: milliseconds of work. */
const TOLD_AT_ONCE = 500;

const SLOTS = 64;

/** Events of a stretch, put in order of time a slot at a time: sorting them all would be one long turn. */
export type TimeSlots = {
  add(events: readonly TapeEvent[]): void;
  /** All that were added, those of an instant together. */
  inOrder(): Generator<readonly TapeEvent[]>;
};

export function inTimeSlots({ after, to }: TapeStretch): TimeSlots {
  const slots = Array.from({ length: SLOTS }, (): TapeEvent[] => []);
  const perMs = SLOTS / Math.max(to - after, 1);
  return {
    add(events) {
      for (const event of events) {
        const slot = Math.floor((event.at - after) * perMs);
        slots[Math.min(Math.max(slot, 0), SLOTS - 1)]!.push(event);
      }
    },
    *inOrder() {
      for (const slot of slots) {
        slot.sort((a, b) => a.at - b.at);
        for (let from = 0; from < slot.length;) {
          let end = Math.min(from + TOLD_AT_ONCE, slot.length);
          while (end < slot.length && slot[end]!.at === slot[end - 1]!.at) end++;
          yield slot.slice(from, end);
          from = end;
        }
      }
    },
  };
}
