/** Of a run’s whole gain: what is worth training on for, where nothing else is told. */
export const GAIN_SHARE = 0.01;

/**
 * The index of a level’s best place: the least of it where it ends more than `rise` above that (overfitting), else the
 * first that nothing after it is better than by more than `leastGain` (a plateau).
 */
export function bestPlace(level: ArrayLike<number>, leastGain: number, rise: number): number {
  let least = 0;
  for (let at = 1; at < level.length; at++) if (level[at]! < level[least]!) least = at;
  if (level[level.length - 1]! - level[least]! > rise) return least;
  let first = 0;
  while (level[first]! - level[least]! > leastGain) first++;
  return first;
}
