import { bestPlace, GAIN_SHARE } from './best-place.ts';
import { growingBins, type CurveBins } from './curve-bins.ts';
import { isNoise } from './curve-fault.ts';
import { shareOfRun, type CurveLevel } from './curve-level.ts';
import { curveNoise, type CurveNoise } from './curve-noise.ts';
import { startOf, type MetricCurve } from './metric-curve.ts';
import { plainCurves, type Whitening } from './plain-curves.ts';

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

const MOST_BINS = 64;
const FEWEST = 10;
/** Of a gain: no more than rounding. */
const NOTHING = 1e-6;
/** Of the range: no run is a plain curve exactly. */
const LIKENESS = 0.0015;
/** Bins to a block of residuals. */
const BLOCK = 6;
/** Values are cut at so many standard deviations from the level. */
const WILD = 3;
/** Of a plain curve, beside its constant. */
const PARAMETERS = 3;
const MOST_CORRELATION = 0.9;
/** Standard deviations that are no noise. */
const CLEARLY = 4;
/** Of two patiences: places on the very edge of reach are no match. */
const REACH = 0.9;

/** Shares of the gain above the least within which a run that is no plain curve may be one. */
const BASINS = [0.3, 0.1, 0.04] as const;

/**
 * By the whole run where it is a plain curve, else by what is around its least: several descents, a sudden divergence,
 * waves. Null where that is none either.
 */
export function likelyStop(
  curve: MetricCurve,
  fitted: CurveLevel,
  patience: number,
  toldGain: number | null,
): LikelyStop | null {
  const { loss, most } = curve;
  const { level, noise } = fitted;
  const gain = steepStart(loss, noise.sigma) - lowest(level);
  if (!(gain > 0)) return null;
  const asked = { curve, fitted, patience, gain, toldGain };
  const end = endOfValues(loss, most);
  const whole = stopWithin(asked, warmUp(level, noise), end);
  if (whole) return whole;
  const least = level.indexOf(lowest(level));
  for (const height of BASINS) {
    const isHigh = (one: number): boolean => one > level[least]! + height * gain;
    const from = 1 + level.subarray(0, least).findLastIndex(isHigh);
    const to = level.findLastIndex((one) => !isHigh(one)) + 1;
    if (to - from < FEWEST) break;
    const within = stopWithin(asked, from, Math.min(end, to));
    if (within) return within;
  }
  return null;
}

/** Of the run, at most: a rise before the fall. */
const WARM_UP = 0.15;

/** Where the fall begins: the highest level near the beginning, where it is above the first by more than noise is. */
function warmUp(level: Float64Array, { sigma }: CurveNoise): number {
  const begin = level.subarray(0, Math.ceil(WARM_UP * level.length));
  const peak = begin.indexOf(begin.reduce((most, one) => Math.max(most, one), -Infinity));
  return peak > 1 && level[peak]! - level[0]! > CLEARLY * sigma ? peak : 0;
}

/** Where a curve starts: its first value itself, where it falls from there by more than noise does. */
function steepStart(loss: Float64Array, sigma: number): number {
  const [first = NaN, second = NaN] = loss;
  const start = startOf(loss);
  return first - second > CLEARLY * sigma ? Math.max(first, start) : start;
}

type Asked = {
  readonly curve: MetricCurve;
  readonly fitted: CurveLevel;
  readonly patience: number;
  readonly gain: number;
  readonly toldGain: number | null;
};

/** By the evaluations from one to before another, were they a plain curve; null where they are none. */
function stopWithin(
  { curve: { at, loss }, fitted: { level, noise }, patience, gain, toldGain }: Asked,
  from: number,
  to: number,
): LikelyStop | null {
  const off = LIKENESS * gain;
  const bins = growingBins(at.subarray(from, to), loss.subarray(from, to), MOST_BINS);
  const places = bins.count.map((count, bin) => from + bins.from[bin]! + (count - 1) / 2);
  const shares = bins.at.map(shareOfRun(at.subarray(from, to)));
  const cutTo = (own: ArrayLike<number>, { sigma }: CurveNoise): Float64Array =>
    bins.value.map((value, bin) => {
      const reach = (WILD * sigma) / Math.sqrt(bins.count[bin]!) + off;
      return Math.max(own[bin]! - reach, Math.min(own[bin]! + reach, value));
    });
  const levels = bins.count.map((_, bin) =>
    meanOf(level, from + bins.from[bin]!, from + bins.from[bin + 1]!),
  );
  let white = whitening(bins, noise, off);
  let values = cutTo(levels, noise);
  const coarse = plainCurves(shares, values, white);
  if (!coarse) return null;
  const isPlain = (own: Float64Array): boolean => {
    const middle = middleOff(values, own);
    return isNoise(
      white(values.map((value, bin) => value - own[bin]! - middle)),
      { sigma: 1, longRun: 1 },
      BLOCK,
    );
  };
  if (isPlain(coarse.best)) {
    const middle = middleOff(values, coarse.best);
    const own = coarse.best.map((one) => one + middle);
    const used = cautious(curveNoise(residualsOf(loss.subarray(from, to), bins, own)), to - from);
    white = whitening(bins, used, off);
    values = cutTo(own, used);
  }
  const fine = plainCurves(shares, values, white, coarse.near);
  if (!fine || !isPlain(fine.best)) return null;
  const { best, likely, fallen } = fine;
  const gainOf = (own: Float64Array): number => (from > 0 ? gain : own[0]! - lowest(own));
  const isRising = to < loss.length;
  const leastOf = (own: Float64Array): number => toldGain ?? GAIN_SHARE * gainOf(own);
  const found = likely
    .map((own) => places[isRising ? lastLeast(own) : bestPlace(own, leastOf(own), leastOf(own))]!)
    .sort((a, b) => a - b);
  return {
    ...densest(found, patience),
    low: found[Math.floor(0.05 * found.length)]!,
    high: found[Math.floor(0.95 * found.length)]!,
    rises: isRising || best.at(-1)! - lowest(best) > leastOf(best),
    fallen: from > 0 ? Infinity : fallen,
  };
}

