import { chanceInHour, countHour, weekTally, type WeekTally } from './hour-of-week.ts';
import {
  learnOutcome,
  logistic,
  logitOfShare,
  logOdds,
  onlineLogistic,
  type OnlineLogistic,
} from './online-logistic.ts';

/**
 * The safety of beginning a job at some hour: P(in stock in all hours of its duration | in stock in the hour before),
 *   logit P = c₀ + c₁·logit(chance in that hour of the week) + c₂·logit(share of the last 24 h in stock)
 *     + c₃·ln(times it ran out per hour in stock in those 24 h + .02)
 * The coefficients begin with what SkyPilot's spot traces (NSDI 2024) support without claiming more in the best
 * quartile than came true, and learn from each start whose duration is over. How things have been lately fades
 * with a half-life of a day for starts ahead: a start next week has the usual day.
 */
const PRIORS = [
  { hours: 1, prior: [0, 1, 0.2, -0.2] },
  { hours: 4, prior: [0, 1, 0.1, -0.1] },
  { hours: 12, prior: [0, 1, 0.05, 0] },
] as const;
const PRIOR_VARIANCE = 0.05;
const DAY_HOURS = 24;
/** What all hours' chance is drawn to, as by 60 samples. */
const USUAL_CHANCE = 0.5;

type Start = {
  readonly hour: number;
  readonly hourOfWeek: number;
  readonly features: readonly number[];
  readonly said: number;
};

/** What is kept of one selection and duration; the next hour costs no look at the past. */
export type WindowSafety = {
  readonly durationHours: number;
  readonly tally: WeekTally;
  readonly regression: OnlineLogistic;
  /** The newest hours, as many as a day and a duration have: in stock throughout or not; undefined where not watched. */
  readonly stock: (boolean | undefined)[];
  readonly open: Start[];
  /** Sums over all starts: the last day's features as they usually are. */
  readonly usual: { n: number; lately: number; ranOut: number };
  hour: number;
};

export function windowSafety(durationHours: number): WindowSafety {
  const distance = (hours: number): number => Math.abs(Math.log(hours / durationHours));
  const [nearest] = PRIORS.toSorted((a, b) => distance(a.hours) - distance(b.hours));
  return {
    durationHours,
    tally: weekTally(),
    regression: onlineLogistic(nearest?.prior ?? [], PRIOR_VARIANCE),
    stock: [],
    open: [],
    usual: { n: 0, lately: 0, ranOut: 0 },
    hour: 0,
  };
}

/** How a start ended, and what had been said of it. */
export type SettledStart = { readonly said: number; readonly byHourOfWeek: number; readonly safe: boolean };

/**
 * Takes in an hour that is over: what it was, and which hour of the week begins when it ends, at which a job
 * might begin. Tells the start whose duration ended with it, if there was one.
 */
export function observeStock(
  safety: WindowSafety,
  inStock: boolean | undefined,
  nextHourOfWeek: number,
): SettledStart | undefined {
  const { stock, open, durationHours } = safety;
  stock.push(inStock);
  if (stock.length > DAY_HOURS + durationHours) stock.shift();
  safety.hour++;
  const settled = settle(safety);
  if (inStock === true) {
    const lately = latelyOf(safety);
    safety.usual.n++;
    safety.usual.lately += lately.share;
    safety.usual.ranOut += lately.ranOut;
    const features = featuresOf(safety, nextHourOfWeek, lately);
    const said = logistic(logOdds(safety.regression, features));
    open.push({ hour: safety.hour, hourOfWeek: nextHourOfWeek, features, said });
  }
  return settled;
}

function settle(safety: WindowSafety): SettledStart | undefined {
  const { open, stock, durationHours, hour, regression, tally } = safety;
  const due = open[0];
  if (!due || due.hour + durationHours > hour) return undefined;
  open.shift();
  const hours = stock.slice(-durationHours);
  // Where part of it was not watched nothing is known, even if it had failed by then.
  if (hours.includes(undefined)) return undefined;
  const safe = hours.every((inStock) => inStock === true);
  const settled = {
    said: due.said,
    byHourOfWeek: logistic(due.features[1] ?? 0),
    safe,
  };
  countHour(tally, due.hourOfWeek, safe);
  // Starts an hour apart share all but an hour of their durations.
  learnOutcome(regression, due.features, safe, 1 / durationHours);
  return settled;
}

/** P(safe) of a start at an hour of the week, `hoursAhead` of the newest hour's end. */
export function safetyOf(safety: WindowSafety, hourOfWeek: number, hoursAhead: number): number {
  const usual = usualOf(safety);
  const now = safety.stock.slice(-DAY_HOURS).some((inStock) => inStock !== undefined)
    ? latelyOf(safety)
    : usual;
  const left = 2 ** (-hoursAhead / DAY_HOURS);
  const lately = {
    share: usual.share + left * (now.share - usual.share),
    ranOut: usual.ranOut + left * (now.ranOut - usual.ranOut),
  };
  return logistic(logOdds(safety.regression, featuresOf(safety, hourOfWeek, lately)));
}

/** P(safe) of a start at an hour of the week, of no week in particular. */
export function usualSafetyOf(safety: WindowSafety, hourOfWeek: number): number {
  return logistic(logOdds(safety.regression, featuresOf(safety, hourOfWeek, usualOf(safety))));
}

function usualOf({ usual: { n, lately, ranOut } }: WindowSafety): Lately {
  return n === 0 ? { share: 0, ranOut: 0 } : { share: lately / n, ranOut: ranOut / n };
}

type Lately = { readonly share: number; readonly ranOut: number };

function featuresOf({ tally }: WindowSafety, hourOfWeek: number, { share, ranOut }: Lately): number[] {
  return [1, logitOfShare(chanceInHour(tally, hourOfWeek, USUAL_CHANCE)), share, ranOut];
}

/** The two features of the last 24 hours. */
function latelyOf({ stock }: WindowSafety): Lately {
  const day = stock.slice(-DAY_HOURS);
  const watched = day.filter((inStock) => inStock !== undefined).length;
  const up = day.filter((inStock) => inStock === true).length;
  const ranOut = day.filter((inStock, index) => inStock === false && day[index - 1] === true).length;
  return {
    share: logitOfShare((up + 0.5) / (watched + 1)),
    ranOut: Math.log(ranOut / Math.max(up, 1 / 6) + 0.02),
  };
}
