import { hourOfWeek, HOURS_OF_WEEK } from '#analytics/hour-of-week.ts';
import { windowsOf, type StartHour, type Window } from '#analytics/safe-windows.ts';
import { wilsonInterval } from '#analytics/wilson-interval.ts';
import { observeStock, safetyOf, usualSafetyOf, windowSafety } from '#analytics/window-safety.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { startedNow } from './started-now.ts';

/** Less than this is too little to tell hours apart: hours watched, and starts whose duration is over. */
export const FEWEST_HOURS = 14 * 24;
export const FEWEST_STARTS = 100;

/** An hour of the past: in stock throughout or not, undefined where nobody watched, and the median price in it. */
export type PastHour = { readonly inStock: boolean | undefined; readonly price: number | null };

/** The safety of beginning in an hour of the week, with what is behind it. */
export type WeekHour = {
  /** 0 is Monday from midnight, by the caller's clock. */
  readonly hourOfWeek: number;
  readonly safety: number;
  readonly low: number;
  readonly high: number;
  /** Starts seen in this hour of the week. */
  readonly starts: number;
  /** Mean price while a job begun then runs, micro-dollars per GPU-hour; null where none was seen. */
  readonly price: number | null;
};

export type AheadHour = WeekHour & StartHour;

export type WindowForecast = {
  readonly hoursWatched: number;
  readonly hoursInStock: number;
  readonly starts: number;
  readonly safeStarts: number;
  /** Null where too little was seen. */
  readonly found: {
    readonly best: readonly Window<AheadHour>[];
    readonly worst: readonly Window<AheadHour>[];
    /** The safest hour ahead is safer than the least safe one by more than DIFFERENCE. */
    readonly differ: boolean;
    /** Every hour of the week as it usually is, Monday from midnight. */
    readonly week: readonly WeekHour[];
    /** P(in stock through the duration) of a job begun now; null where it is not in stock, or not known to be. */
    readonly startedNow: number | null;
  } | null;
};

export type WindowQuestion = {
  readonly durationMs: number;
  readonly timeZone: string;
  /** Only starts from then on are meant. */
  readonly now: Instant;
  readonly aheadHours: number;
  /** How many windows of each kind. */
  readonly count: number;
};

/** Says of each hour ahead how safe a start in it is, from hours of the past, the first from `start` on. Pure. */
export function forecastWindows(
  past: readonly PastHour[],
  start: Instant,
  { durationMs, timeZone, now, aheadHours, count }: WindowQuestion,
): WindowForecast {
  const durationHours = Math.max(Math.ceil(durationMs / HOUR_MS), 1);
  const hours = Array.from({ length: past.length + aheadHours }, (_, index) =>
    hourOfWeek(plusMs(start, index * HOUR_MS), timeZone),
  );
  const safety = windowSafety(durationHours);
  past.forEach(({ inStock }, index) => observeStock(safety, inStock, hours[index + 1] ?? 0));
  const { hours: tallies, all } = safety.tally;
  const seen = {
    hoursWatched: past.filter(({ inStock }) => inStock !== undefined).length,
    hoursInStock: past.filter(({ inStock }) => inStock === true).length,
    starts: all.tried,
    safeStarts: all.well,
  };
  if (seen.hoursWatched < FEWEST_HOURS || seen.starts < FEWEST_STARTS) return { ...seen, found: null };

  const prices = pricesByHour(past, hours);
  const hourOf = (hour: number, chance: number): WeekHour => {
    const starts = tallies[hour]?.tried ?? 0;
    const samples = Math.min(starts + DRAWN_FROM, seen.starts / durationHours);
    // Laplace's rule of succession: as much as so many samples can show, and no more.
    const said = Math.min(chance, (samples + 1) / (samples + 2));
    const interval = wilsonInterval(said, samples);
    const run = Array.from({ length: durationHours }, (_, later) => prices[(hour + later) % HOURS_OF_WEEK]);
    return { hourOfWeek: hour, safety: said, ...interval, starts, price: meanOf(run) ?? null };
  };
  const ahead = hours
    .slice(past.length)
    .map((hour, index): AheadHour => {
      const at = plusMs(start, (past.length + index) * HOUR_MS);
      return { at, ...hourOf(hour, safetyOf(safety, hour, index)) };
    })
    .filter(({ at }) => at >= now);
  const chances = ahead.map((hour) => hour.safety);
  return {
    ...seen,
    found: {
      best: windowsOf(ahead, 'BEST', count),
      worst: windowsOf(ahead, 'WORST', count),
      differ: Math.max(...chances) - Math.min(...chances) > DIFFERENCE,
      week: Array.from({ length: HOURS_OF_WEEK }, (_, hour) => hourOf(hour, usualSafetyOf(safety, hour))),
      startedNow: startedNow(
        past.map(({ inStock }) => inStock),
        start,
        durationMs / HOUR_MS,
      ),
    },
  };
}

/** Hours whose safety lies no further apart are as good as each other. */
export const DIFFERENCE = 0.01;

/** An hour of the week is drawn to its hour of the day as by so many starts. */
const DRAWN_FROM = 60;

/** The mean of the medians of each hour of the week. */
function pricesByHour(past: readonly PastHour[], hours: readonly number[]): (number | undefined)[] {
  const seen: number[][] = Array.from({ length: HOURS_OF_WEEK }, () => []);
  past.forEach(({ price }, index) => {
    if (price !== null) seen[hours[index] ?? 0]?.push(price);
  });
  return seen.map(meanOf);
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0) / known.length;
}
