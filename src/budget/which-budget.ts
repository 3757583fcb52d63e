import type { Db } from '#db/open.ts';
import { badInput } from '#graph/errors.ts';
import type { NodeId } from '#graph/node-id.ts';
import type { OwnerId } from '#units/owner.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import { budgetsById, budgetUnderKey, type KeptBudget } from './store-budgets.ts';

/** How a caller names a budget: one of the two. */
export type AskedBudgetName = {
  readonly id?: NodeId | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
};

export type WhichBudget = { readonly id: string } | { readonly key: string };

/** Which one is meant; null for what is no id of a budget. Throws BAD_USER_INPUT for both at once, and for neither. */
export function whichBudget({ id = null, idempotencyKey: key = null }: AskedBudgetName): WhichBudget | null {
  if ((id === null) === (key === null))
    throw badInput('id', 'Say which budget: by its `id`, or by the `idempotencyKey` you made it under.');
  if (key !== null) return { key };
  return id !== null && id.typename === 'Budget' && UUID.test(id.id) ? { id: id.id } : null;
}

/** That budget, where its owner has it. */
export async function budgetMeant(
  db: Db,
  owner: OwnerId,
  which: WhichBudget,
): Promise<KeptBudget | undefined> {
  if ('key' in which) return budgetUnderKey(db, owner, which.key);
  const [budget] = await budgetsById(db, owner, [which.id]);
  return budget;
}
