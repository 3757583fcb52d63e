import { sumByKey } from './sum-by-key.ts';

/** Sums over decisions to begin or wait; prices in any one unit. */
export type WaitScore = {
  n: number;
  /** What beginning at once, what the decisions, and what knowing the future would have paid. */
  now: number;
  paid: number;
  best: number;
  /** What the decisions expected to pay when they were made. */
  expected: number;
  waits: number;
  /** Waits that ended dearer than beginning at once. */
  worse: number;
  /** Waits with an interval of what they would pay, and those that ended in it. */
  intervals: number;
  covered: number;
};

export function waitScore(): WaitScore {
  return { n: 0, now: 0, paid: 0, best: 0, expected: 0, waits: 0, worse: 0, intervals: 0, covered: 0 };
}

export type WaitResult = {
  readonly now: number;
  readonly paid: number;
  readonly best: number;
  readonly waited: boolean;
  readonly expected: number;
  /** The 80 % interval of what a wait was expected to pay. */
  readonly interval?: { readonly low: number; readonly high: number } | undefined;
};

/** Logarithms and back move the last digits of a price that has not moved. */
const SAME = 1e-9;

export function scoreWait(
  score: WaitScore,
  { now, paid, best, waited, expected, interval }: WaitResult,
): void {
  score.n++;
  score.now += now;
  score.paid += paid;
  score.best += best;
  score.expected += expected;
  if (!waited) return;
  score.waits++;
  if (paid > now * (1 + SAME)) score.worse++;
  if (!interval) return;
  score.intervals++;
  if (paid >= interval.low * (1 - SAME) && paid <= interval.high * (1 + SAME)) score.covered++;
}

export function addWaitScores(scores: readonly WaitScore[]): WaitScore {
  return sumByKey(waitScore(), scores);
}

/** What a score says. Null where there was no decision, or none to wait. */
export type WaitFigures = {
  readonly n: number;
  /** 1 − paid ÷ what always beginning at once pays, a GPU-hour for each decision. */
  readonly saving: number | null;
  /** The same of who knows the future. */
  readonly oracleSaving: number | null;
  /** The share of the waits that ended dearer than beginning at once; 0 of no waits. */
  readonly worseShare: number | null;
  readonly waitShare: number | null;
  /** The saving that the decisions expected. */
  readonly expectedSaving: number | null;
  /** The share of waits that paid a price within the 80 % interval stated beforehand. */
  readonly coverage80: number | null;
};

export function waitFigures(score: WaitScore): WaitFigures {
  const { n, now, paid, best, expected, waits, worse, intervals, covered } = score;
  const saving = (cost: number) => (n === 0 ? null : 1 - cost / now);
  return {
    n,
    saving: saving(paid),
    oracleSaving: saving(best),
    worseShare: n === 0 ? null : worse / Math.max(waits, 1),
    waitShare: n === 0 ? null : waits / n,
    expectedSaving: saving(expected),
    coverage80: intervals === 0 ? null : covered / intervals,
  };
}
