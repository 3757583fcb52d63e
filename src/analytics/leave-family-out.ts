import { quantileOfSorted } from './quantile.ts';

/** An estimate ÷ measured with what the estimator's constants depend on. */
export type FittedRow = {
  readonly family: string;
  /** Rows of one cell share a level: generation, precision, with or without experts. */
  readonly cell: string;
  /** log2 of the size, which the levels grow with. */
  readonly doublings: number;
  readonly ratio: number;
};

/**
 * What each row's ratio would be with the levels and their growth with size fitted on the other families alone: the
 * growth by least squares within cells, then each cell's level by its median. A cell of one family stays as it is.
 */
export function leaveFamilyOut<R extends FittedRow>(rows: readonly R[]): R[] {
  const families = [...new Set(rows.map(({ family }) => family))];
  const corrections = new Map(
    families.map((family) => [family, fit(rows.filter((row) => row.family !== family))]),
  );
  return rows.map((row) => {
    const { growth, levels } = corrections.get(row.family)!;
    const level = levels.get(row.cell);
    if (level === undefined) return row;
    return { ...row, ratio: row.ratio / Math.exp(level + growth * row.doublings) };
  });
}

/** By how much logarithms of ratios are too high: `levels` of the cell + `growth` × doublings. */
function fit(rows: readonly FittedRow[]): { growth: number; levels: ReadonlyMap<string, number> } {
  const cells = Map.groupBy(rows, ({ cell }) => cell);
  let [products, squares] = [0, 0];
  for (const of of cells.values()) {
    const middle = mean(of.map(({ doublings }) => doublings));
    const high = mean(of.map(({ ratio }) => Math.log(ratio)));
    for (const { doublings, ratio } of of) {
      products += (doublings - middle) * (Math.log(ratio) - high);
      squares += (doublings - middle) ** 2;
    }
  }
  const growth = squares > 0 ? products / squares : 0;
  const levels = new Map(
    [...cells].map(([cell, of]) => {
      const left = of.map(({ ratio, doublings }) => Math.log(ratio) - growth * doublings);
      return [
        cell,
        quantileOfSorted(
          left.toSorted((a, b) => a - b),
          0.5,
        ) ?? 0,
      ];
    }),
  );
  return { growth, levels };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
