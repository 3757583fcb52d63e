import type { Sums } from './budget-alert.ts';
import { isPassed, passedThresholds, type Budget } from './budget.ts';

/** Where a budget stands in a period, from well to ill. */
export const BUDGET_STATUSES = ['OK', 'WARNING', 'COMMITTED', 'EXCEEDED'] as const;

export type BudgetStatus = (typeof BUDGET_STATUSES)[number];

/** What was spent decides; what is held counts where with it the amount is used up. */
export function statusOf(budget: Budget, { spent, reserved }: Sums): BudgetStatus {
  if (isPassed(100, spent, budget.amount)) return 'EXCEEDED';
  if (spent + reserved >= budget.amount) return 'COMMITTED';
  return passedThresholds(budget, spent).length > 0 ? 'WARNING' : 'OK';
}
