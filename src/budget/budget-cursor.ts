import type { Page } from '#graph/page.ts';
import { workloadCursor, workloadPlace } from '#workload/job/workload-cursor.ts';
import type { BudgetPlace } from './store-budgets.ts';

/** Where a budget stands among its owner's: by when it was made, and its id. */
export function budgetCursor({ createdAt, id }: BudgetPlace): string {
  return workloadCursor({ submittedAt: createdAt, id });
}

/** The place a page begins beyond; null at an end. Throws BAD_CURSOR for what is no such cursor. */
export function budgetPlace(page: Page): BudgetPlace | null {
  const place = workloadPlace(page);
  return place && { createdAt: place.submittedAt, id: place.id };
}
