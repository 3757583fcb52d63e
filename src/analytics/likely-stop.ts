import { bestPlace, GAIN_SHARE, SEEN_RISE } from './best-place.ts';
import { growingBins } from './curve-bins.ts';
import { isNoise } from './curve-fault.ts';
import { shareOfRun, type CurveLevel } from './curve-level.ts';
import type { MetricCurve } from './metric-curve.ts';
import { plainCurves } from './plain-curves.ts';

/** Where a run’s best evaluation is, by all the plain curves that may be behind it. */
export type LikelyStop = {
  /** With most of the likely places within a patience of it. */
  readonly keep: number;
  /** How much of them is: the chance that it is right, were the curve one of these. */
  readonly confidence: number;
  /** Nine of ten are between them. */
  readonly low: number;
  readonly high: number;
  readonly rises: boolean;
  /** Of χ², by which a curve that falls is better than one that does not. */
  readonly fallen: number;
};

const MOST_BINS = 120;
/** Of the range: no run is a plain curve exactly. */
const LIKENESS = 0.0015;
/** Bins to a block of residuals. */
const BLOCK = 6;
/** Values are cut at so many standard deviations from the level. */
const WILD = 3;
/** Of two patiences: places on the very edge of reach are no match. */
const REACH = 0.8;

/** Null where the run is no plain curve: several descents, waves. */
export function likelyStop(
  { at, loss }: MetricCurve,
  { level, noise }: CurveLevel,
  patience: number,
  toldGain: number | null,
): LikelyStop | null {
  const bins = growingBins(at, loss, MOST_BINS);
  const places = bins.count.map((count, bin) => bins.from[bin]! + (count - 1) / 2);
  const range = level.reduce((most, one) => Math.max(most, one)) - lowest(level);
  const variances = bins.count.map((count) => noise.longRun ** 2 / count + (LIKENESS * range) ** 2);
  if (!(range > 0)) return null;
  const values = bins.value.map((value, bin) => {
    const own = meanOf(level, bins.from[bin]!, bins.from[bin + 1]!);
    const most = (WILD * noise.sigma) / Math.sqrt(bins.count[bin]!);
    return own + Math.max(-most, Math.min(most, value - own));
  });
  const { likely, best, fallen } = plainCurves(bins.at.map(shareOfRun(at)), values, variances);
  if (likely.length === 0) return null;
  const off = values.map((value, bin) => (value - best[bin]!) / Math.sqrt(variances[bin]!));
  if (!isNoise(off, { sigma: 1, longRun: 1 }, BLOCK)) return null;
  const leastGain = toldGain ?? GAIN_SHARE * (best[0]! - lowest(best));
  const rise = Math.max(leastGain, (SEEN_RISE * noise.longRun) / Math.sqrt(patience));
  const found = likely
    .map(({ level: own, weight }) => {
      const least = toldGain ?? GAIN_SHARE * (own[0]! - lowest(own));
      return { weight, place: places[bestPlace(own, least, rise)]! };
    })
    .toSorted((a, b) => a.place - b.place);
  return {
    ...densest(found, patience),
    low: quantileOf(found, 0.05),
    high: quantileOf(found, 0.95),
    rises: best.at(-1)! - lowest(best) > rise,
    fallen,
  };
}

type Weighed = { readonly place: number; readonly weight: number };

/** The middle of the reach that holds most, and how much it holds. */
function densest(
  found: readonly Weighed[],
  patience: number,
): { readonly keep: number; readonly confidence: number } {
  let [first, sum, confidence] = [0, 0, -1];
  let held: readonly Weighed[] = found;
  for (let last = 0; last < found.length; last++) {
    sum += found[last]!.weight;
    while (found[last]!.place - found[first]!.place > 2 * REACH * patience) sum -= found[first++]!.weight;
    if (sum > confidence) [confidence, held] = [sum, found.slice(first, last + 1)];
  }
  const [earliest, latest] = [held[0]!.place, held.at(-1)!.place];
  const middle = quantileOf(held, 0.5 * confidence);
  const keep = Math.round(Math.max(latest - patience, Math.min(earliest + patience, middle)));
  return { keep: Math.max(0, keep), confidence: Math.min(1, confidence) };
}

function quantileOf(found: readonly Weighed[], share: number): number {
  let sum = 0;
  for (const { place, weight } of found) {
    sum += weight;
    if (sum >= share) return place;
  }
  return found.at(-1)!.place;
}

function lowest(values: Float64Array): number {
  return values.reduce((low, one) => Math.min(low, one), Infinity);
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at]!;
  return sum / (to - from);
}
