import { meansAhead, type Outlook } from '#analytics/price-outlook.ts';
import { meanOfWeighted, weightedQuantile } from '#analytics/quantile.ts';
import { decideFloating, decideLocked, waitOutcomes } from '#analytics/run-or-wait.ts';
import { MOST_WAIT_HOURS } from '#analytics/start-options.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import {
  situationOf,
  type AskedRun,
  type RunFacts,
  type ShownOption,
  type Situation,
} from './run-situation.ts';

export type RunDecision = 'RUN_NOW' | 'WAIT_UNTIL' | 'USE_ON_DEMAND';

export type Spread = { readonly mean: number; readonly low: number; readonly high: number };

export type RunReason =
  | 'NO_TIME'
  | 'NO_PRICE'
  | 'NO_FORECAST'
  | 'NO_SLACK'
  | 'SPOT_DEARER'
  | 'SPOT_ENDLESS'
  | 'OVER_MOST'
  | 'DEADLINE'
  | 'LOW_FOR_THE_WEEK'
  | 'UNDER_RESERVATION'
  | 'WORTH_WAITING'
  | 'NOT_LOWER'
  | 'LOWER_LATER';

export type DecidedRun = {
  /** Null where no price is known to decide by. */
  readonly decision: RunDecision | null;
  readonly reason: RunReason;
  /** When to begin; null without a decision. */
  readonly start: Instant | null;
  /** Begin sooner at a price at or under this; null where the start is fixed. */
  readonly takeAt: number | null;
  readonly latestStart: Instant;
  /** Machine hours of each GPU, and hours from start to end. */
  readonly machineHours: number;
  readonly wallHours: number;
  readonly options: readonly ShownOption[];
  /** The price the decision is expected to pay; null where none is known. */
  readonly expected: Spread | null;
  /** Machine hours that price is paid for. */
  readonly paidHours: number;
  readonly cheaperShare: number | null;
  readonly missProbability: number | null;
};

/** What a decision is beside what is the same for each. */
type Choice = Pick<
  DecidedRun,
  'decision' | 'reason' | 'start' | 'takeAt' | 'expected' | 'cheaperShare' | 'missProbability'
> & { readonly paidHours?: number };

/** Whether to run now, wait or use on-demand. Pure. */
export function decideRun(asked: AskedRun, facts: RunFacts): DecidedRun {
  const situation = situationOf(asked, facts);
  const { machineHours, wallHours, options } = situation;
  return {
    latestStart: latestStart(situation),
    machineHours,
    wallHours,
    options,
    paidHours: machineHours,
    ...choose(situation),
  };
}

function choose(situation: Situation): Choice {
  const { asked, price, outlook, options, timeLeftHours } = situation;
  const isLate = timeLeftHours < asked.workHours;
  const instead = onDemandInstead(situation, isLate);
  if (instead) return instead;
  if (situation.facts.isEndless) return { ...UNKNOWN, reason: 'SPOT_ENDLESS', missProbability: 1 };
  if (price === null) return { ...UNKNOWN, missProbability: isLate ? 1 : null };
  const most = asked.mostPrice ?? Infinity;
  const [now] = options;
  if (!outlook || !now || isLate) {
    if (price <= most) return runNow(situation, isLate ? 'NO_TIME' : 'NO_FORECAST');
    // Nothing is known of when it falls: to be looked at until the last moment.
    const missed = isLate ? 1 : null;
    return waitFor('OVER_MOST', { start: latestStart(situation), takeAt: most, missProbability: missed });
  }
  return asked.pricing === 'LOCKED'
    ? chooseLocked(situation, price, outlook)
    : chooseFloating(situation, price, outlook);
}

const UNKNOWN: Choice = {
  decision: null,
  reason: 'NO_PRICE',
  start: null,
  takeAt: null,
  expected: null,
  cheaperShare: null,
  missProbability: null,
};

