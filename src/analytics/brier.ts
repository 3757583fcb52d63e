/** A stated chance, and whether it came true. */
export type Chance = { readonly probability: number; readonly came: boolean };

/** The mean of (p − outcome)², 0 to 1, less is better. Brier, Monthly Weather Review 78 (1950). Undefined of nothing. */
export function brierScore(chances: readonly Chance[]): number | undefined {
  if (chances.length === 0) return undefined;
  return (
    chances.reduce((sum, { probability, came }) => sum + (probability - (came ? 1 : 0)) ** 2, 0) /
    chances.length
  );
}

const BINS = 10;

/** How far stated chances are from what came, over ten bins of as many chances each, by what was stated. */
export type Calibration = {
  /** The mean over the bins of |mean of what was stated − share that came|, 0 to 1. */
  readonly mean: number;
  /** The same of the worst bin, which with few chances is large by luck alone. */
  readonly worst: number;
};

/** Undefined of fewer than 100 chances, ten a bin. */
export function calibration(chances: readonly Chance[]): Calibration | undefined {
  if (chances.length < BINS * 10) return undefined;
  const sorted = chances.toSorted((a, b) => a.probability - b.probability);
  const gaps = Array.from({ length: BINS }, (_, bin) => {
    const from = Math.round((bin * sorted.length) / BINS);
    const members = sorted.slice(from, Math.round(((bin + 1) * sorted.length) / BINS));
    const gap = members.reduce((sum, { probability, came }) => sum + probability - (came ? 1 : 0), 0);
    return Math.abs(gap) / members.length;
  });
  return { mean: gaps.reduce((sum, gap) => sum + gap, 0) / BINS, worst: Math.max(...gaps) };
}
