import type { CsvPositions } from './csv-header.ts';
import type { CsvFormat } from './csv-rows.ts';

/** The named columns of a line as text, trimmed; empty where the file does not have the column. */
export type MeasuredRow<C extends string> = Readonly<Record<C, string>>;

/**
 * The format of a file of measurements. What a line means is for its reader to say, so that no line is refused but one
 * that has not the header's number of fields. Columns nobody asked for are left alone.
 */
export function measuredFormat<C extends string>(
  required: readonly C[],
  optional: readonly C[],
): CsvFormat<C, MeasuredRow<C>> {
  const known = [...required, ...optional];
  return {
    parseHeader: (fields) => {
      const names = fields.map((field) =>
        field
          .replace(/^\uFEFF/, '')
          .trim()
          .toLowerCase(),
      );
      const missing = required.filter((name) => !names.includes(name));
      if (missing.length > 0) {
        return {
          problem: `its header has no column ${missing.join(', ')}. The columns are ${known.join(',')}`,
        };
      }
      const at = Object.fromEntries(
        known.filter((name) => names.includes(name)).map((name) => [name, names.indexOf(name)]),
      ) as Partial<Record<C, number>>;
      return { count: names.length, at };
    },
    parseRow: (fields, columns) => {
      if (fields.length !== columns.count)
        return { problems: [`${fields.length} fields where the header has ${columns.count}`] };
      return { row: rowOf(fields, columns, known) };
    },
  };
}

function rowOf<C extends string>(
  fields: readonly string[],
  { at }: CsvPositions<C>,
  known: readonly C[],
): MeasuredRow<C> {
  const texts = known.map((name) => {
    const position = at[name];
    return [name, position === undefined ? '' : (fields[position] ?? '').trim()];
  });
  return Object.fromEntries(texts) as Record<C, string>;
}
