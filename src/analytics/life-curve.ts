/** How long machines live, as survival over their age in hours. */
export type LifeCurve = {
  /** The chance to live longer than so many hours. */
  readonly survives: (hours: number) => number;
  /** What a machine is expected to have lived by that age: E min(life, hours), the area under the curve. */
  readonly livedBy: (hours: number) => number;
};

/** A point of an empirical curve: from this age on so many live. */
export type LifePoint = { readonly hours: number; readonly survival: number };

/** Lives without memory: S(t) = e^(−t/M). */
export function exponentialLives(mtbiHours: number): LifeCurve {
  return {
    survives: (hours) => Math.exp(-hours / mtbiHours),
    livedBy: (hours) => -mtbiHours * Math.expm1(-hours / mtbiHours),
  };
}

/**
 * Lives as observed: a Kaplan–Meier curve, its points in order of age, flat between them. Where some still
 * live at the last age observed, the curve goes on as the exponential through that point, as Brown,
 * Hollander and Korwar do ("Nonparametric tests of independence for censored data", 1974):
 * S(t) = S(end)^(t/end). `endHours` is the last age at which anything was observed.
 */
export function observedLives(points: readonly LifePoint[], endHours: number): LifeCurve {
  const ages = points.map(({ hours }) => hours);
  const levels = points.map(({ survival }) => survival);
  const areas: number[] = [];
  points.forEach(({ hours }, index) => {
    const [from, level] = index === 0 ? [0, 1] : [ages[index - 1] ?? 0, levels[index - 1] ?? 1];
    areas.push((areas[index - 1] ?? 0) + (hours - from) * level);
  });
  const end = Math.max(endHours, ages.at(-1) ?? 0);
  const last = levels.at(-1) ?? 1;
  const rate = last > 0 && end > 0 ? -Math.log(last) / end : 0;

  /** The place of the last point at or before this age, −1 before the first. */
  const placeOf = (hours: number): number => {
    let [low, high] = [0, ages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ages[middle] ?? Infinity) <= hours) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const withinRange = (hours: number): number => {
    const place = placeOf(hours);
    if (place < 0) return hours;
    return (areas[place] ?? 0) + (hours - (ages[place] ?? 0)) * (levels[place] ?? 0);
  };
  const atEnd = withinRange(end);
  return {
    survives: (hours) =>
      hours > end ? last * Math.exp(-rate * (hours - end)) : (levels[placeOf(hours)] ?? 1),
    livedBy: (hours) => {
      if (hours <= end) return withinRange(hours);
      const beyond = rate > 0 ? -Math.expm1(-rate * (hours - end)) / rate : hours - end;
      return atEnd + last * beyond;
    },
  };
}
