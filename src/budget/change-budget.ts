import type { Db } from '#db/open.ts';
import { digestOf } from '#forecast/take-report.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, inputTextFaults, type InputFault } from '#workload/graph-input-error.ts';
import { noSuch, type Which } from '#workload/which-own.ts';
import type { Budget, BudgetPlan } from './budget.ts';
import { BUDGET_LIMITS, checkedBudget, type AskedBudget } from './check-budget.ts';
import { dueFrom } from './due.ts';
import { endedPeriods } from './ended-periods.ts';
import { judgeBudgets } from './ledger/judge.ts';
import type { FiredThreshold } from './ledger/store-fired.ts';
import { lockLedger } from './ledger/store-ledger.ts';
import { addBudget, budgetCount, budgetUnderKey, changeBudget, type KeptBudget } from './store-budgets.ts';
import { tellInTime } from './tell-in-time.ts';
import { BUDGET, budgetMeant } from './which-budget.ts';

/** What became of a budget that was asked for. */
export type BudgetAnswered = {
  /** As it stands now; null where nothing was taken. */
  readonly budget: Budget | null;
  /** True where it was so already, and nothing was changed. */
  readonly replayed: boolean;
  readonly errors: readonly InputFault[];
  /** Thresholds that had been passed already, and fired with this. */
  readonly fired: readonly FiredThreshold[];
};

export function refused(...errors: readonly InputFault[]): BudgetAnswered {
  return { budget: null, replayed: false, errors, fired: [] };
}

const CROWDED = inputFault(
  'TOO_MANY',
  'name',
  `You have ${BUDGET_LIMITS.budgets} budgets that are not archived: archive some first.`,
);

/** Who asks, and what it takes to answer. */
export type Asking = {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly owner: OwnerId;
  readonly now: Instant;
};

/** Makes a budget, once for each idempotency key; what its period's ledger already holds counts. */
export async function createBudget(
  asking: Asking,
  { key, ...asked }: AskedBudget & { readonly key: string | null },
): Promise<BudgetAnswered> {
  const checked = checkedBudget(asked);
  const faults = inputTextFaults('idempotencyKey', key, [1, BUDGET_LIMITS.key]);
  if ('faults' in checked) return refused(...faults, ...checked.faults);
  if (faults.length > 0) return refused(...faults);
  const { plan } = checked;
  const { owner, now } = asking;
  const digest = digestOf('budget', Object.entries(plan));
  return asking.db.transaction().execute(async (trx) => {
    await lockLedger(trx, owner);
    const known = key === null ? undefined : await budgetUnderKey(trx, owner, key);
    if (known) return replayOf(known, digest);
    if (await isCrowded(trx, owner)) return refused(CROWDED);
    const budget = await addBudget(trx, owner, plan, { key, digest }, dueFrom(plan, now), now);
    if (!budget) throw new Error('a budget was neither written nor there');
    const fired = await judgeBudgets(trx, { owner }, [budget], asking);
    return { budget, replayed: false, errors: [], fired };
  });
}

/** What is to be otherwise; what is absent stays as it is. */
export type BudgetChanges = {
  readonly [Field in keyof AskedBudget]?: AskedBudget[Field] | null | undefined;
} & {
  readonly archived?: boolean | null | undefined;
};

/**
 * Changes a budget of its owner. Periods that ended before are told as it was; thresholds it has passed as it is now
 * fire at once, but none twice in a period: who raises the amount is not told of the same percent again.
 */
export async function updateBudget(
  asking: Asking,
  which: Which,
  changes: BudgetChanges,
): Promise<BudgetAnswered> {
  const { owner, now } = asking;
  return asking.db.transaction().execute(async (trx) => {
    await lockLedger(trx, owner);
    const budget = await budgetMeant(trx, owner, which);
    if (!budget) return refused(noSuch(BUDGET, which));
    const checked = checkedBudget(changedTo(budget, changes));
    if ('faults' in checked) return refused(...checked.faults);
    const { plan } = checked;
    const archived = changes.archived ?? budget.archivedAt !== null;
    if (isSame(budget, plan) && archived === (budget.archivedAt !== null))
      return { budget, replayed: true, errors: [], fired: [] };
    if (!archived && budget.archivedAt !== null && (await isCrowded(trx, owner))) return refused(CROWDED);
    await tellInTime(trx, await endedPeriods(trx, owner, [budget], now), asking);
    const archivedAt = archived ? (budget.archivedAt ?? now) : null;
    const changed = await changeBudget(trx, budget, { ...plan, archivedAt }, dueFrom(plan, now), now);
    const fired = await judgeBudgets(trx, { owner }, [changed], asking);
    return { budget: changed, replayed: false, errors: [], fired };
  });
}

async function isCrowded(trx: Db, owner: OwnerId): Promise<boolean> {
  const count = await budgetCount(trx, owner, { archived: false, scope: null, scopeName: null });
  return count >= BUDGET_LIMITS.budgets;
}

function replayOf(known: KeptBudget, digest: string): BudgetAnswered {
  if (known.digest === digest) return { budget: known, replayed: true, errors: [], fired: [] };
  const message = 'Another budget was asked for under this key: take a new one.';
  return refused(inputFault('IDEMPOTENCY_CONFLICT', 'idempotencyKey', message));
}

function changedTo(budget: Budget, changes: BudgetChanges): AskedBudget {
  const scope = changes.scope ?? budget.scope;
  // Another scope has another name, or none.
  const scopeName = changes.scopeName ?? (scope === budget.scope ? budget.scopeName : null);
  return {
    name: changes.name ?? budget.name,
    scope,
    scopeName,
    amount: changes.amount ?? budget.amount,
    period: changes.period ?? budget.period,
    timeZone: changes.timeZone ?? budget.timeZone,
    thresholds: changes.thresholds ?? budget.thresholds,
    hardStop: changes.hardStop ?? budget.hardStop,
  };
}

function isSame(budget: Budget, plan: BudgetPlan): boolean {
  return Object.entries(plan).every(
    ([field, value]) => JSON.stringify(budget[field as keyof BudgetPlan]) === JSON.stringify(value),
  );
}