/** On-demand in place of spot, where that is what to do. */
function onDemandInstead(situation: Situation, isLate: boolean): Choice | undefined {
  const { asked, facts, isSpot, price, options, machineHours, timeLeftHours, keptBackHours } = situation;
  const { onDemand, isEndless } = facts;
  const { workHours, mostPrice } = asked;
  if (!isSpot || onDemand === null || onDemand > (mostPrice ?? Infinity)) return undefined;
  const cost = onDemand * workHours;
  const best = options.reduce((least, { mean }) => Math.min(least, mean), Infinity) * machineHours;
  const reasons: readonly (readonly [RunReason, boolean])[] = [
    ['NO_TIME', isLate],
    ['NO_PRICE', price === null],
    ['SPOT_ENDLESS', isEndless],
    ['NO_SLACK', timeLeftHours - workHours <= keptBackHours],
    ['SPOT_DEARER', best >= cost],
  ];
  const [reason] = reasons.find(([, holds]) => holds) ?? [];
  if (reason === undefined) return undefined;
  const [now] = options;
  return {
    decision: 'USE_ON_DEMAND',
    reason,
    start: asked.at,
    takeAt: null,
    paidHours: workHours,
    expected: { mean: onDemand, low: onDemand, high: onDemand },
    cheaperShare: now ? Number(cost < now.mean * machineHours) : null,
    missProbability: isLate ? 1 : 0,
  };
}

function runNow({ asked, options, missAt }: Situation, reason: RunReason): Choice {
  const [now] = options;
  return {
    decision: 'RUN_NOW',
    reason,
    start: asked.at,
    takeAt: null,
    expected: now ?? null,
    cheaperShare: now?.cheaperShare ?? null,
    missProbability: missAt(0),
  };
}

function waitFor(reason: RunReason, found: Partial<Choice>): Choice {
  return { ...UNKNOWN, ...found, decision: 'WAIT_UNTIL', reason };
}

function chooseLocked(situation: Situation, price: number, outlook: Outlook): Choice {
  const { asked, facts, options, roomHours, missAt } = situation;
  const mostPrice = asked.mostPrice ?? Infinity;
  const input = { price, weekLow: facts.weekLow ?? 0, outlook, hoursLeft: roomHours, mostPrice };
  const { begin, reason, takeAt } = decideLocked(input);
  if (begin) return runNow(situation, reason);
  const outcomes = waitOutcomes(input);
  const [low, high] = [weightedQuantile(outcomes, 0.1), weightedQuantile(outcomes, 0.9)];
  const never = outcomes.reduce((rest, { weight }) => rest - weight, 1);
  const missed = outcomes.map(({ hours, weight }) => weight * (missAt(hours) ?? NaN));
  const missProbability = missed.reduce((sum, share) => sum + share, Math.max(never, 0));
  return waitFor(reason, {
    start: cheapest(options.filter(({ hours }) => hours > 0))?.start ?? latestStart(situation),
    takeAt,
    expected: low === undefined || high === undefined ? null : { mean: meanOfWeighted(outcomes), low, high },
    cheaperShare: outcomes.reduce((sum, { value, weight }) => (value < price ? sum + weight : sum), 0),
    missProbability: Number.isNaN(missProbability) ? null : missProbability,
  });
}

function chooseFloating(situation: Situation, price: number, outlook: Outlook): Choice {
  const { asked, options, roomHours, machineHours } = situation;
  const most = asked.mostPrice ?? Infinity;
  const means = meansAhead(outlook, price, MOST_WAIT_HOURS);
  const { begin } = decideFloating({ means, runHours: machineHours, hoursLeft: roomHours });
  if (begin && price <= most) return runNow(situation, 'NOT_LOWER');
  const payable = options.filter(({ hours }) => hours > 0 && (means[hours] ?? Infinity) <= most);
  const best = cheapest(payable) ?? options.at(-1);
  if (!best) return UNKNOWN;
  const begins = best.hours === 0 ? 0 : shareAtMost(outlook.pricesAt(best.hours), most);
  // A start that is expected to be too dear has no cost: it is made only at a price that is not.
  return waitFor(price > most ? 'OVER_MOST' : 'LOWER_LATER', {
    start: best.start,
    expected: payable.length > 0 ? best : null,
    cheaperShare: Math.min(best.cheaperShare, begins),
    missProbability: best.missProbability === null ? null : 1 - begins * (1 - best.missProbability),
  });
}

function latestStart({ asked, roomHours }: Situation): Instant {
  return plusMs(asked.at, Math.floor(Math.max(roomHours, 0) * HOUR_MS));
}

function cheapest(options: readonly ShownOption[]): ShownOption | undefined {
  return options.toSorted((a, b) => a.mean - b.mean)[0];
}

function shareAtMost(prices: Float64Array, most: number): number {
  return prices.filter((price) => price <= most).length / prices.length;
}
