/** Columns of a linear fit, weighted, with their means taken off and their products at hand. */
export type Design = {
  /** For each column its values at the places fitted, as they are. */
  readonly columns: readonly Float64Array[];
  readonly means: Float64Array;
  readonly weights: Float64Array;
  readonly totalWeight: number;
  /** Σ w (a − ā)(b − b̄), row by row. */
  readonly gram: Float64Array;
};

export function designOf(columns: readonly Float64Array[], weights: Float64Array): Design {
  const size = columns.length;
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const means = Float64Array.from(columns, (column) => weightedSum(column, weights) / totalWeight);
  const gram = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = a; b < size; b++) {
      const [left, right] = [columns[a]!, columns[b]!];
      let sum = 0;
      for (let row = 0; row < weights.length; row++) sum += weights[row]! * left[row]! * right[row]!;
      const centred = sum - totalWeight * means[a]! * means[b]!;
      gram[a * size + b] = centred;
      gram[b * size + a] = centred;
    }
  }
  return { columns, means, weights, totalWeight, gram };
}

export type NonNegativeFit = { readonly constant: number; readonly coefficients: Float64Array };

const MOST_STEPS = 200;

/**
 * The constant and the coefficients ≥ 0 that minimise Σ w (y − constant − Σ coefficient × column)². Lawson & Hanson,
 * "Solving Least Squares Problems" (1974), ch. 23, on the products of columns as Bro & De Jong, "A fast
 * non-negativity-constrained least squares algorithm" (Journal of Chemometrics 11, 1997).
 */
export function nonNegativeFit(design: Design, values: Float64Array): NonNegativeFit {
  const { columns, means, weights, totalWeight, gram } = design;
  const size = columns.length;
  const mean = weightedSum(values, weights) / totalWeight;
  const target = Float64Array.from(columns, (column, at) => {
    let sum = 0;
    for (let row = 0; row < weights.length; row++) sum += weights[row]! * column[row]! * values[row]!;
    return sum - totalWeight * means[at]! * mean;
  });
  const coefficients = new Float64Array(size);
  const active: number[] = [];
  const tolerance = 1e-10 * Math.max(...target.map(Math.abs), 1e-300);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = steepest(gram, target, coefficients, active, tolerance);
    if (next === undefined) break;
    active.push(next);
    if (!settle(gram, size, target, coefficients, active)) break;
  }
  let constant = mean;
  for (let at = 0; at < size; at++) constant -= coefficients[at]! * means[at]!;
  return { constant, coefficients };
}

/** The column outside that lowers the error fastest, in units of its own length. */
function steepest(
  gram: Float64Array,
  target: Float64Array,
  coefficients: Float64Array,
  active: readonly number[],
  tolerance: number,
): number | undefined {
  const size = target.length;
  let [best, most] = [undefined as number | undefined, 0];
  for (let at = 0; at < size; at++) {
    const own = gram[at * size + at]!;
    if (active.includes(at) || own <= 1e-14) continue;
    let gradient = target[at]!;
    for (const other of active) gradient -= gram[at * size + other]! * coefficients[other]!;
    const gain = gradient / Math.sqrt(own);
    if (gradient > tolerance && gain > most) [best, most] = [at, gain];
  }
  return best;
}

/** Solves on the active columns and drops those that would turn negative. False where they depend on each other. */
function settle(
  gram: Float64Array,
  size: number,
  target: Float64Array,
  coefficients: Float64Array,
  active: number[],
): boolean {
  for (;;) {
    const solved = solve(gram, size, target, active);
    if (!solved) {
      const dropped = active.pop();
      if (dropped !== undefined) coefficients[dropped] = 0;
      return false;
    }
    let share = 1;
    active.forEach((column, place) => {
      const [from, to] = [coefficients[column]!, solved[place]!];
      if (to <= 0) share = Math.min(share, from / (from - to || 1));
    });
    active.forEach((column, place) => {
      coefficients[column]! += share * (solved[place]! - coefficients[column]!);
    });
    if (share === 1 && solved.every((value) => value > 0)) return true;
    const kept = active.filter((column) => coefficients[column]! > 1e-15);
    for (const column of active) if (!kept.includes(column)) coefficients[column] = 0;
    if (kept.length === active.length) return true;
    active.splice(0, active.length, ...kept);
    if (active.length === 0) return true;
  }
}

/** Cholesky on the active part. Undefined where it is singular. */
function solve(
  gram: Float64Array,
  size: number,
  target: Float64Array,
  active: readonly number[],
): Float64Array | undefined {
  const n = active.length;
  const lower = new Float64Array(n * n);
  const solved = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = gram[active[row]! * size + active[column]!]!;
      for (let k = 0; k < column; k++) sum -= lower[row * n + k]! * lower[column * n + k]!;
      if (row > column) {
        lower[row * n + column] = sum / lower[column * n + column]!;
        continue;
      }
      if (!(sum > 1e-11 * gram[active[row]! * size + active[row]!]!)) return undefined;
      lower[row * n + row] = Math.sqrt(sum);
    }
    let sum = target[active[row]!]!;
    for (let k = 0; k < row; k++) sum -= lower[row * n + k]! * solved[k]!;
    solved[row] = sum / lower[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = solved[row]!;
    for (let k = row + 1; k < n; k++) sum -= lower[k * n + row]! * solved[k]!;
    solved[row] = sum / lower[row * n + row]!;
  }
  return solved;
}

function weightedSum(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * weights[at]!;
  return sum;
}
