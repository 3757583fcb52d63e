import type { Outlook } from './price-outlook.ts';
import type { Weighted } from './quantile.ts';

/**
 * Whether to begin a job now or wait for a lower price, on a forecast's quantiles. Prices are in any one
 * unit, that of the outlook; times are hours from now.
 *
 * A price that is locked at the start is an optimal stopping problem (Chow, Robbins & Siegmund, "Great
 * Expectations: The Theory of Optimal Stopping", 1971): wait while the price is above what waiting is
 * expected to come to, its reservation price. With m draws left, r₁ = E X and r_m = E min(X, r_{m−1}).
 */

/**
 * Prices of hours that follow each other are nearly the same draw, so the reservation price counts on one in
 * four hours: on Vast medians that saves as much as hourly draws, with fewer waits that end worse. Three to
 * eight hours do nearly as well.
 */
const DRAW_EVERY_HOURS = 4;
/** A price this low among those of the last seven days is taken. */
export const WEEK_LEVEL = 0.3;
export const WEEK_HOURS = 168;
/** A price that hardly differs from what waiting is expected to come to is not waited with. */
export const RESERVATION_SLACK = 1.005;
/** A price that floats is waited for only where it is expected to be lower by more than this. */
const FLOATING_GAIN = 0.01;

export type WaitInput = {
  /** The price that WEEK_LEVEL of the last seven days lay at or under. */
  readonly weekLow: number;
  readonly outlook: Outlook;
  /** Until the job has to begin. */
  readonly hoursLeft: number;
  /** It never begins at a price above this. */
  readonly mostPrice?: number;
};

export type LockedInput = WaitInput & { readonly price: number };

export type LockedReason =
  'DEADLINE' | 'LOW_FOR_THE_WEEK' | 'UNDER_RESERVATION' | 'WORTH_WAITING' | 'OVER_MOST';

export type LockedDecision = {
  readonly begin: boolean;
  readonly reason: LockedReason;
  /** What waiting is expected to come to; undefined where there is no time to wait. */
  readonly reservation: number | undefined;
  /** A price at or under this is taken now; Infinity where any is, at the deadline. */
  readonly takeAt: number;
};

/** Whether to begin now a job whose price is locked at its start. */
export function decideLocked(input: LockedInput): LockedDecision {
  const { price, weekLow, mostPrice = Infinity } = input;
  const [next] = drawsOf(input);
  const reservation = next?.reservation;
  const takeAt = Math.min(
    reservation === undefined ? Infinity : acceptedUpTo(weekLow, reservation),
    mostPrice,
  );
  const told = (reason: LockedReason): LockedDecision => ({
    begin: reason !== 'WORTH_WAITING' && reason !== 'OVER_MOST',
    reason,
    reservation,
    takeAt,
  });
  if (price > mostPrice) return told('OVER_MOST');
  if (reservation === undefined) return told('DEADLINE');
  if (price > takeAt) return told('WORTH_WAITING');
  return told(price <= barely(weekLow) ? 'LOW_FOR_THE_WEEK' : 'UNDER_RESERVATION');
}

/** A price that a job which waits may begin at, when, and how likely that is. */
export type WaitOutcome = Weighted & { readonly hours: number };

/**
 * Where waiting leads under the same rule: at each draw the job begins if the price is low enough, at the
 * last in any case. The weights sum to 1, or to less where it may never begin for its price being too high;
 * there are none where there is no time to wait.
 */
export function waitOutcomes(input: WaitInput): WaitOutcome[] {
  const draws = drawsOf(input);
  const outcomes: WaitOutcome[] = [];
  let waiting = 1;
  draws.forEach(({ hours, prices }, index) => {
    const later = draws[index + 1];
    const { mostPrice = Infinity } = input;
    const takeAt = Math.min(later ? acceptedUpTo(input.weekLow, later.reservation) : Infinity, mostPrice);
    const weight = waiting / prices.length;
    const taken = prices.filter((price) => price <= takeAt);
    for (const value of taken) outcomes.push({ hours, value, weight });
    waiting -= weight * taken.length;
  });
  return outcomes;
}

type Draw = { readonly hours: number; readonly prices: Float64Array; readonly reservation: number };

/** The draws, nearest first, counted back from the last hour; each with what is expected from there on. */
function drawsOf({ outlook, hoursLeft }: Omit<WaitInput, 'weekLow'>): Draw[] {
  const draws: Draw[] = [];
  for (let hours = Math.floor(hoursLeft); hours >= 1; hours -= DRAW_EVERY_HOURS) {
    const prices = outlook.pricesAt(hours);
    const bound = draws.at(-1)?.reservation ?? Infinity;
    let sum = 0;
    for (const price of prices) sum += Math.min(price, bound);
    draws.push({ hours, prices, reservation: sum / prices.length });
  }
  return draws.toReversed();
}

export type FloatingInput = {
  /** Expected prices by hour, from 0, which is now; the last one stays. */
  readonly means: ArrayLike<number>;
  /** How long the job runs, above 0; it pays the price of each hour. */
  readonly runHours: number;
  /** Until the job has to begin. */
  readonly hoursLeft: number;
};

export type FloatingDecision = {
  readonly begin: boolean;
  /** When to begin: 0 is now. */
  readonly startHours: number;
  /** The mean price of a run from now, and of the one chosen. */
  readonly now: number;
  readonly later: number;
};

/** Whether to begin now a job whose price follows the market while it runs. */
export function decideFloating({ means, runHours, hoursLeft }: FloatingInput): FloatingDecision {
  const now = meanOfRun(means, runHours, 0);
  let [startHours, later] = [0, now];
  for (let start = 1; start <= hoursLeft; start++) {
    const mean = meanOfRun(means, runHours, start);
    if (mean < later) [startHours, later] = [start, mean];
  }
  if (later < now * (1 - FLOATING_GAIN)) return { begin: false, startHours, now, later };
  return { begin: true, startHours: 0, now, later: now };
}

/** The expected price, averaged over the hours of a run that begins `start` hours from now. */
export function meanOfRun(means: ArrayLike<number>, runHours: number, start: number): number {
  const last = Math.max(means.length - 1, start);
  const end = start + runHours;
  let [sum, hour] = [0, start];
  for (; hour < Math.min(end, last); hour++) sum += (means[hour] ?? 0) * Math.min(1, end - hour);
  const stays = means[Math.min(hour, means.length - 1)] ?? NaN;
  return (sum + stays * Math.max(end - hour, 0)) / runHours;
}

function acceptedUpTo(weekLow: number, reservation: number): number {
  return Math.max(barely(weekLow), RESERVATION_SLACK * reservation);
}

/** Logarithms and back lose the last digits of a price that has not moved. */
function barely(price: number): number {
  return price * (1 + 1e-9);
}
