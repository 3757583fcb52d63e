import { fitLearningCurve, lossAt, redrawnCurves, samplesFor } from './learning-curve.ts';
import type { FittedCurve, SizeObservation } from './learning-curve.ts';

/**
 * What is to be kept. ACCURACY: a share of the accuracy reached on the largest data set (losses are 1 − accuracy). GAIN: a
 * share of what the loss falls by from the smallest data set tried to the largest.
 */
export type KeptOf = 'ACCURACY' | 'GAIN';

export type WhyNoSize =
  /** Fewer than four different sizes. */
  | 'NOT_ENOUGH_POINTS'
  /** The largest is less than four times the smallest. */
  | 'NO_SPREAD'
  /** More data brought nothing that stands out of the noise. */
  | 'NO_GAIN'
  /** All of it, or nearly, is needed. */
  | 'STILL_IMPROVING'
  | 'UNCERTAIN';

export type DatasetSize = {
  readonly sizes: number;
  readonly curve: FittedCurve | null;
  readonly smallest: number;
  readonly largest: number;
  readonly enough: {
    readonly samples: number;
    readonly low: number;
    readonly high: number;
    /** The loss to be reached, and the one of the largest size, both of the curve. */
    readonly target: number;
    readonly full: number;
    /** Share of the redraws whose answer is within a fifth of it. */
    readonly confidence: number;
    /** True where even the smallest size tried would do: fewer samples are not tried, and not told. */
    readonly isSmallestTried: boolean;
  } | null;
  readonly why: WhyNoSize | null;
};

const FEWEST_SIZES = 4;
const LEAST_SPAN = 4;
/** Of the variance, adjusted: three parameters explain much of four observations by chance. */
const LEAST_EXPLAINED = 0.8;
const MOST_SHARE = 0.95;
const REDRAWS = 60;
const NEAR = 0.2;
/** Less is not told: it is more likely wrong than right. */
const ENOUGH = 0.5;

/** The fewest samples that keep a `share`, by the power law through what sizes tried came to. */
export function datasetSize(
  observations: readonly SizeObservation[],
  kept: KeptOf,
  share = 0.95,
  seed = 1,
): DatasetSize {
  const known = observations.filter(
    ({ samples, loss }) => samples > 0 && Number.isFinite(samples) && Number.isFinite(loss),
  );
  const sizes = new Set(known.map(({ samples }) => samples)).size;
  const smallest = known.reduce((low, { samples }) => Math.min(low, samples), Infinity);
  const largest = known.reduce((high, { samples }) => Math.max(high, samples), 0);
  const none = (why: WhyNoSize, curve: FittedCurve | null = null): DatasetSize => ({
    sizes,
    curve,
    smallest: sizes > 0 ? smallest : 0,
    largest,
    enough: null,
    why,
  });
  if (sizes < FEWEST_SIZES) return none('NOT_ENOUGH_POINTS');
  if (largest < LEAST_SPAN * smallest) return none('NO_SPREAD');
  const curve = fitLearningCurve(known);
  if (!curve || adjusted(curve.explained, known.length) < LEAST_EXPLAINED)
    return none('NO_GAIN', curve ?? null);
  const neededBy = (one: FittedCurve): number =>
    Math.max(smallest, samplesFor(one, targetOf(one, smallest, largest, kept, share)));
  const samples = neededBy(curve);
  const others = redrawnCurves(known, curve, REDRAWS, seed)
    .map((one) => (one ? neededBy(one) : Infinity))
    .sort((a, b) => a - b);
  const near = others.filter((one) => Math.abs(one - samples) <= NEAR * samples).length / REDRAWS;
  if (samples > MOST_SHARE * largest) return none('STILL_IMPROVING', curve);
  if (near < ENOUGH) return none('UNCERTAIN', curve);
  const edge = Math.round(REDRAWS * 0.05);
  return {
    sizes,
    curve,
    smallest,
    largest,
    enough: {
      samples,
      low: Math.min(samples, others[edge]!),
      high: Math.min(largest, Math.max(samples, others[REDRAWS - 1 - edge]!)),
      target: targetOf(curve, smallest, largest, kept, share),
      full: lossAt(curve, largest),
      confidence: near,
      isSmallestTried: samples === smallest,
    },
    why: null,
  };
}

/** R² adjusted for the parameters of the curve (Ezekiel 1930). */
function adjusted(explained: number, observations: number): number {
  return 1 - ((1 - explained) * (observations - 1)) / Math.max(1, observations - 3);
}

function targetOf(
  curve: FittedCurve,
  smallest: number,
  largest: number,
  kept: KeptOf,
  share: number,
): number {
  const full = lossAt(curve, largest);
  if (kept === 'ACCURACY') return 1 - share * (1 - full);
  return full + (1 - share) * (lossAt(curve, smallest) - full);
}
