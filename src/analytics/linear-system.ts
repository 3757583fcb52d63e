/** The lower triangle L of a symmetric matrix L Lᵀ; undefined where it is not positive (Cholesky). */
export function triangleOf(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const lower: number[][] = [];
  for (const [row, values] of matrix.entries()) {
    const own: number[] = [];
    for (let at = 0; at <= row; at++) {
      let rest = values[at]!;
      const other = at === row ? own : lower[at]!;
      for (let k = 0; k < at; k++) rest -= own[k]! * other[k]!;
      if (at < row) own.push(rest / other[at]!);
      else if (rest > 1e-12 * values[row]!) own.push(Math.sqrt(rest));
      else return undefined;
    }
    lower.push(own);
  }
  return lower;
}

/** x of L Lᵀ x = `right`. */
export function solved(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const half: number[] = [];
  for (const [row, own] of lower.entries()) {
    let rest = right[row]!;
    for (let k = 0; k < row; k++) rest -= own[k]! * half[k]!;
    half.push(rest / own[row]!);
  }
  return backwards(lower, half);
}

/** x of Lᵀ x = `right`: of standard normal `right` it has the covariance (L Lᵀ)⁻¹. */
export function backwards(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const x = [...right];
  for (let row = lower.length - 1; row >= 0; row--) {
    for (let below = row + 1; below < lower.length; below++) x[row]! -= lower[below]![row]! * x[below]!;
    x[row]! /= lower[row]![row]!;
  }
  return x;
}
