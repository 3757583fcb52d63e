import { meanOf, type Outlook } from './price-outlook.ts';
import { meanOfRun } from './run-or-wait.ts';

/** What a job would pay that begins so many hours from now: its mean price, and the interval of 80 %. */
export type StartOption = {
  readonly hours: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How likely it pays less than a job that begins now. */
  readonly cheaperShare: number;
};

export type StartInput = {
  readonly price: number;
  readonly outlook: Outlook;
  /** Until it has to begin. */
  readonly hoursLeft: number;
};

/** Nothing was judged further ahead. */
export const MOST_WAIT_HOURS = 168;
const EACH_HOUR_UNTIL = 24;
const THEN_EVERY_HOURS = 6;
const SAME = 1e-9;

/** The hours at which a job may begin: each of the first day, then every sixth, and the last. */
export function startHours(hoursLeft: number): number[] {
  const last = Math.max(Math.min(Math.floor(hoursLeft), MOST_WAIT_HOURS), 0);
  const hours: number[] = [];
  for (let hour = 0; hour < last; hour += hour < EACH_HOUR_UNTIL ? 1 : THEN_EVERY_HOURS) hours.push(hour);
  return [...hours, last];
}

/** Each start of a job that pays the price of its start throughout. */
export function lockedOptions({ price, outlook, hoursLeft }: StartInput): StartOption[] {
  return startHours(hoursLeft).map((hours) => {
    if (hours === 0) return { hours, mean: price, low: price, high: price, cheaperShare: 0 };
    const prices = outlook.pricesAt(hours);
    return optionOf(hours, prices, Array.from(prices).fill(price));
  });
}

/**
 * Each start of a job that pays the price of every hour it runs. A run follows one quantile throughout, as if
 * a price that is high stayed high: its interval is rather too wide.
 */
export function floatingOptions(input: StartInput & { readonly runHours: number }): StartOption[] {
  const { price, outlook, hoursLeft, runHours } = input;
  const last = Math.min(Math.ceil(Math.max(hoursLeft, 0) + runHours), MOST_WAIT_HOURS);
  const hourly = Array.from({ length: last }, (_, index) => outlook.pricesAt(index + 1));
  const paths = Array.from(outlook.pricesAt(1), (_, level) => [
    price,
    ...hourly.map((prices) => prices[level] ?? NaN),
  ]);
  const runs = (start: number) => paths.map((path) => meanOfRun(path, runHours, start));
  const now = runs(0);
  return startHours(hoursLeft).map((hours) => optionOf(hours, runs(hours), now));
}

/** Of prices at levels spaced evenly from 5 % to 95 %, and what the job would pay now at the same levels. */
function optionOf(hours: number, prices: ArrayLike<number>, now: readonly number[]): StartOption {
  const sorted = Array.from(prices).toSorted((a, b) => a - b);
  const at = (level: number) => sorted[Math.round(level * (sorted.length + 1)) - 1] ?? NaN;
  const cheaper = Array.from(prices).filter((price, index) => price < (now[index] ?? NaN) * (1 - SAME));
  return {
    hours,
    mean: meanOf(prices),
    low: at(0.1),
    high: at(0.9),
    cheaperShare: cheaper.length / sorted.length,
  };
}
