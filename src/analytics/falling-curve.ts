import { normalVariate } from './normal-distribution.ts';
import type { CurveFunction } from './convex-curve.ts';
import { growingBins } from './curve-bins.ts';
import { CURVE_FAMILIES } from './curve-family.ts';
import { shareOfRun, type CurveLevel } from './curve-level.ts';
import { curveOf, drawsOf, fitFamily, type FamilyFit, type Weighted } from './family-fit.ts';
import { MAD_TO_SIGMA } from './hampel.ts';
import type { MetricCurve } from './metric-curve.ts';
import { medianInPlace } from './select.ts';

/** The fall of a curve, as far as its lowest level: what comes after does not matter to the best so far. */
export type FallingCurve = {
  readonly at: CurveFunction;
  /** A curve as likely as it, of a formula as likely as the others. */
  readonly draw: (random: () => number) => CurveFunction;
  /** Squared error that a constant makes and the curve does not, over the fall. */
  readonly explained: number;
  /** What each formula weighs, the level's own shape among them. */
  readonly weights: Readonly<Record<string, number>>;
};

type Candidate = {
  readonly name: string;
  readonly at: CurveFunction;
  readonly bic: number;
  readonly draw: (random: () => number) => CurveFunction;
};

const MOST_BINS = 120;
const HUBER = 1.345;
/** Of the range: no formula is closer. */
const NEGLIGIBLE = 1e-4;
/** A level that rises by less than so many standard errors of a tenth of the run has not risen. */
const CLEARLY = 4;

/**
 * The mean of formulas and the level's own shape, weighted by exp(−BIC ÷ 2): Schwarz 1978; Hoeting et al., "Bayesian Model
 * Averaging" (Statistical Science 14, 1999). Evaluations that are correlated count as fewer.
 */
export function fallingCurve(curve: MetricCurve, fitted: CurveLevel): FallingCurve {
  const { at, loss } = curve;
  const end = endOfFall(fitted);
  const bins = growingBins(at.subarray(0, end), loss.subarray(0, end), MOST_BINS);
  const shares = bins.at.map(shareOfRun(at));
  const range =
    loss.reduce((high, value) => Math.max(high, value)) - loss.reduce((low, value) => Math.min(low, value));
  const floor = (NEGLIGIBLE * range) ** 2 * end;
  let data: Weighted = { shares, values: bins.value, weights: bins.count };
  let fits = CURVE_FAMILIES.flatMap((family) => fitFamily(family, data) ?? []);
  const levelError = (): number => errorOf(fitted.at, data);
  const least = fits.reduce<FamilyFit | undefined>((a, b) => (a && a.error <= b.error ? a : b), undefined);
  const closest = least && least.error < levelError() ? curveOf(least) : fitted.at;
  data = { ...data, weights: reweighted(data, closest, 0.003 * range) };
  fits = fits.flatMap((fit) => fitFamily(fit.family, data, fit) ?? []);
  const residuals = shares.map(
    (share, bin) => (bins.value[bin]! - closest(share)) * Math.sqrt(data.weights[bin]!),
  );
  const correlation = Math.min(fitted.noise.correlation, neighbours(residuals));
  const independent = (shares.length * (1 - correlation)) / (1 + correlation);
  const bicOf = (error: number, freedom: number): number =>
    independent * Math.log((error + floor) / shares.length) + freedom * Math.log(independent);
  const candidates: Candidate[] = fits.map((fit) => {
    const variance =
      ((fit.error + floor) / Math.max(1, shares.length - fit.freedom)) * (shares.length / independent);
    let draws: ((normal: () => number) => CurveFunction) | undefined;
    return {
      name: fit.family.name,
      at: curveOf(fit),
      bic: bicOf(fit.error, fit.freedom),
      draw: (random) => (draws ??= drawsOf(fit, data, variance))(() => normalVariate(random)),
    };
  });
  candidates.push({
    name: fitted.shape,
    at: fitted.at,
    bic: bicOf(levelError(), fitted.freedom),
    draw: fitted.redraw,
  });
  const lowest = candidates.reduce((low, { bic }) => Math.min(low, bic), Infinity);
  const raw = candidates.map(({ bic }) => Math.exp((lowest - bic) / 2));
  const sum = raw.reduce((all, one) => all + one, 0);
  const weights = raw.map((one) => one / sum);
  const used = candidates.flatMap(({ at: level }, place) =>
    weights[place]! > 1e-3 ? [{ level, weight: weights[place]! }] : [],
  );
  const last = shareOfRun(at)(at[end - 1]!);
  const cut =
    (level: CurveFunction): CurveFunction =>
    (share) =>
      level(Math.min(share, last));
  const mean = (share: number): number =>
    used.reduce((all, { level, weight }) => all + weight * level(share), 0);
  const total = data.weights.reduce((all, weight) => all + weight, 0);
  const middle = data.values.reduce((all, value, bin) => all + data.weights[bin]! * value, 0) / total;
  return {
    at: cut(mean),
    explained: errorOf(() => middle, data) - errorOf(mean, data),
    draw: (random) => {
      let left = random();
      const place = weights.findIndex((weight) => (left -= weight) <= 0);
      return cut((candidates[place] ?? candidates[0]!).draw(random));
    },
    weights: Object.fromEntries(candidates.map(({ name }, place) => [name, weights[place]!])),
  };
}

/** The number of evaluations up to the lowest of the level, or all where it does not clearly rise again. */
function endOfFall({ level, noise }: CurveLevel): number {
  let low = 0;
  for (let at = 1; at < level.length; at++) if (level[at]! <= level[low]!) low = at;
  const error = noise.longRun / Math.sqrt(Math.max(1, level.length / 10));
  const rise = level.reduce((most, value, at) => (at > low ? Math.max(most, value - level[low]!) : most), 0);
  return rise > CLEARLY * error ? Math.max(Math.min(level.length, 6), low + 1) : level.length;
}

function errorOf(level: CurveFunction, { shares, values, weights }: Weighted): number {
  return values.reduce((sum, value, bin) => sum + weights[bin]! * (value - level(shares[bin]!)) ** 2, 0);
}

function reweighted(
  { shares, values, weights }: Weighted,
  level: CurveFunction,
  least: number,
): Float64Array {
  const off = values.map((value, bin) => Math.abs(value - level(shares[bin]!)) * Math.sqrt(weights[bin]!));
  const sigma = Math.max(least, MAD_TO_SIGMA * (medianInPlace(off.slice()) ?? 0));
  if (!(sigma > 0)) return weights;
  return weights.map(
    (weight, bin) => weight * Math.min(1, (2 * HUBER * sigma) / Math.max(off[bin]!, 1e-300)),
  );
}

/** Correlation of residuals with the next, 0 to .9; nearer 0 where they are few. */
function neighbours(residuals: Float64Array): number {
  let [both, own] = [0, 0];
  for (let at = 0; at < residuals.length; at++) {
    own += residuals[at]! ** 2;
    if (at > 0) both += residuals[at]! * residuals[at - 1]!;
  }
  const seen = own > 0 ? both / own : 0;
  return Math.max(0, Math.min(0.9, (seen * residuals.length) / (residuals.length + 10)));
}
