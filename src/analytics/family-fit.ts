import type { CurveFunction } from './convex-curve.ts';
import type { CurveFamily } from './curve-family.ts';
import { backwards, solved, triangleOf } from './linear-system.ts';

/** Values at shares of a run; each counts as much as its weight. */
export type Weighted = {
  readonly shares: Float64Array;
  readonly values: Float64Array;
  readonly weights: Float64Array;
};

export type FamilyFit = {
  readonly family: CurveFamily;
  readonly parameters: readonly number[];
  /** The constant's, then those of the columns. */
  readonly coefficients: readonly number[];
  /** Σ weight × residual². */
  readonly error: number;
  /** Parameters and coefficients. */
  readonly freedom: number;
};

const MOST_STEPS = 15;
const GRADIENT_STEP = 1e-4;
const ENOUGH = 1e-5;

/** Least squares: the best of the family's starts, or of a fit before, then Levenberg & Marquardt. */
export function fitFamily(family: CurveFamily, data: Weighted, before?: FamilyFit): FamilyFit | undefined {
  let best: FamilyFit | undefined;
  for (const parameters of before ? [before.parameters] : family.starts) {
    const fit = fitLinear(family, parameters, data);
    if (fit && !(best && best.error <= fit.error)) best = fit;
  }
  let damping = 1e-3;
  for (let step = 0; best && step < MOST_STEPS; step++) {
    const { matrix, slope } = normalEquations(best, data);
    const damped = matrix.map((row, at) => row.map((value, k) => (k === at ? value * (1 + damping) : value)));
    const lower = triangleOf(damped);
    const change = lower && solved(lower, slope);
    const first = best.coefficients.length;
    const next: FamilyFit | undefined =
      change &&
      fitLinear(
        family,
        best.parameters.map((value, at) => value + clipped(change[first + at]!)),
        data,
      );
    if (next && next.error < best.error) {
      const isDone = next.error > (1 - ENOUGH) * best.error;
      best = next;
      damping /= 10;
      if (isDone) break;
    } else {
      damping *= 10;
      if (damping > 1e4) break;
    }
  }
  return best;
}

/** The fitted formula. */
export function curveOf({ family, parameters, coefficients }: FamilyFit): CurveFunction {
  const [constant = 0, ...heights] = coefficients;
  const columns = family.columns(parameters);
  return (share) => heights.reduce((sum, height, at) => sum + height * columns[at]!(share), constant);
}

/** Formulas as likely as the fit: parameters and coefficients of a normal distribution with the covariance s² (JᵀWJ)⁻¹. */
export function drawsOf(
  fit: FamilyFit,
  data: Weighted,
  variance: number,
): (normal: () => number) => CurveFunction {
  const { matrix } = normalEquations(fit, data);
  const lower = triangleOf(matrix.map((row, at) => row.map((value, k) => (k === at ? value * 1.000001 : value))));
  const sigma = Math.sqrt(variance);
  const first = fit.coefficients.length;
  return (normal) => {
    if (!lower) return curveOf(fit);
    const off = backwards(
      lower,
      lower.map(() => sigma * normal()),
    );
    return curveOf({
      ...fit,
      coefficients: fit.coefficients.map((value, at) => value + off[at]!),
      parameters: fit.parameters.map((value, at) => value + clipped(off[first + at]!)),
    });
  };
}

/** A step of a logarithm, or of a share, that is not wild. */
function clipped(step: number): number {
  return Math.max(-0.7, Math.min(0.7, step));
}

function fitLinear(
  family: CurveFamily,
  parameters: readonly number[],
  { shares, values, weights }: Weighted,
): FamilyFit | undefined {
  const columns = family.columns(parameters).map((column) => shares.map(column));
  const used = columns.map((_, at) => at);
  while (used.length > 0) {
    const all = [null, ...used.map((at) => columns[at]!)];
    const matrix = all.map((one) => all.map((other) => product(one, other, weights)));
    const lower = triangleOf(matrix);
    if (!lower) return undefined;
    const found = solved(
      lower,
      all.map((one) => product(one, values, weights)),
    );
    const least = found.slice(1).reduce((low, value, at, list) => (value < list[low]! ? at : low), 0);
    if (!(found[least + 1]! > 0)) {
      used.splice(least, 1);
      continue;
    }
    const coefficients = [found[0]!, ...columns.map((_, at) => found[1 + used.indexOf(at)] ?? 0)];
    for (const [at] of columns.entries()) if (!used.includes(at)) coefficients[at + 1] = 0;
    let error = 0;
    for (let at = 0; at < values.length; at++) {
      let off = values[at]! - coefficients[0]!;
      for (let k = 0; k < columns.length; k++) off -= coefficients[k + 1]! * columns[k]![at]!;
      error += weights[at]! * off * off;
    }
    const freedom = coefficients.length + parameters.length;
    return { family, parameters, coefficients, error, freedom };
  }
  return undefined;
}

/** JᵀWJ and JᵀWr, of the coefficients and then the parameters. */
function normalEquations(
  { family, parameters, coefficients }: FamilyFit,
  { shares, values, weights }: Weighted,
): { readonly matrix: number[][]; readonly slope: number[] } {
  const at = (moved: readonly number[]): Float64Array[] =>
    family.columns(moved).map((column) => shares.map(column));
  const columns = at(parameters);
  const levelOf = (of: readonly Float64Array[]): Float64Array =>
    shares.map((_, place) =>
      of.reduce((sum, column, k) => sum + coefficients[k + 1]! * column[place]!, coefficients[0]!),
    );
  const level = levelOf(columns);
  const slopes = parameters.map((_, own) => {
    const moved = levelOf(at(parameters.map((value, k) => (k === own ? value + GRADIENT_STEP : value))));
    return moved.map((value, place) => (value - level[place]!) / GRADIENT_STEP);
  });
  const all = [null, ...columns, ...slopes];
  const residuals = values.map((value, place) => value - level[place]!);
  return {
    matrix: all.map((one) => all.map((other) => product(one, other, weights))),
    slope: all.map((one) => product(one, residuals, weights)),
  };
}

/** Σ weight × a × b; null is 1 throughout. */
function product(a: Float64Array | null, b: Float64Array | null, weights: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++)
    sum += weights[at]! * (a ? a[at]! : 1) * (b ? b[at]! : 1);
  return sum;
}
