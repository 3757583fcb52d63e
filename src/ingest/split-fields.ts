import { CsvError, parse } from 'csv-parse/sync';

/** The fields of one line, or why its quotes make no sense. */
export type SplitLine = { readonly fields: readonly string[] } | { readonly problem: string };

/**
 * Splits lines of CSV into fields, each line by itself. Those without a quote, nearly all, need no
 * parser; the others go to it together, and where it fails in halves, until each bad one stands alone.
 */
export function splitFields(lines: readonly string[]): SplitLine[] {
  const split = lines.map((line): SplitLine => ({ fields: line.split(',') }));
  const withQuotes = lines.flatMap((line, index) => (line.includes('"') ? [index] : []));
  const parsed = parseQuoted(withQuotes.map((index) => lines[index] ?? ''));
  withQuotes.forEach((index, at) => (split[index] = parsed[at] ?? { fields: [] }));
  return split;
}

function parseQuoted(lines: readonly string[]): SplitLine[] {
  if (lines.length === 0) return [];
  let problem = 'has a quote that is not closed on its line';
  try {
    const records = parse(lines.join('\n'), { record_delimiter: '\n', relax_column_count: true });
    // Fewer records than lines: one reaches over a line break.
    if (records.length === lines.length) return records.map((fields) => ({ fields }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code !== 'CSV_QUOTE_NOT_CLOSED') {
      problem = 'has a quote in the wrong place: quote the whole value, and double a quote inside it';
    }
  }
  if (lines.length === 1) return [{ problem }];
  const half = lines.length >> 1;
  return [...parseQuoted(lines.slice(0, half)), ...parseQuoted(lines.slice(half))];
}
