import { burnForecast } from '#analytics/burn-forecast.ts';
import { exponential, gammaVariate, seededRandom } from '#analytics/seeded-random.ts';

/** Days of spending, by a weekday pattern of five days or none, jobs that come by chance, and how the level changes. */
type Process = (random: () => number, days: number) => readonly number[];

const steady: Process = (random, days) => Array.from({ length: days }, () => gammaVariate(random, 10, 0.1));
const weekday: Process = (random, days) =>
  Array.from({ length: days }, (_, day) =>
    day % 7 < 5 ? gammaVariate(random, 12, 0.2) : gammaVariate(random, 2, 1),
  );
/** A job on one day in six, of a gamma cost, over one to four days. */
const bursty: Process = (random, days) => {
  const spent = Array.from({ length: days }, () => 0);
  for (let day = 0; day < days; day++) {
    if (random() > 1 / 6) continue;
    const lasts = 1 + Math.floor(random() * 4);
    const cost = exponential(random, 60) / lasts;
    for (let of = day; of < Math.min(days, day + lasts); of++) spent[of] = (spent[of] ?? 0) + cost;
  }
  return spent;
};
/** One to three per cent a day up or down, by path. */
const trend: Process = (random, days) => {
  const by = (random() - 0.5) * 0.06;
  return Array.from({ length: days }, (_, day) =>
    gammaVariate(random, 10 * Math.exp(by * (day - days / 2)), 0.2),
  );
};
/** The level is three times or a third of what it was, from some day on. */
const regimeChange: Process = (random, days) => {
  const from = Math.floor(random() * days);
  const by = random() < 0.5 ? 3 : 1 / 3;
  return Array.from({ length: days }, (_, day) => gammaVariate(random, day < from ? 10 : 10 * by, 0.3));
};

export const PROCESSES: Readonly<Record<string, Process>> = {
  steady,
  'five days a week': weekday,
  'jobs by chance': bursty,
  trend,
  'level changes': regimeChange,
};

export type BurnError = {
  /** Months judged. */
  readonly months: number;
  /** Share of dates within the 80 % interval; "not before the end" counts as a date after it. */
  readonly covered: number;
  readonly brier: number;
  /** Of the linear burn rate, which says 0 or 1. */
  readonly linearBrier: number;
  /** Of months said to be exceeded with at least 0.8, the share that were. */
  readonly toldTrue: number | null;
  readonly told: number;
};

const PAST = 91;
const MONTH = 30;

/** Forecasts made 5, 10, 15, 20 and 25 days into months of a process, held against what came. */
export function burnErrors(process: Process, months: number, seed: number): BurnError {
  const random = seededRandom(seed);
  const chances: { said: number; linear: number; came: boolean }[] = [];
  let within = 0;
  let dates = 0;
  for (let month = 0; month < months; month++) {
    const days = process(random, PAST + MONTH);
    const known = 5 * (1 + (month % 5));
    const past = days.slice(known, PAST + known);
    const spent = sum(days.slice(PAST, PAST + known));
    const total = sum(days.slice(PAST));
    // From half to twice what a month of the past came to.
    const amount = Math.max(1, (sum(days.slice(0, PAST)) / PAST) * MONTH * 2 ** (2 * random() - 1));
    const rest = days.slice(PAST + known);
    const sums = [0.5, 0.75, 0.9, 1].map((share) => share * amount);
    const forecast = burnForecast({
      past,
      round: 7,
      stepsLeft: MONTH - known,
      spent,
      reserved: 0,
      amount,
      sums,
    });
    if (!forecast || spent >= amount) continue;
    const linear = (spent / known) * MONTH >= amount ? 1 : 0;
    chances.push({ said: forecast.exceeded, linear, came: total >= amount });
    forecast.reached.forEach(({ low, high }, place) => {
      const needed = (sums[place] ?? 0) - spent;
      if (needed <= 0) return;
      const at = reachedAt(rest, needed);
      // A date that nobody is in doubt of tells nothing.
      if (low === null && high === null && at === Infinity) return;
      dates++;
      if (at >= (low ?? Infinity) && at <= (high ?? Infinity)) within++;
    });
  }
  const told = chances.filter(({ said }) => said >= 0.8);
  return {
    months: chances.length,
    covered: within / dates,
    brier: mean(chances.map(({ said, came }) => (said - Number(came)) ** 2)),
    linearBrier: mean(chances.map(({ linear, came }) => (linear - Number(came)) ** 2)),
    toldTrue: told.length === 0 ? null : mean(told.map(({ came }) => Number(came))),
    told: told.length,
  };
}

function reachedAt(days: readonly number[], needed: number): number {
  let total = 0;
  for (const [day, value] of days.entries()) {
    if (total + value >= needed) return day + (needed - total) / value;
    total += value;
  }
  return Infinity;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
