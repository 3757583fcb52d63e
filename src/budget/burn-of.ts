import { setImmediate } from 'node:timers/promises';
import { burnForecast, chanceOfExceeding, type Burn, type BurnForecast } from '#analytics/burn-forecast.ts';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, instant, type Instant } from '#units/time.ts';
import type { Sums } from './budget-alert.ts';
import type { Budget } from './budget.ts';
import { periodAt, periodBefore, type Period } from './period.ts';
import { spentIn } from './store-spent-in.ts';

/** Days, or hours for a budget of a day, that a forecast looks back. */
const LOOK_BACK = { DAY: 14 * 24, MONTH: 91, TOTAL: 91 } as const;
/** How far the dates of a total are looked for. */
const TOTAL_AHEAD_DAYS = 365;

export type Burnt = {
  readonly forecast: BurnForecast | null;
  /** Duration of a step, milliseconds. */
  readonly stepMs: number;
};

/** A budget, and where it stands in its period of now. */
export type Burning = { readonly budget: Budget; readonly sums: Sums };

/** Burn forecasts of an owner's budgets, as they stand in their period of now: their pasts in one statement. */
export function burnOf(
  db: Db,
  owner: OwnerId,
  asked: readonly Burning[],
  now: Instant,
): Promise<readonly Burnt[]> {
  return ofEach(db, owner, asked, now, (burn, { budget }) => ({
    forecast: burnForecast({
      ...burn,
      sums: budget.thresholds.map((threshold) => (threshold / 100) * budget.amount),
    }),
    stepMs: stepOf(budget),
  }));
}

/** The same chances that the amounts are exceeded, where they are at least so much; null where they are less. */
export function likelyExceeding(
  db: Db,
  owner: OwnerId,
  asked: readonly Burning[],
  { now, least }: { readonly now: Instant; readonly least: number },
): Promise<readonly (number | null)[]> {
  return ofEach(db, owner, asked, now, (burn) => chanceOfExceeding(burn, least));
}

async function ofEach<T>(
  db: Db,
  owner: OwnerId,
  asked: readonly Burning[],
  now: Instant,
  forecast: (burn: Omit<Burn, 'sums'>, of: Burning) => T,
): Promise<readonly T[]> {
  // Budgets that count the same money by the same clock have one past, and clocks are slow to read.
  const clocks = new Map<string, readonly Period[]>();
  const pasts = new Map<string, { readonly budget: Budget; readonly steps: readonly Period[] }>();
  for (const { budget } of asked) {
    const past = pastOf(budget);
    if (pasts.has(past)) continue;
    const steps = clocks.get(clockOf(budget)) ?? stepsBefore(budget, now);
    clocks.set(clockOf(budget), steps);
    pasts.set(past, { budget, steps });
  }
  const known = await spentIn(db, owner, [...pasts.values()]);
  const spent = new Map([...pasts.keys()].map((key, place) => [key, known[place] ?? []]));
  const made: T[] = [];
  for (const one of asked) {
    const { budget, sums } = one;
    const { endsAt } = periodAt(budget.period, budget.timeZone, now);
    const end = endsAt ?? now + TOTAL_AHEAD_DAYS * DAY_MS;
    const burn = {
      past: spent.get(pastOf(budget)) ?? [],
      round: budget.period === 'DAY' ? 24 : 7,
      stepsLeft: (end - now) / stepOf(budget),
      ...sums,
      amount: budget.amount,
    };
    made.push(forecast(burn, one));
    // A forecast takes milliseconds: others are served between two of them.
    await setImmediate();
  }
  return made;
}

function stepOf({ period }: Budget): number {
  return period === 'DAY' ? HOUR_MS : DAY_MS;
}

function pastOf(budget: Budget): string {
  return JSON.stringify([budget.scope, budget.scopeName, clockOf(budget)]);
}

/** Hours are the same in every zone. */
function clockOf({ period, timeZone }: Budget): string {
  return period === 'DAY' ? '' : timeZone;
}

/** Whole days of the budget's zone before today, or whole hours before this one; the oldest first. */
function stepsBefore({ period, timeZone }: Budget, now: Instant): readonly Period[] {
  if (period === 'DAY') {
    const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
    return Array.from({ length: LOOK_BACK.DAY }, (_, place) => {
      const startsAt = instant(hour - (LOOK_BACK.DAY - place) * HOUR_MS);
      return { startsAt, endsAt: instant(startsAt + HOUR_MS) };
    });
  }
  const days: Period[] = [];
  let day: Period | null = periodAt('DAY', timeZone, now);
  while (days.length < LOOK_BACK[period]) {
    day = periodBefore('DAY', timeZone, day);
    if (day === null) break;
    days.push(day);
  }
  return days.toReversed();
}
