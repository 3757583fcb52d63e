import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { BY_ID_OR_KEY, type OwnKind, type Which } from '#workload/which-own.ts';
import { budgetsById, budgetUnderKey, type KeptBudget } from './store-budgets.ts';

export const BUDGET: OwnKind = {
  typename: 'Budget',
  noun: 'budget',
  made: 'made',
  list: 'budgets',
  fields: BY_ID_OR_KEY,
};

/** The budget that is meant, where its owner has it. */
export async function budgetMeant(db: Db, owner: OwnerId, which: Which): Promise<KeptBudget | undefined> {
  if ('key' in which) return budgetUnderKey(db, owner, which.key);
  const [budget] = await budgetsById(db, owner, [which.id]);
  return budget;
}
