/** The columns of a kind of CSV file: which must be there, and which may be left out. */
export type CsvColumns<C extends string> = Readonly<Record<C, 'required' | 'optional'>>;

/** Where each column stands in a line, from 0; those the file does not have are absent. */
export type CsvPositions<C extends string> = {
  readonly count: number;
  readonly at: Readonly<Partial<Record<C, number>>>;
};

/** Reads the header line's fields. Columns may come in any order; the answer is a problem where they cannot be used. */
export function parseCsvHeader<C extends string>(
  columns: CsvColumns<C>,
  fields: readonly string[],
): CsvPositions<C> | { readonly problem: string } {
  const known = Object.keys(columns) as C[];
  const isColumn = (name: string): name is C => Object.hasOwn(columns, name);
  const names = fields.map((field) => field.trim().toLowerCase());
  if (!names.some(isColumn)) return { problem: noHeader(known, fields) };

  const unknown = names.filter((name) => !isColumn(name)).map((name) => JSON.stringify(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const missing = known.filter((name) => columns[name] === 'required' && !names.includes(name));
  const problems = [
    ...(missing.length > 0 ? [`it has no column ${missing.join(', ')}`] : []),
    ...(unknown.length > 0
      ? [`nothing is known of its column ${unknown.join(', ')}: remove or rename it`]
      : []),
    ...(twice.length > 0 ? [`it has the column ${[...new Set(twice)].join(', ')} more than once`] : []),
  ];
  if (problems.length > 0) {
    return {
      problem: `the header cannot be used: ${problems.join('; ')}. The columns are ${known.join(',')}`,
    };
  }
  const at = Object.fromEntries(names.map((name, index) => [name, index])) as Partial<Record<C, number>>;
  return { count: names.length, at };
}

function noHeader(known: readonly string[], [first = '', ...others]: readonly string[]): string {
  const separator = others.length === 0 ? [';', '\t', '|'].find((mark) => first.includes(mark)) : undefined;
  return separator === undefined
    ? `the first line must be the header: ${known.join(',')}`
    : `its fields are separated by ${JSON.stringify(separator)}; separate them with commas`;
}
