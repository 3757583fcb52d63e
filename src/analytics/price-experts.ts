import { clearWindow, pushSorted, sortedWindow, windowQuantile, type SortedWindow } from './sorted-window.ts';

/** What each expert says the price will be, in the order of `locate`. */
export const EXPERTS = [
  'last price',
  'median of 12 h',
  'median of 24 h',
  'median of 72 h',
  'median of 168 h',
  'mean with half-life 6 h',
  'mean with half-life 24 h',
  'last price and three quarters of the slope of 24 h',
  'damped trend',
] as const;

const MEDIAN_HOURS = [12, 24, 72, 168] as const;
const HALF_LIVES_H = [6, 24] as const;
const SLOPE_HOURS = 24;
/** Share of the recent slope that is taken to go on. */
const SLOPE_SHARE = 0.75;
/**
 * A price that stood for so long outside the middle 80 % of its week has a new level: the medians forget what was
 * before. Told only once the week's window holds a few days.
 */
const SHIFT = { hours: 12, tail: 0.1, fewestHours: 72 } as const;
/** Holt's linear trend, damped (Gardner & McKenzie 1985): weights of level and slope, damping an hour. */
const HOLT = { level: 0.9, slope: 0.05, damping: 0.97 } as const;

/** What the experts remember of one series of log prices on an hourly grid. */
export type Experts = {
  hours: number;
  last: number;
  readonly recent: Float64Array;
  readonly windows: readonly SortedWindow[];
  readonly means: Float64Array;
  level: number;
  slope: number;
};

export function priceExperts(): Experts {
  return {
    hours: 0,
    last: NaN,
    recent: new Float64Array(SLOPE_HOURS + 1),
    windows: MEDIAN_HOURS.map((hours) => sortedWindow(hours)),
    means: new Float64Array(HALF_LIVES_H.length),
    level: 0,
    slope: 0,
  };
}

/** Takes in the next hour's log price. */
export function learnHour(experts: Experts, x: number): void {
  const first = experts.hours === 0;
  experts.last = x;
  experts.recent[experts.hours % experts.recent.length] = x;
  for (const window of experts.windows) pushSorted(window, x);
  HALF_LIVES_H.forEach((halfLife, index) => {
    const mean = experts.means[index] ?? x;
    experts.means[index] = first ? x : mean + (1 - 2 ** (-1 / halfLife)) * (x - mean);
  });
  if (first) {
    experts.level = x;
    experts.slope = 0;
  } else {
    const expected = experts.level + HOLT.damping * experts.slope;
    const level = expected + HOLT.level * (x - expected);
    experts.slope =
      HOLT.damping * experts.slope + HOLT.slope * (level - experts.level - HOLT.damping * experts.slope);
    experts.level = level;
  }
  experts.hours++;
  forgetOldLevel(experts);
}

function forgetOldLevel({ windows, recent, hours }: Experts): void {
  const week = windows.at(-1);
  if (!week || week.size < SHIFT.fewestHours) return;
  const newest = Array.from(
    { length: SHIFT.hours },
    (_, age) => recent[(hours - SHIFT.hours + age) % recent.length] ?? NaN,
  );
  const [low, high] = [windowQuantile(week, SHIFT.tail), windowQuantile(week, 1 - SHIFT.tail)];
  if (!newest.every((x) => x < low) && !newest.every((x) => x > high)) return;
  for (const window of windows) {
    clearWindow(window);
    for (const x of newest) pushSorted(window, x);
  }
}

/** Each expert's log price `horizonHours` ahead. */
export function locate(experts: Experts, horizonHours: number): Float64Array {
  const { last, hours, recent, windows, means, level, slope } = experts;
  const back = Math.min(hours - 1, SLOPE_HOURS);
  const before = recent[(hours - 1 - back + recent.length) % recent.length] ?? last;
  const rise = back === 0 ? 0 : (last - before) / back;
  const damped = (HOLT.damping * (1 - HOLT.damping ** horizonHours)) / (1 - HOLT.damping);
  return Float64Array.of(
    last,
    ...windows.map((window) => windowQuantile(window, 0.5)),
    ...means,
    last + SLOPE_SHARE * rise * Math.min(horizonHours, SLOPE_HOURS),
    level + damped * slope,
  );
}
