import { safetySlack } from '#analytics/deadline-policy.ts';
import { missProbability } from '#analytics/deadline-risk.ts';
import { priceOutlook, type Outlook } from '#analytics/price-outlook.ts';
import type { SpotPlan } from '#analytics/spot-plan.ts';
import {
  floatingOptions,
  lockedOptions,
  MOST_WAIT_HOURS,
  type StartOption,
} from '#analytics/start-options.ts';
import type { Absence } from '#market/graph-absence.ts';
import type { Billing } from '#units/quote.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { TICK_HOURS } from './run-fallback.ts';
import type { StoredForecast } from './store-predictions.ts';

export type Pricing = 'LOCKED' | 'FLOATING';

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

export type ShownOption = StartOption & {
  readonly start: Instant;
  readonly missProbability: number | null;
};

/** What follows from both, before anything is decided. */
export type Situation = {
  readonly asked: AskedRun;
  readonly facts: RunFacts;
  readonly isSpot: boolean;
  readonly timeLeftHours: number;
  /** Machine hours of each GPU, and hours from start to end. */
  readonly machineHours: number;
  readonly wallHours: number;
  /** How long it may wait, negative where it cannot; and what of the time before the deadline is kept back. */
  readonly roomHours: number;
  readonly keptBackHours: number;
  readonly price: number | null;
  readonly outlook: Outlook | undefined;
  readonly options: readonly ShownOption[];
  /** P(deadline missed) of a start so many hours from now. */
  readonly missAt: (hours: number) => number | null;
};

export function situationOf(asked: AskedRun, facts: RunFacts): Situation {
  const { at, deadline, workHours, billing } = asked;
  const { forecast, plan } = facts;
  const isSpot = billing === 'SPOT';
  const timeLeftHours = (deadline - at) / HOUR_MS;
  const machineHours = isSpot && plan ? plan.machineHours.expected : workHours;
  const wallHours = isSpot && plan ? plan.wallHours.expected : workHours;
  const job = { ...asked, deadlineHours: timeLeftHours, tickHours: TICK_HOURS };
  const keptBackHours = isSpot ? safetySlack(job) : 0;
  const roomHours = Math.min(timeLeftHours - wallHours - keptBackHours, MOST_WAIT_HOURS);
  const price = facts.priceAbsence === null && forecast ? forecast.price : null;
  const outlook = price === null || facts.forecastAbsence !== null ? undefined : outlookOf(forecast, at);
  const missAt = (hours: number) => missOf(asked, facts, timeLeftHours - hours);
  // Work that would not end has no cost: the hours above are those of the work alone.
  const starts = facts.isEndless ? [] : optionsOf(asked, { price, outlook, hoursLeft: roomHours });
  const options = starts.map((option) => ({
    ...option,
    start: plusMs(at, option.hours * HOUR_MS),
    missProbability: missAt(option.hours),
  }));
  return {
    asked,
    facts,
    isSpot,
    timeLeftHours,
    machineHours,
    wallHours,
    roomHours,
    keptBackHours,
    price,
    outlook,
    options,
    missAt,
  };
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
    passed,
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
