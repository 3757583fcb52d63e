import { cellOf, factorAt, weekOf, type HourlyProfile } from '#units/hourly-profile.ts';
import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import { spreadOf } from './hourly-spread.ts';

/** What was observed of a clock hour, in any unit. */
export type HourValue = { readonly at: Instant; readonly value: number };

/**
 * Hours that are further off than this many mean absolute errors count as that far, which normal errors never are: a price
 * of 15,000 USD/MWh in one hour of the year would make every other hour’s range as wide, and no start certain. Counted so,
 * nine in ten prices are in range, and picking hours saves a third of them instead of a quarter (docs/accuracy.md).
 */
const MOST_ERRORS = 6;

type Shape = Omit<HourlyProfile, 'spread'>;

/**
 * A month counts half in the profile of each month beside it: on odd weeks fitted by even ones that errs less than
 * months by themselves, seasons, or hours of the whole year (docs/accuracy.md, "Carbon by the hour").
 */
const NEIGHBOUR = 0.5;

/**
 * The profile of hours of about a year: factor(month, hour) is the weighted mean of the month and its neighbours, ÷ the
 * mean of all; then the mean of what is left over by hour of Monday to Friday and of the weekend. Its spread is that of
 * hours from a profile made of the other fortnights, every second of them: what it errs where it was not fitted.
 */
export function fitProfile(hours: readonly HourValue[]): HourlyProfile {
  const shape = fitShape(hours);
  const residuals = new Map<Instant, number>();
  for (const parity of [0, 1]) {
    const other = fitShape(hours.filter(({ at }) => fortnightParity(at) !== parity));
    for (const { at, value } of hours)
      if (fortnightParity(at) === parity)
        residuals.set(at, (value - other.level * factorAt(other, at)) / shape.level);
  }
  const errors = [...residuals.values()];
  const most = MOST_ERRORS * mean(errors.map(Math.abs));
  const clipped = (at: Instant) => {
    const error = residuals.get(at);
    return error === undefined ? undefined : Math.min(Math.max(error, -most), most);
  };
  return { ...shape, spread: spreadOf(clipped, extent(hours)) };
}

function fortnightParity(at: Instant): number {
  return Math.floor(weekOf(at) / 2) % 2;
}

/** The same without its spread. */
export function fitShape(hours: readonly HourValue[]): Shape {
  const level = mean(hours.map(({ value }) => value));
  const sums = grid(12);
  for (const { at, value } of hours) {
    const { month, hour } = cellOf(at);
    add(sums, month, hour, value / level);
  }
  const months = sums.map((_, month) =>
    Array.from({ length: 24 }, (_none, hour) => {
      const near = [-1, 0, 1].map((step) => sums[(month + step + 12) % 12]![hour]!);
      const weights = [NEIGHBOUR, 1, NEIGHBOUR];
      const total = (of: (cell: Cell) => number) =>
        near.reduce((sum, cell, place) => sum + weights[place]! * of(cell), 0);
      return total(({ sum }) => sum) / total(({ n }) => n);
    }),
  );
  const flat = Array.from({ length: 24 }, () => 0);
  const base = { months, weekdays: flat, weekends: flat };
  const left = grid(2);
  for (const { at, value } of hours) {
    const { hour, isWeekend } = cellOf(at);
    add(left, isWeekend ? 1 : 0, hour, value / level - factorAt(base, at));
  }
  const [weekdays = flat, weekends = flat] = left.map((cells) => cells.map(({ sum, n }) => sum / n));
  return { level, months, weekdays, weekends };
}

type Cell = { sum: number; n: number };

function grid(rows: number): Cell[][] {
  return Array.from({ length: rows }, () => Array.from({ length: 24 }, () => ({ sum: 0, n: 0 })));
}

function add(cells: Cell[][], row: number, hour: number, value: number): void {
  const cell = cells[row]![hour]!;
  cell.sum += value;
  cell.n++;
}

function extent(hours: readonly HourValue[]): readonly Instant[] {
  const first = hours.reduce((least, { at }) => Math.min(least, at), Infinity);
  const last = hours.reduce((most, { at }) => Math.max(most, at), 0);
  return Array.from({ length: (last - first) / HOUR_MS + 1 }, (_, hour) => instant(first + hour * HOUR_MS));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
