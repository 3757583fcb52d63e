import { csvRows, type CsvReading, type CsvRowsOptions } from './csv-rows.ts';
import { parseHeader } from './import-columns.ts';
import { parseImportRow, type ImportRow } from './import-row.ts';
import type { ImportSource } from './import-source.ts';

/** The rows of an input in the import format, as `csvRows` reads them. */
export function importRows(
  source: ImportSource,
  reading: CsvReading,
  options: CsvRowsOptions,
): AsyncGenerator<{ readonly line: number; readonly row: ImportRow }> {
  return csvRows(source, { parseHeader, parseRow: parseImportRow }, reading, options);
}
