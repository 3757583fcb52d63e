/** The largest whole number from 1 to `limit` that holds, where all below one that holds do; 0 where none does. */
export function most(limit: number, holds: (value: number) => boolean): number {
  let [least, beyond] = [0, limit + 1];
  while (beyond - least > 1) {
    const middle = Math.floor((least + beyond) / 2);
    if (holds(middle)) least = middle;
    else beyond = middle;
  }
  return least;
}
