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

/** Where each column stands in a line, from 0; those the file does not have are absent. */
export type ColumnPositions = {
  readonly count: number;
  readonly at: Readonly<Partial<Record<ImportColumn, number>>>;
};

/** Reads the header line's fields. Columns may come in any order; the answer is a problem where they cannot be used. */
export function parseHeader(fields: readonly string[]): ColumnPositions | { readonly problem: string } {
  const names = fields.map((field) => field.trim().toLowerCase());
  if (!names.some(isColumn)) return { problem: noHeader(fields) };

  const unknown = names.filter((name) => !isColumn(name)).map((name) => JSON.stringify(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const missing = importColumns.filter((name) => COLUMNS[name] === 'required' && !names.includes(name));
  const problems = [
    ...(missing.length > 0 ? [`it has no column ${missing.join(', ')}`] : []),
    ...(unknown.length > 0
      ? [`nothing is known of its column ${unknown.join(', ')}: remove or rename it`]
      : []),
    ...(twice.length > 0 ? [`it has the column ${[...new Set(twice)].join(', ')} more than once`] : []),
  ];
  if (problems.length > 0) {
    return {
      problem: `the header cannot be used: ${problems.join('; ')}. The columns are ${importColumns.join(',')}`,
    };
  }
  return { count: names.length, at: Object.fromEntries(names.map((name, index) => [name, index])) };
}

function noHeader([first = '', ...others]: readonly string[]): string {
  const separator = others.length === 0 ? [';', '\t', '|'].find((mark) => first.includes(mark)) : undefined;
  return separator === undefined
    ? `the first line must be the header: ${importColumns.join(',')}`
    : `its fields are separated by ${JSON.stringify(separator)}; separate them with commas`;
}

function isColumn(name: string): name is ImportColumn {
  return Object.hasOwn(COLUMNS, name);
}
