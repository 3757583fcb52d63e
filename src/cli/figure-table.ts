/** A column of figures: its title, and what stands in it of a row. */
export type Column<R> = readonly [title: string, cell: (row: R) => string];

const NARROWEST = 8;

/** The titles of the columns, over the lines of `figureLine`. */
export function titleLine<R>(columns: readonly Column<R>[]): string {
  return lineOf(columns, ([title]) => title);
}

export function figureLine<R>(columns: readonly Column<R>[], row: R): string {
  return lineOf(columns, ([, cell]) => cell(row));
}

/** Rows of their own columns under a title. */
export function table<R>(title: string, columns: readonly Column<R>[], rows: readonly R[]): string {
  if (rows.length === 0) return `${title}\n  nothing to judge\n`;
  return `${title}\n${titleLine(columns)}${rows.map((row) => figureLine(columns, row)).join('')}`;
}

function lineOf<R>(columns: readonly Column<R>[], textOf: (column: Column<R>) => string): string {
  const cells = columns.map((column) => textOf(column).padStart(Math.max(column[0].length, NARROWEST)));
  return `${cells.join('  ')}\n`;
}

/** A share in percent, and "-" where there is none. */
export function percent(share: number | null, decimals = 1): string {
  return share === null ? '-' : (100 * share).toFixed(decimals);
}
