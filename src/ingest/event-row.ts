import type { Instant } from '#units/time.ts';
import { fieldReader, readName, readTime, type Read } from './csv-fields.ts';
import { parseCsvHeader, type CsvPositions } from './csv-header.ts';
import type { CsvFormat } from './csv-rows.ts';

/** The columns of a file of interruptions. */
const COLUMNS = {
  observed_at: 'required',
  unit: 'required',
  event: 'required',
  gpu: 'optional',
  region: 'optional',
} as const;

export type EventColumn = keyof typeof COLUMNS;

export const eventColumns = Object.keys(COLUMNS) as EventColumn[];

const LONGEST: Partial<Record<EventColumn, number>> = { unit: 256, gpu: 128, region: 128 };

/** One line of a file of interruptions: a unit is up or down from a moment on, or not watched any longer. */
export type EventRow = {
  readonly observedAt: Instant;
  readonly unit: string;
  readonly event: 'UP' | 'DOWN' | 'CENSORED';
  /** As written; empty where it is not said. */
  readonly gpu: string;
  readonly region: string;
};

/** The format of files of interruptions. */
export const EVENT_FORMAT: CsvFormat<EventColumn, EventRow> = {
  parseHeader: (fields) => parseCsvHeader(COLUMNS, fields),
  parseRow: parseEventRow,
};

/** Reads the fields of one line. The answer names every problem of the line; it never throws. */
function parseEventRow(
  fields: readonly string[],
  columns: CsvPositions<EventColumn>,
  now: Instant,
): { readonly row: EventRow } | { readonly problems: readonly string[] } {
  const { read, problems } = fieldReader(fields, columns, LONGEST);
  const row = {
    observedAt: read('observed_at', (text) => readTime(text, now)),
    unit: read('unit', (text) => readName(text, 'what was up or down is needed')),
    event: read('event', readEvent),
    gpu: read('gpu', (text) => ({ value: text })),
    region: read('region', (text) => ({ value: text })),
  };
  return problems.length > 0 ? { problems } : { row: row as EventRow };
}

function readEvent(text: string): Read<EventRow['event']> {
  const event = text.toUpperCase();
  if (event === 'UP' || event === 'DOWN' || event === 'CENSORED') return { value: event };
  return { fault: text === '' ? 'write up, down or censored' : 'is neither up, down nor censored' };
}
