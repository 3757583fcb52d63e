import type { UnitEvent } from '#analytics/unit-event.ts';
import { csvReading, csvRows, type CsvFormat } from '#ingest/csv-rows.ts';
import { parseEventHeader, parseEventRow, type EventColumn, type EventRow } from '#ingest/event-row.ts';
import { parseHeader, type ImportColumn } from '#ingest/import-columns.ts';
import { parseImportRow, type ImportRow } from '#ingest/import-row.ts';
import type { Terminal } from './command.ts';
import { unitEvent } from './event-file.ts';
import { openInput } from './open-input.ts';
import { addPoint, type PriceHistory } from './price-file.ts';

/** What decisions are judged on: prices for those to begin or wait, or interruptions for deadline jobs. */
export type DecisionFile = { readonly rejected: number } & (
  | { readonly kind: 'PRICES'; readonly series: readonly PriceHistory[] }
  | { readonly kind: 'INTERRUPTIONS'; readonly events: readonly UnitEvent[] }
);

type Row = { readonly price: ImportRow } | { readonly event: EventRow };

/** A file of either kind; its header tells which. */
const FORMAT: CsvFormat<ImportColumn | EventColumn, Row> = {
  parseHeader: (fields) =>
    fields.some((field) => /^\s*(unit|event)\s*$/i.test(field))
      ? parseEventHeader(fields)
      : parseHeader(fields),
  parseRow: (fields, columns, now) => {
    const parsed =
      columns.at.unit === undefined
        ? parseImportRow(fields, columns, now)
        : parseEventRow(fields, columns, now);
    if ('problems' in parsed) return parsed;
    return { row: 'unit' in parsed.row ? { event: parsed.row } : { price: parsed.row } };
  },
};

/** Reads a file of prices or of interruptions. Bad lines are told with number and reason, and left out. */
export async function readDecisionFile(name: string, terminal: Terminal): Promise<DecisionFile> {
  await using source = await openInput(name, terminal);
  const series = new Map<string, PriceHistory>();
  const events: UnitEvent[] = [];
  let rejected = 0;
  const rows = csvRows(source, FORMAT, csvReading(), {
    now: terminal.now(),
    signal: terminal.signal,
    onReject: ({ line, reason }) => {
      rejected++;
      terminal.err(`${source.name}, line ${line}: ${reason}\n`);
    },
  });
  for await (const { row } of rows) {
    if ('event' in row) events.push(unitEvent(row.event));
    else addPoint(series, row.price);
  }
  if (events.length > 0) return { kind: 'INTERRUPTIONS', events, rejected };
  return { kind: 'PRICES', series: [...series.values()], rejected };
}
