import { RESTARTS_BEHIND, safetySlack, slackToReturn } from '#analytics/deadline-policy.ts';
import { missProbability } from '#analytics/deadline-risk.ts';
import { meanOf, priceOutlook, type Outlook } from '#analytics/price-outlook.ts';
import { meanOfWeighted, weightedQuantile } from '#analytics/quantile.ts';
import { decideFloating, decideLocked, waitOutcomes } from '#analytics/run-or-wait.ts';
import type { SpotPlan } from '#analytics/spot-plan.ts';
import {
  floatingOptions,
  lockedOptions,
  MOST_WAIT_HOURS,
  type StartOption,
} from '#analytics/start-options.ts';
import type { Absence } from '#market/graph-absence.ts';
import type { Billing } from '#units/quote.ts';
import { HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import type { StoredForecast } from './store-predictions.ts';

export type Pricing = 'LOCKED' | 'FLOATING';
export type RunDecision = 'RUN_NOW' | 'WAIT_UNTIL' | 'USE_ON_DEMAND';

/** A job as it was asked about. Prices in micro-dollars per GPU-hour. */
export type AskedRun = {
  readonly at: Instant;
  readonly deadline: Instant;
  readonly workHours: number;
  readonly gpuCount: number;
  readonly billing: Billing;
  readonly pricing: Pricing;
  readonly mostPrice: number | null;
  readonly checkpointHours: number;
  readonly restartHours: number;
};

/** What is known of its market. */
export type RunFacts = {
  readonly forecast: StoredForecast | null;
  /** Why there is no price, or none to forecast from. */
  readonly priceAbsence: Absence | null;
  readonly forecastAbsence: Absence | null;
  /** The price that 30 % of the last seven days lay at or under. */
  readonly weekLow: number | null;
  readonly onDemand: number | null;
  /** What spot takes; null where it is not known how often it is interrupted, or where it would not end. */
  readonly plan: SpotPlan | null;
  readonly mtbiHours: number | null;
  readonly isEndless: boolean;
};

export type Spread = { readonly mean: number; readonly low: number; readonly high: number };

export type ShownOption = StartOption & {
  readonly start: Instant;
  readonly missProbability: number | null;
};

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

/** How often a fallback looks at its job. */
export const TICK_HOURS = (10 * MINUTE_MS) / HOUR_MS;

/** Whether to run now, wait or use on-demand. Pure. */
export function decideRun(asked: AskedRun, facts: RunFacts): DecidedRun {
  const { at, deadline, workHours, billing, mostPrice } = asked;
  const { forecast, plan, onDemand } = facts;
  const isSpot = billing === 'SPOT';
  const timeLeft = (deadline - at) / HOUR_MS;
  const machineHours = isSpot && plan ? plan.machineHours.expected : workHours;
  const wallHours = isSpot && plan ? plan.wallHours.expected : workHours;
  const net = isSpot ? safetySlack({ ...asked, deadlineHours: timeLeft, tickHours: TICK_HOURS }) : 0;
  const room = Math.min(timeLeft - wallHours - net, MOST_WAIT_HOURS);
  const price = facts.priceAbsence === null && forecast ? forecast.price : null;
  const outlook = price === null || facts.forecastAbsence !== null ? undefined : outlookOf(forecast, at);
  const miss = (hours: number) => missOf(asked, facts, timeLeft - hours);
  const options = optionsOf(asked, { price, outlook, hoursLeft: room }).map((option) => ({
    ...option,
    start: plusMs(at, option.hours * HOUR_MS),
    missProbability: miss(option.hours),
  }));
  const [now] = options;
  const common = {
    latestStart: plusMs(at, Math.round(Math.max(room, 0) * HOUR_MS)),
    machineHours,
    wallHours,
    options,
    paidHours: machineHours,
  };
  const none = { takeAt: null, expected: null, cheaperShare: null, start: null };
  const runNow = (reason: RunReason): DecidedRun => ({
    ...common,
    ...none,
    decision: 'RUN_NOW',
    reason,
    start: at,
    expected: now ?? null,
    cheaperShare: now?.cheaperShare ?? null,
    missProbability: miss(0),
  });
  const useOnDemand = (reason: RunReason, dollars: number): DecidedRun => ({
    ...common,
    ...none,
    decision: 'USE_ON_DEMAND',
    reason,
    start: at,
    paidHours: workHours,
    expected: { mean: dollars, low: dollars, high: dollars },
    cheaperShare: now ? Number(dollars * workHours < now.mean * machineHours) : null,
    missProbability: timeLeft < workHours ? 1 : 0,
  });
  const affordable = onDemand !== null && onDemand <= (mostPrice ?? Infinity) ? onDemand : null;
  const fallback = isSpot ? affordable : null;

  if (timeLeft < workHours) {
    if (fallback !== null) return useOnDemand('NO_TIME', fallback);
    return price === null
      ? { ...common, ...none, decision: null, reason: 'NO_PRICE', missProbability: 1 }
      : runNow('NO_TIME');
  }
  if (price === null) {
    if (fallback !== null) return useOnDemand('NO_PRICE', fallback);
    return { ...common, ...none, decision: null, reason: 'NO_PRICE', missProbability: null };
  }
  if (fallback !== null) {
    if (facts.isEndless) return useOnDemand('SPOT_ENDLESS', fallback);
    if (timeLeft - workHours <= net) return useOnDemand('NO_SLACK', fallback);
    const best = options.reduce((least, { mean }) => Math.min(least, mean), Infinity);
    if (best * machineHours >= fallback * workHours) return useOnDemand('SPOT_DEARER', fallback);
  }
  const most = mostPrice ?? Infinity;
  const wait = (
    reason: RunReason,
    found: Pick<DecidedRun, 'start' | 'takeAt' | 'expected' | 'cheaperShare' | 'missProbability'>,
  ) => ({
    ...common,
    ...found,
    decision: 'WAIT_UNTIL' as const,
    reason,
  });
  if (!outlook || !now) {
    if (price <= most) return runNow('NO_FORECAST');
    // Nothing is known of when it falls: to be looked at until the last moment.
    return wait('OVER_MOST', { ...none, start: common.latestStart, takeAt: most, missProbability: null });
  }
  if (asked.pricing === 'FLOATING') {
    const means = Float64Array.from({ length: MOST_WAIT_HOURS + 1 }, (_, hour) =>
      hour === 0 ? price : meanOf(outlook.pricesAt(hour)),
    );
    const decided = decideFloating({ means, runHours: machineHours, hoursLeft: room });
    const affordableAt = (hours: number) =>
      (hours === 0 ? price : (means[Math.min(hours, MOST_WAIT_HOURS)] ?? NaN)) <= most;
    if (decided.begin && price <= most) return runNow('NOT_LOWER');
    const among = options.filter(({ hours }) => hours > 0 && affordableAt(hours));
    const best = among.toSorted((a, b) => a.mean - b.mean)[0] ?? options.at(-1)!;
    const under = best.hours === 0 ? 0 : shareAtMost(outlook.pricesAt(best.hours), most);
    const late = best.missProbability === null ? null : 1 - under * (1 - best.missProbability);
    return wait(decided.begin || price > most ? 'OVER_MOST' : 'LOWER_LATER', {
      start: best.start,
      takeAt: null,
      expected: best,
      cheaperShare: best.cheaperShare,
      missProbability: late,
    });
  }
  const input = { price, weekLow: facts.weekLow ?? 0, outlook, hoursLeft: room, mostPrice: most };
  const decided = decideLocked(input);
  if (decided.begin) return runNow(decided.reason);
  const outcomes = waitOutcomes(input);
  const later = options.filter(({ hours }) => hours > 0).toSorted((a, b) => a.mean - b.mean)[0];
  const begins = outcomes.reduce((sum, { weight }) => sum + weight, 0);
  const late = outcomes.map(({ hours, weight }) => ({ miss: miss(hours), weight }));
  const [low, high] = [weightedQuantile(outcomes, 0.1), weightedQuantile(outcomes, 0.9)];
  return wait(decided.reason, {
    start: later?.start ?? common.latestStart,
    takeAt: decided.takeAt,
    expected: low === undefined || high === undefined ? null : { mean: meanOfWeighted(outcomes), low, high },
    cheaperShare: outcomes.filter(({ value }) => value < price).reduce((sum, { weight }) => sum + weight, 0),
    missProbability: late.some((one) => one.miss === null)
      ? null
      : late.reduce((sum, one) => sum + one.weight * (one.miss ?? 0), Math.max(1 - begins, 0)),
  });
}

function optionsOf(
  { pricing, workHours }: AskedRun,
  { price, outlook, hoursLeft }: { price: number | null; outlook: Outlook | undefined; hoursLeft: number },
): StartOption[] {
  if (price === null) return [];
  if (!outlook) return [{ hours: 0, mean: price, low: price, high: price, cheaperShare: 0 }];
  const input = { price, outlook, hoursLeft };
  return pricing === 'LOCKED' ? lockedOptions(input) : floatingOptions({ ...input, runHours: workHours });
}

/**
 * What lies ahead of now. Forecasts are counted from the newest whole hour, so that the first is of the hour
 * that now lies in.
 */
function outlookOf(forecast: StoredForecast | null, at: Instant): Outlook | undefined {
  if (!forecast) return undefined;
  const passed = Math.max(Math.floor((at - forecast.through) / HOUR_MS), 0) + 1;
  return priceOutlook(
    forecast.horizons.flatMap(({ steps, quantiles }) =>
      quantiles && steps > passed
        ? [{ hours: steps - passed, quantiles: quantiles.map((micros) => Math.log(micros)) }]
        : [],
    ),
  );
}

function missOf(asked: AskedRun, { plan, mtbiHours, isEndless }: RunFacts, timeHours: number): number | null {
  const { workHours, billing, checkpointHours, restartHours } = asked;
  if (timeHours < workHours) return 1;
  if (billing === 'ON_DEMAND') return 0;
  if (isEndless) return 1;
  if (!plan || mtbiHours === null) return null;
  const waits = plan.wallHours.expected - plan.machineHours.expected;
  const backHours =
    restartHours + (plan.interruptions.expected > 0 ? waits / plan.interruptions.expected : 0);
  return missProbability(
    { workHours, intervalHours: plan.intervalHours, checkpointHours, backHours, mtbiHours },
    timeHours,
  );
}

function shareAtMost(prices: Float64Array, most: number): number {
  return prices.filter((price) => price <= most).length / prices.length;
}

/** How a spot job falls back on on-demand, from nothing done at its start. Instants of that case. */
export type Fallback = {
  readonly slackHours: number;
  /** Without spot it idles until then, and goes on demand. */
  readonly idleUntil: Instant;
  /** On demand at the latest from then on, to stay. */
  readonly onDemandFrom: Instant;
  readonly safetySlackHours: number;
  readonly returnSlackHours: number;
};

export function fallbackOf({ at, deadline, workHours, restartHours }: AskedRun): Fallback {
  const timeLeft = (deadline - at) / HOUR_MS;
  const job = { workHours, restartHours, deadlineHours: timeLeft, tickHours: TICK_HOURS };
  const [safetySlackHours, returnSlackHours] = [safetySlack(job), slackToReturn(job)];
  const slackHours = timeLeft - workHours;
  const until = Math.max(slackHours - safetySlackHours, 0);
  const onDemandFrom = plusMs(at, Math.floor(until * HOUR_MS));
  return {
    slackHours,
    idleUntil: plusMs(at, Math.floor(Math.min(RESTARTS_BEHIND * restartHours, until) * HOUR_MS)),
    onDemandFrom,
    safetySlackHours,
    returnSlackHours,
  };
}
