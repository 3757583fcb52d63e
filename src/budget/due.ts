import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import type { BudgetPlan } from './budget.ts';
import { periodAt } from './period.ts';
import type { Due } from './store-budgets.ts';

/** What time alone does next with a budget that is as it is from now on. */
export function dueFrom({ period, timeZone }: BudgetPlan, now: Instant): Due {
  return { periodEndsAt: periodAt(period, timeZone, now).endsAt, forecastDue: nextHour(now) };
}

/** The whole hour after an instant. */
export function nextHour(at: Instant): Instant {
  return instant((Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
}
