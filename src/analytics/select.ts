/**
 * The median, the mean of the middle two where their number is even; undefined where there is none. Takes
 * time in proportion to the number of values, where sorting takes their number times its logarithm, and
 * leaves them in another order. Hoare, "Algorithm 65: Find" (Communications of the ACM 4(7), 1961).
 */
export function medianInPlace(values: Float64Array): number | undefined {
  const { length } = values;
  if (length === 0) return undefined;
  const upper = length >> 1;
  select(values, upper);
  if (length % 2 === 1) return values[upper];
  let below = -Infinity;
  for (let index = 0; index < upper; index++) below = Math.max(below, values[index]!);
  return below + (values[upper]! - below) / 2;
}

/** Puts the value of rank `rank` in its place, none above it before, none below it after. */
function select(values: Float64Array, rank: number): void {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const held = values[left]!;
      values[left++] = values[right]!;
      values[right--] = held;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
}
