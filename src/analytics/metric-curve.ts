import { medianInPlace } from './select.ts';

/** What was measured at one place of a run; `value` in any unit, not finite where the run printed none. */
export type MetricPoint = { readonly at: number; readonly value: number };

/** LOSS: less is better. ACCURACY: more is. */
export type MetricKind = 'LOSS' | 'ACCURACY';

/** A metric over a run, made fit for estimates: ascending places, each once, less being better. */
export type MetricCurve = {
  readonly at: Float64Array;
  /** The loss, or the accuracy with its sign turned. */
  readonly loss: Float64Array;
  /** Values of the loss above it were cut to it. */
  readonly most: number;
  /** Evaluations that are left out because their place was told before, or was no number. */
  readonly left: number;
  /** Evaluations without a finite value, before the last finite one. */
  readonly gaps: number;
  /** Evaluations after the last finite value: the run had diverged. */
  readonly lost: number;
  /** The place of the last evaluation, lost or not; NaN where there is none. */
  readonly end: number;
};

/**
 * The curve of points in any order and of any badness. Of several at one place the last told counts, as it does
 * where a run was resumed from a checkpoint. Values far above where the curve began (a loss that explodes) are cut
 * there, so that they say "worse" and do not set the scale.
 */
export function metricCurve(points: readonly MetricPoint[], kind: MetricKind): MetricCurve {
  const placed = points.filter(({ at }) => Number.isFinite(at));
  const sorted = isAscending(placed) ? placed : placed.toSorted((a, b) => a.at - b.at);
  const once = sorted.filter(({ at }, index) => sorted[index + 1]?.at !== at);
  const finite = once.filter(({ value }) => Number.isFinite(value));
  const lastFinite = finite.at(-1)?.at ?? -Infinity;
  const lost = once.filter(({ at }) => at > lastFinite).length;
  const sign = kind === 'LOSS' ? 1 : -1;
  const loss = Float64Array.from(finite, ({ value }) => sign * value);
  const most = mostOf(loss);
  return {
    at: Float64Array.from(finite, ({ at }) => at),
    loss: loss.map((value) => Math.min(value, most)),
    most,
    left: points.length - once.length,
    gaps: once.length - finite.length - lost,
    lost,
    end: once.at(-1)?.at ?? NaN,
  };
}

/** Evaluations at the beginning whose middle is where a curve starts. */
export const FIRST = 3;

/** Where a curve starts: the median of its first three values, which one wild value does not move. */
export function startOf(loss: Float64Array): number {
  return medianInPlace(loss.slice(0, FIRST)) ?? NaN;
}

/** A first value so many times as far above what follows as that is above the least is a steep beginning, no wild value. */
const STEEPEST = 10;

/** As far above the level of the beginning as the least values are below it; or the first value, where a curve falls from it. */
function mostOf(loss: Float64Array): number {
  const start = startOf(loss);
  const first = loss.subarray(0, Math.max(FIRST, Math.ceil(loss.length / 50)));
  const level = Math.max(start, medianInPlace(Float64Array.from(first)) ?? NaN);
  const sorted = loss.toSorted();
  const low = sorted[Math.floor(sorted.length / 20)] ?? NaN;
  const middle = sorted[sorted.length >> 1] ?? NaN;
  const most = Math.max(level, middle) + Math.max(level - low, middle - low);
  const [one = NaN, two = NaN, three = NaN] = loss;
  const steep = one > two && two > three ? Math.min(one, level + STEEPEST * (level - low)) : -Infinity;
  return most > low ? Math.max(most, steep) : Infinity;
}

function isAscending(points: readonly MetricPoint[]): boolean {
  return points.every(({ at }, index) => index === 0 || at > (points[index - 1]?.at ?? NaN));
}
