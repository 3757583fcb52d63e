import { backtestPrices, type BacktestSeries } from './price-backtest.ts';
import { decideFloating, decideLocked, waitOutcomes, WEEK_HOURS, WEEK_LEVEL } from './run-or-wait.ts';
import type { PriceGrid } from './price-grid.ts';
import { meansAhead, priceOutlook, type Outlook } from './price-outlook.ts';
import { meanOfWeighted, weightedQuantile } from './quantile.ts';
import { pushSorted, sortedWindow, windowQuantile, type SortedWindow } from './sorted-window.ts';
import { addWaitScores, scoreWait, waitScore, type WaitScore } from './wait-score.ts';

/** How far ahead the forecasts look that decisions rest on. */
const HORIZON_HOURS = [1, 6, 24, 72, 168];
/** Hours of a series before its decisions count, or half of it where it is shorter than two of these. */
const WARM_UP_HOURS = 168;

export type DecisionOptions = {
  /** For how many hours a job may wait, each a run of its own. */
  readonly waitHours: readonly number[];
  /** How long a job runs whose price floats. */
  readonly runHours: number;
  /** Told each decision with a locked price when its wait is over; hours are counted since 1970. */
  readonly onSettled?: (settled: SettledJob) => void;
};

export type SettledJob = {
  readonly id: string;
  readonly from: number;
  readonly deadline: number;
  readonly paid: number;
};

export type WindowScores = {
  readonly waitHours: number;
  readonly locked: WaitScore;
  readonly floating: WaitScore;
};

export type DecisionBacktest = {
  readonly windows: readonly WindowScores[];
  readonly series: readonly { readonly id: string; readonly windows: readonly WindowScores[] }[];
};

/**
 * In every hour of every series somebody decides whether to begin a job or wait, and decides again each hour
 * until it begins, at the latest when the wait is over. The forecasts are those that are served; a decision is
 * handed the price of its hour, the forecast made in it and the prices of the hours before. Where there is no
 * forecast a job begins at once, as the answer served says.
 */
export function backtestDecisions(
  series: readonly BacktestSeries[],
  options: DecisionOptions,
): DecisionBacktest {
  const longest = options.waitHours.reduce((most, hours) => Math.max(most, hours), 0);
  // A longer wait needs the next forecast beyond its end as well.
  const horizons = HORIZON_HOURS.slice(0, HORIZON_HOURS.findLastIndex((hours) => hours < longest) + 2);
  const traders = new Map(series.map((one) => [one.id, traderOf(one, options)]));
  backtestPrices(series, horizons, (id, hour, forecasts) => {
    const trader = traders.get(id);
    if (!trader) return;
    const price = Math.exp(trader.grid.logPrices[hour - trader.grid.firstHour] ?? NaN);
    const outlook = priceOutlook(
      horizons.flatMap((hours, index) => {
        const quantiles = forecasts[index]?.quantiles;
        return quantiles ? [{ hours, quantiles }] : [];
      }),
    );
    trade(trader, { hour, price, outlook });
  });
  const told = [...traders].map(([id, { windows }]) => ({ id, windows }));
  return {
    windows: options.waitHours.map((waitHours, index) => ({
      waitHours,
      locked: addWaitScores(told.flatMap(({ windows }) => windows[index]?.locked ?? [])),
      floating: addWaitScores(told.flatMap(({ windows }) => windows[index]?.floating ?? [])),
    })),
    series: told,
  };
}

type Job = {
  readonly from: number;
  readonly price: number;
  /** When it has to begin. */
  readonly deadline: number;
  /** What it expected to pay when it was first decided, and within which interval. */
  readonly expected: number;
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  begun: { readonly hour: number; readonly price: number } | undefined;
};

type Window = WindowScores & { readonly lockedJobs: Job[]; readonly floatingJobs: Job[] };

type Trader = {
  readonly id: string;
  readonly onSettled: DecisionOptions['onSettled'];
  readonly grid: PriceGrid;
  readonly countsFrom: number;
  readonly runHours: number;
  readonly week: SortedWindow;
  /** Prices of the hours so far, and the sums before each. */
  readonly prices: number[];
  readonly sums: number[];
  readonly windows: readonly Window[];
};

type Hour = { readonly hour: number; readonly price: number; readonly outlook: Outlook | undefined };

