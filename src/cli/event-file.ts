import type { UnitEvent } from '#analytics/unit-event.ts';
import { csvReading, csvRows } from '#ingest/csv-rows.ts';
import { parseEventHeader, parseEventRow, type EventRow } from '#ingest/event-row.ts';
import type { Terminal } from './command.ts';
import { openInput } from './open-input.ts';

export type EventFile = { readonly events: readonly UnitEvent[]; readonly rejected: number };

/** Reads a file of interruptions. Bad lines are told with number and reason, and left out. */
export async function readEventFile(name: string, terminal: Terminal): Promise<EventFile> {
  await using source = await openInput(name, terminal);
  const events: UnitEvent[] = [];
  let rejected = 0;
  const format = { parseHeader: parseEventHeader, parseRow: parseEventRow };
  const rows = csvRows(source, format, csvReading(), {
    now: terminal.now(),
    signal: terminal.signal,
    onReject: ({ line, reason }) => {
      rejected++;
      terminal.err(`${source.name}, line ${line}: ${reason}\n`);
    },
  });
  for await (const { row } of rows) events.push(unitEvent(row));
  return { events, rejected };
}

export function unitEvent({ observedAt: at, unit, event, gpu, region }: EventRow): UnitEvent {
  return { at, unit, event, market: [gpu, region].filter((part) => part !== '').join(' ') };
}
