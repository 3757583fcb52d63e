import { HOUR_MS, instant, type Instant } from '#units/time.ts';
import type { Budget, BudgetPlan } from './budget.ts';
import { periodAt, sameDatesIn } from './period.ts';
import type { Due } from './store-budgets.ts';

/** What time alone does next with a budget that is as it is from now on. */
export function dueFrom({ period, timeZone }: BudgetPlan, now: Instant): Due {
  return { periodEndsAt: periodAt(period, timeZone, now).endsAt, forecastDue: nextHour(now) };
}

/**
 * The same of a budget that was another until now, and whose periods that had ended by then are told. In another zone
 * a day and a month stay the ones they are: one that is over there already is told next, one that has ended is not told again.
 */
export function dueAfter(before: Budget, plan: BudgetPlan, now: Instant): Due {
  const due = dueFrom(plan, now);
  if (before.archivedAt !== null || before.period !== plan.period) return due;
  const last = periodAt(before.period, before.timeZone, now);
  const { endsAt } = sameDatesIn(plan.period, last, before.timeZone, plan.timeZone);
  return { ...due, periodEndsAt: endsAt };
}

/** The whole hour after an instant. */
export function nextHour(at: Instant): Instant {
  return instant((Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
}
