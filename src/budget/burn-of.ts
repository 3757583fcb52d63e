import { setImmediate } from 'node:timers/promises';
import { burnForecast, type BurnForecast } from '#analytics/burn-forecast.ts';
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

/** Burn forecasts of an owner's budgets, as they stand in their period of now: their pasts in one statement. */
export async function burnOf(
  db: Db,
  owner: OwnerId,
  asked: readonly { readonly budget: Budget; readonly sums: Sums }[],
  now: Instant,
): Promise<readonly Burnt[]> {
  // Budgets that count the same money by the same clock have one past.
  const pasts = new Map<string, { readonly budget: Budget; readonly steps: readonly Period[] }>();
  for (const { budget } of asked)
    if (!pasts.has(pastOf(budget))) pasts.set(pastOf(budget), { budget, steps: stepsBefore(budget, now) });
  const known = await spentIn(db, owner, [...pasts.values()]);
  const spent = new Map([...pasts.keys()].map((key, place) => [key, known[place] ?? []]));
  const burnt: Burnt[] = [];
  for (const { budget, sums } of asked) {
    const isDay = budget.period === 'DAY';
    const stepMs = isDay ? HOUR_MS : DAY_MS;
    const { endsAt } = periodAt(budget.period, budget.timeZone, now);
    const end = endsAt ?? now + TOTAL_AHEAD_DAYS * DAY_MS;
    const forecast = burnForecast({
      past: spent.get(pastOf(budget)) ?? [],
      round: isDay ? 24 : 7,
      stepsLeft: (end - now) / stepMs,
      ...sums,
      amount: budget.amount,
      sums: budget.thresholds.map((threshold) => (threshold / 100) * budget.amount),
    });
    burnt.push({ forecast, stepMs });
    // A forecast takes milliseconds: others are served between two of them.
    await setImmediate();
  }
  return burnt;
}

function pastOf({ scope, scopeName, period, timeZone }: Budget): string {
  // Hours are the same in every zone.
  return JSON.stringify(period === 'DAY' ? [scope, scopeName] : [scope, scopeName, timeZone]);
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
