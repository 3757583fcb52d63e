import type { UnitEvent } from '#analytics/unit-event.ts';
import type { CsvFormat } from '#ingest/csv-rows.ts';
import { EVENT_FORMAT, type EventColumn, type EventRow } from '#ingest/event-row.ts';
import type { ImportColumn } from '#ingest/import-columns.ts';
import { IMPORT_FORMAT, type ImportRow } from '#ingest/import-row.ts';
import type { Terminal } from './command.ts';
import { unitEvent } from './event-file.ts';
import { addPoint, type PriceHistory } from './price-file.ts';
import { readRows } from './read-rows.ts';

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
      ? EVENT_FORMAT.parseHeader(fields)
      : IMPORT_FORMAT.parseHeader(fields),
  parseRow: (fields, columns, now) => {
    const parsed =
      columns.at.unit === undefined
        ? IMPORT_FORMAT.parseRow(fields, columns, now)
        : EVENT_FORMAT.parseRow(fields, columns, now);
    if ('problems' in parsed) return parsed;
    return { row: 'unit' in parsed.row ? { event: parsed.row } : { price: parsed.row } };
  },
};

/** Reads a file of prices or of interruptions. Bad lines are told with number and reason, and left out. */
export async function readDecisionFile(name: string, terminal: Terminal): Promise<DecisionFile> {
  const series = new Map<string, PriceHistory>();
  const events: UnitEvent[] = [];
  const rejected = await readRows(name, terminal, FORMAT, (row) => {
    if ('event' in row) events.push(unitEvent(row.event));
    else addPoint(series, row.price);
  });
  if (events.length > 0) return { kind: 'INTERRUPTIONS', events, rejected };
  return { kind: 'PRICES', series: [...series.values()], rejected };
}
