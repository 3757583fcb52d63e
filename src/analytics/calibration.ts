import { quantileOfSorted } from './quantile.ts';

/** How estimates compare with what was measured: quantiles of estimate ÷ measured, null where there are none. */
export type CalibrationFigures = {
  readonly n: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  /** Median of |ln(estimate ÷ measured)|: .10 is "half of the estimates are within about 10 %". */
  readonly medianAbsLog: number | null;
};

/** One row of measurements: its estimate ÷ measured, in its group, or why there is no estimate. */
export type Judged = { readonly group: string; readonly ratio: number } | Unjudged;

export type Unjudged = { readonly reason: string };

export type Calibration = {
  readonly overall: CalibrationFigures;
  /** In order of their name. */
  readonly groups: readonly ({ readonly name: string } & CalibrationFigures)[];
  /** The most frequent reason first. */
  readonly skipped: readonly { readonly reason: string; readonly n: number }[];
};

/** Ratios are above 0. */
export function calibrationOf(ratios: readonly number[]): CalibrationFigures {
  const sorted = ratios.toSorted((a, b) => a - b);
  const errors = ratios.map((ratio) => Math.abs(Math.log(ratio))).toSorted((a, b) => a - b);
  return {
    n: ratios.length,
    p10: quantileOfSorted(sorted, 0.1) ?? null,
    p50: quantileOfSorted(sorted, 0.5) ?? null,
    p90: quantileOfSorted(sorted, 0.9) ?? null,
    medianAbsLog: quantileOfSorted(errors, 0.5) ?? null,
  };
}

/** All rows together, and by group. */
export function calibrate(rows: readonly Judged[]): Calibration {
  const judged = rows.flatMap((row) => ('ratio' in row ? [row] : []));
  const groups = Map.groupBy(judged, ({ group }) => group);
  const skipped = Map.groupBy(
    rows.flatMap((row) => ('reason' in row ? [row.reason] : [])),
    (reason) => reason,
  );
  return {
    overall: calibrationOf(judged.map(({ ratio }) => ratio)),
    groups: [...groups]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, of]) => ({ name, ...calibrationOf(of.map(({ ratio }) => ratio)) })),
    skipped: [...skipped]
      .map(([reason, of]) => ({ reason, n: of.length }))
      .toSorted((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1)),
  };
}