/** Residuals of a fit are less correlated than what it was fitted to, by about (1 + 3ρ) ÷ n for each of its parameters. */
function cautious({ sigma, correlation }: CurveNoise, evaluations: number): CurveNoise {
  if (!(correlation > 0)) return { sigma, correlation, longRun: sigma };
  const missed = (PARAMETERS * (1 + 3 * correlation)) / evaluations;
  const more = Math.min(Math.max(correlation, MOST_CORRELATION), correlation + missed);
  const own = sigma * Math.sqrt((1 - correlation) / (1 - more));
  return { sigma: own, correlation: more, longRun: own * Math.sqrt((1 + more) / (1 - more)) };
}

/** What is as good as the least for longest: a curve that gets worse afterwards gains, however little, until then. */
function lastLeast(level: Float64Array): number {
  const enough = lowest(level) + NOTHING * (level[0]! - lowest(level));
  return level.findLastIndex((one) => one <= enough);
}

function middleOff(values: Float64Array, level: Float64Array): number {
  return values.map((value, bin) => value - level[bin]!).sort()[values.length >> 1]!;
}

/** Values that were cut to `most` at the end say that the run got worse, and no more. */
function endOfValues(loss: Float64Array, most: number): number {
  let end = loss.length;
  while (end > 0 && loss[end - 1]! >= most) end--;
  return loss.length - end >= 3 && end >= 10 ? end : loss.length;
}

/** Values less the level, which is straight between the middles of bins. */
function residualsOf(loss: Float64Array, { from, count }: CurveBins, level: Float64Array): Float64Array {
  let bin = 0;
  return loss.map((value, index) => {
    const middleOf = (of: number): number => from[of]! + (count[of]! - 1) / 2;
    while (bin < count.length - 2 && index > middleOf(bin + 1)) bin++;
    const [left, right] = [middleOf(bin), middleOf(bin + 1)];
    const share = (index - left) / (right - left);
    return value - (level[bin]! + share * (level[bin + 1]! - level[bin]!));
  });
}

/** Means of bins made independent, of variance 1: an autoregressive process of order one, and how far off plain curves are. */
function whitening({ count }: CurveBins, { sigma, correlation }: CurveNoise, off: number): Whitening {
  const kept = count.map((one) => (1 - correlation ** one) / ((1 - correlation) * one));
  const deviations = count.map((one, bin) => {
    const mean = (1 + correlation) / (1 - correlation) - (2 * correlation * kept[bin]!) / (1 - correlation);
    return Math.sqrt((sigma * sigma * mean) / one + off * off);
  });
  const links = count.map((_, bin) =>
    bin === 0
      ? 0
      : (sigma * sigma * correlation * kept[bin]! * kept[bin - 1]!) /
        (deviations[bin]! * deviations[bin - 1]!),
  );
  const rests = links.map((link) => Math.sqrt(1 - link * link));
  return (values) => {
    const white = new Float64Array(values.length);
    let before = 0;
    for (let at = 0; at < values.length; at++) {
      const own = values[at]! / deviations[at]!;
      white[at] = (own - links[at]! * before) / rests[at]!;
      before = own;
    }
    return white;
  };
}

/** The middle of the reach that holds most of the places, which ascend, and how much it holds. */
function densest(
  found: readonly number[],
  patience: number,
): { readonly keep: number; readonly confidence: number } {
  let [first, from, most] = [0, 0, 0];
  for (let last = 0; last < found.length; last++) {
    while (found[last]! - found[first]! > 2 * REACH * patience) first++;
    if (last + 1 - first > most) [from, most] = [first, last + 1 - first];
  }
  const middle = found[from + (most >> 1)]!;
  const keep = Math.max(found[from + most - 1]! - patience, Math.min(found[from]! + patience, middle));
  return { keep: Math.max(0, Math.round(keep)), confidence: most / found.length };
}

function lowest(values: Float64Array): number {
  return values.reduce((low, one) => Math.min(low, one), Infinity);
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at]!;
  return sum / (to - from);
}
