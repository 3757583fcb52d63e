import type { Instant } from '#units/time.ts';
import type { CsvPositions } from './csv-header.ts';
import { textBytes, UnusableInput, type ImportSource } from './import-source.ts';
import { readLines, type Line } from './read-lines.ts';
import { splitFields } from './split-fields.ts';

/** A line that was not taken. */
export type RejectedLine = { readonly line: number; readonly reason: string };

/** How far an input is read; kept up to date while `csvRows` runs. */
export type CsvReading = {
  /** Lines read, without the header and empty ones. */
  lines: number;
  /** Bytes read from the source, as they are on disk. */
  bytes: number;
  hasHeader: boolean;
};

export function csvReading(): CsvReading {
  return { lines: 0, bytes: 0, hasHeader: false };
}

export type CsvRowsOptions = {
  /** The time now: observations more than a day later are refused. */
  readonly now: Instant;
  /** Told each bad line, in the order of the file. */
  readonly onReject?: ((rejected: RejectedLine) => void) | undefined;
  /** Ends the reading before the next portion. */
  readonly signal?: AbortSignal | undefined;
};

/** How the header and the lines of one kind of file are read. */
export type CsvFormat<C extends string, R> = {
  readonly parseHeader: (fields: readonly string[]) => CsvPositions<C> | { readonly problem: string };
  /** The answer names every problem of the line; it never throws. */
  readonly parseRow: (
    fields: readonly string[],
    columns: CsvPositions<C>,
    now: Instant,
  ) => { readonly row: R } | { readonly problems: readonly string[] };
};

/**
 * The rows of an input in some format, one after the other; memory does not grow with it. Throws UnusableInput
 * where there is no usable header, and where the input breaks off, after the rows before that.
 */
export async function* csvRows<C extends string, R>(
  source: ImportSource,
  format: CsvFormat<C, R>,
  reading: CsvReading,
  { now, onReject, signal }: CsvRowsOptions,
): AsyncGenerator<{ readonly line: number; readonly row: R }> {
  let columns: CsvPositions<C> | undefined;
  for await (const portion of readLines(textBytes(source, (read) => (reading.bytes += read)))) {
    signal?.throwIfAborted();
    let data = portion;
    if (!columns) {
      const header = portion.findIndex((line) => !isEmpty(line));
      if (header === -1) continue;
      columns = columnsOf(format, portion[header], source.name);
      reading.hasHeader = true;
      data = portion.slice(header + 1);
    }
    for (const { line, fields, problem } of fieldsOf(data)) {
      reading.lines++;
      const parsed = fields ? format.parseRow(fields, columns, now) : { problems: [problem] };
      if ('problems' in parsed) onReject?.({ line, reason: parsed.problems.join('; ') });
      else yield { line, row: parsed.row };
    }
  }
  if (!columns) {
    throw new UnusableInput(`${source.name} is empty. Its first line must be the header of the columns`);
  }
}

function columnsOf<C extends string, R>(
  format: CsvFormat<C, R>,
  line: Line | undefined,
  name: string,
): CsvPositions<C> {
  if (!line || 'problem' in line)
    throw new UnusableInput(`${name}: its first line ${line?.problem ?? 'is missing'}`);
  if (line.text.includes('\r')) {
    throw new UnusableInput(`${name} ends its lines with CR alone. Turn them into LF: tr '\\r' '\\n' < FILE`);
  }
  const [split] = splitFields([line.text]);
  const columns =
    split && 'fields' in split
      ? format.parseHeader(split.fields)
      : { problem: `its header ${split?.problem}` };
  if ('problem' in columns) throw new UnusableInput(`${name}: ${columns.problem}`);
  return columns;
}

type LineFields = { readonly line: number } & (
  | { readonly fields: readonly string[]; readonly problem?: undefined }
  | { readonly fields?: undefined; readonly problem: string }
);

/** The lines of a portion that are not empty, split. */
function fieldsOf(portion: readonly Line[]): LineFields[] {
  const data = portion.filter((line) => !isEmpty(line));
  const split = splitFields(data.map((line) => ('text' in line ? line.text : '')));
  return data.map((line, index): LineFields => {
    if ('problem' in line) return { line: line.number, problem: `the line ${line.problem}` };
    const fields = split[index];
    if (!fields || 'problem' in fields) return { line: line.number, problem: `the line ${fields?.problem}` };
    return { line: line.number, fields: fields.fields };
  });
}

function isEmpty(line: Line): boolean {
  return 'text' in line && line.text.trim() === '';
}
