import type { UnitEvent } from '#analytics/unit-event.ts';
import { EVENT_FORMAT, type EventRow } from '#ingest/event-row.ts';
import type { Terminal } from './command.ts';
import { readRows } from './read-rows.ts';

export type EventFile = { readonly events: readonly UnitEvent[]; readonly rejected: number };

/** Reads a file of interruptions. Bad lines are told with number and reason, and left out. */
export async function readEventFile(name: string, terminal: Terminal): Promise<EventFile> {
  const events: UnitEvent[] = [];
  const rejected = await readRows(name, terminal, EVENT_FORMAT, (row) => events.push(unitEvent(row)));
  return { events, rejected };
}

export function unitEvent({ observedAt: at, unit, event, gpu, region }: EventRow): UnitEvent {
  return { at, unit, event, market: [gpu, region].filter((part) => part !== '').join(' ') };
}
