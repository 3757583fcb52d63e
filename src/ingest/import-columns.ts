import { parseCsvHeader, type CsvPositions } from './csv-header.ts';

/** The columns of an import file: which must be there, and which may be left out. */
const COLUMNS = {
  observed_at: 'required',
  provider: 'required',
  gpu: 'required',
  gpu_count: 'required',
  region: 'optional',
  tier: 'optional',
  billing: 'required',
  price_per_gpu_hour_usd: 'required',
  available_count: 'optional',
  reliability: 'optional',
} as const;

export type ImportColumn = keyof typeof COLUMNS;

export const importColumns = Object.keys(COLUMNS) as ImportColumn[];

export type ColumnPositions = CsvPositions<ImportColumn>;

/** Reads the header line of an import file. */
export function parseHeader(fields: readonly string[]): ColumnPositions | { readonly problem: string } {
  return parseCsvHeader(COLUMNS, fields);
}
