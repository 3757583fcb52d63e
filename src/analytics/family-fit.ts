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
/** Bins that starts are compared by. */
const FEW = 40;
const GRADIENT_STEP = 1e-4;
const ENOUGH = 1e-4;

/** Least squares: the best of the family's starts, or of a fit before, then Levenberg & Marquardt. */
export function fitFamily(family: CurveFamily, data: Weighted, before?: FamilyFit): FamilyFit | undefined {
  let start: FamilyFit | undefined = before;
  const few = thinned(data);
  for (const parameters of before ? [] : family.starts) {
    const fit = fitLinear(family, parameters, few);
    if (fit && !(start && start.error <= fit.error)) start = fit;
  }
  let best = start && fitLinear(family, start.parameters, data);
  let damping = 1e-3;
  for (let step = 0; best && step < MOST_STEPS; step++) {
    const { matrix, right } = tangent(best, data);
    const damped = matrix.map((row, at) => row.map((value, k) => (k === at ? value * (1 + damping) : value)));
    const lower = triangleOf(damped);
    const change = lower && solved(lower, right);
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
  const { matrix } = tangent(fit, data);
  const lower = triangleOf(
    matrix.map((row, at) => row.map((value, k) => (k === at ? value * 1.000001 : value))),
  );
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

/** Some of the bins, the first ones and the last among them. */
function thinned(data: Weighted): Weighted {
  const every = Math.ceil(data.values.length / FEW);
  if (every === 1) return data;
  const last = data.values.length - 1;
  const some = (values: Float64Array): Float64Array =>
    values.filter((_, at) => at < FEW / 4 || at % every === 0 || at === last);
  return { shares: some(data.shares), values: some(data.values), weights: some(data.weights) };
}

/** The constant and the heights that are best for these parameters; a height that would be below 0 is held there. */
function fitLinear(
  family: CurveFamily,
  parameters: readonly number[],
  { shares, values, weights }: Weighted,
): FamilyFit | undefined {
  const columns = family.columns(parameters);
  const { matrix, right, squares } = normalEquations(values, weights, columns.length + 1, (bin, row) => {
    row[0] = 1;
    for (let k = 0; k < columns.length; k++) row[k + 1] = columns[k]!(shares[bin]!);
  });
  let used = [0, ...columns.map((_, at) => at + 1)];
  while (used.length > 1) {
    const lower = triangleOf(used.map((row) => used.map((at) => matrix[row]![at]!)));
    if (!lower) return undefined;
    const solution = solved(
      lower,
      used.map((row) => right[row]!),
    );
    const lowest = solution.reduce((low, value, at) => (at > 1 && value < solution[low]! ? at : low), 1);
    if (solution[lowest]! > 0) {
      const error = solution.reduce((rest, one, at) => rest - one * right[used[at]!]!, squares);
      const coefficients = matrix.map((_, at) => solution[used.indexOf(at)] ?? 0);
      const freedom = coefficients.length + parameters.length;
      return { family, parameters, coefficients, error: Math.max(0, error), freedom };
    }
    used = used.filter((_, at) => at !== lowest);
  }
  return undefined;
}

/** JᵀWJ and JᵀWr, of the coefficients and then the parameters. */
function tangent(fit: FamilyFit, { shares, values, weights }: Weighted): NormalEquations {
  const { family, parameters, coefficients } = fit;
  const columns = family.columns(parameters);
  const [level, ...moved] = [
    fit,
    ...parameters.map((_, own) => ({
      ...fit,
      parameters: parameters.map((value, k) => (k === own ? value + GRADIENT_STEP : value)),
    })),
  ].map(curveOf);
  const residuals = values.map((value, bin) => value - level!(shares[bin]!));
  const first = coefficients.length;
  return normalEquations(residuals, weights, first + parameters.length, (bin, row) => {
    const share = shares[bin]!;
    row[0] = 1;
    for (let k = 0; k < columns.length; k++) row[k + 1] = columns[k]!(share);
    const here = values[bin]! - residuals[bin]!;
    for (let k = 0; k < moved.length; k++) row[first + k] = (moved[k]!(share) - here) / GRADIENT_STEP;
  });
}

type NormalEquations = {
  readonly matrix: readonly (readonly number[])[];
  readonly right: readonly number[];
  /** Σ weight × value². */
  readonly squares: number;
};

/** XᵀWX and XᵀWy, each row of X written by `fill`. */
function normalEquations(
  values: Float64Array,
  weights: Float64Array,
  width: number,
  fill: (bin: number, row: number[]) => void,
): NormalEquations {
  const row = Array.from({ length: width }, () => 0);
  const matrix = row.map(() => row.map(() => 0));
  const right = row.map(() => 0);
  let squares = 0;
  for (let bin = 0; bin < values.length; bin++) {
    fill(bin, row);
    const [weight, value] = [weights[bin]!, values[bin]!];
    squares += weight * value * value;
    for (let k = 0; k < width; k++) {
      const own = weight * row[k]!;
      right[k]! += own * value;
      const line = matrix[k]!;
      for (let at = 0; at <= k; at++) line[at]! += own * row[at]!;
    }
  }
  for (let k = 0; k < width; k++) for (let at = 0; at < k; at++) matrix[at]![k] = matrix[k]![at]!;
  return { matrix, right, squares };
}