function traderOf({ id, grid }: BacktestSeries, options: DecisionOptions): Trader {
  const { waitHours, runHours, onSettled } = options;
  return {
    id,
    onSettled,
    grid,
    countsFrom: grid.firstHour + Math.min(WARM_UP_HOURS, Math.ceil(grid.observed.length / 2)),
    runHours,
    week: sortedWindow(WEEK_HOURS),
    prices: [],
    sums: [0],
    windows: waitHours.map((hours) => ({
      waitHours: hours,
      locked: waitScore(),
      floating: waitScore(),
      lockedJobs: [],
      floatingJobs: [],
    })),
  };
}

function trade(trader: Trader, now: Hour): void {
  const { hour, price, outlook } = now;
  trader.prices.push(price);
  trader.sums.push((trader.sums.at(-1) ?? 0) + price);
  pushSorted(trader.week, price);
  const weekLow = windowQuantile(trader.week, WEEK_LEVEL);
  const longest = trader.windows.reduce((most, { waitHours }) => Math.max(most, waitHours), 0);
  const means = outlook ? meansAhead(outlook, price, longest + trader.runHours) : [price];
  for (const window of trader.windows) {
    if (hour >= trader.countsFrom) {
      window.lockedJobs.push(lockedJob(now, weekLow, window.waitHours));
      window.floatingJobs.push(floatingJob(now, means, window.waitHours, trader.runHours));
    }
    for (const job of window.lockedJobs) {
      if (job.begun) continue;
      const hoursLeft = job.deadline - hour;
      if (!outlook || decideLocked({ price, weekLow, outlook, hoursLeft }).begin) job.begun = { hour, price };
    }
    for (const job of window.floatingJobs) {
      if (job.begun) continue;
      const hoursLeft = job.deadline - hour;
      if (decideFloating({ means, runHours: trader.runHours, hoursLeft }).begin) job.begun = { hour, price };
    }
    settleLocked(trader, window, hour);
    settleFloating(trader, window, hour);
  }
}

function lockedJob({ hour, price, outlook }: Hour, weekLow: number, waitHours: number): Job {
  const input = outlook && { price, weekLow, outlook, hoursLeft: waitHours };
  const outcomes = input && !decideLocked(input).begin ? waitOutcomes(input) : [];
  const [low, high] = [weightedQuantile(outcomes, 0.1), weightedQuantile(outcomes, 0.9)];
  return {
    from: hour,
    price,
    deadline: hour + waitHours,
    expected: outcomes.length === 0 ? price : meanOfWeighted(outcomes),
    interval: low === undefined || high === undefined ? undefined : { low, high },
    begun: undefined,
  };
}

function floatingJob(
  { hour, price }: Hour,
  means: ArrayLike<number>,
  waitHours: number,
  runHours: number,
): Job {
  const { later, now } = decideFloating({ means, runHours, hoursLeft: waitHours });
  // What the run from now is expected to pay stands for 1, as what it will pay is not known yet.
  return {
    from: hour,
    price,
    deadline: hour + waitHours,
    expected: later / now,
    interval: undefined,
    begun: undefined,
  };
}

/** Jobs of a window come due in the order they came in. */
function settleLocked(trader: Trader, { lockedJobs, locked }: Window, hour: number): void {
  const {
    prices,
    grid: { firstHour },
  } = trader;
  while (lockedJobs[0] && lockedJobs[0].deadline <= hour) {
    const job = lockedJobs.shift();
    if (!job?.begun) continue;
    const { from, deadline } = job;
    trader.onSettled?.({ id: trader.id, from, deadline, paid: job.begun.price });
    const offered = prices.slice(from - firstHour, deadline - firstHour + 1);
    scoreWait(locked, {
      now: job.price,
      paid: job.begun.price,
      best: Math.min(...offered),
      waited: job.begun.hour > from,
      expected: job.expected,
      interval: job.interval,
    });
  }
}

function settleFloating(trader: Trader, { floatingJobs, floating }: Window, hour: number): void {
  const {
    sums,
    runHours,
    grid: { firstHour },
  } = trader;
  const cost = (start: number) =>
    ((sums[start - firstHour + runHours] ?? NaN) - (sums[start - firstHour] ?? NaN)) / runHours;
  while (floatingJobs[0] && floatingJobs[0].deadline + runHours <= hour + 1) {
    const job = floatingJobs.shift();
    if (!job?.begun) continue;
    const starts = Array.from({ length: job.deadline - job.from + 1 }, (_, later) => cost(job.from + later));
    const now = cost(job.from);
    scoreWait(floating, {
      now,
      paid: cost(job.begun.hour),
      best: Math.min(...starts),
      waited: job.begun.hour > job.from,
      expected: job.expected * now,
    });
  }
}
