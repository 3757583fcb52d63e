import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { BUDGET_COLUMNS, budgetOf, type BudgetRow, type KeptBudget } from './store-budgets.ts';

/** Owners of budgets in use whose period has ended. */
export async function ownersOfEnded(db: Db, now: Instant): Promise<OwnerId[]> {
  const { rows } = await sql<{ owner: OwnerId }>`
    select distinct owner from budget where archived_at is null and period_ends_at <= ${timestamp(now)}
    order by owner`.execute(db);
  return rows.map(({ owner }) => owner);
}

/** An owner's budgets whose period has ended, those that ended first first; the ledger is locked. */
export async function endedBudgets(
  trx: Db,
  owner: OwnerId,
  now: Instant,
  most: number,
): Promise<KeptBudget[]> {
  const { rows } = await sql<BudgetRow>`
    select ${BUDGET_COLUMNS} from budget
    where owner = ${owner} and archived_at is null and period_ends_at <= ${timestamp(now)}
    order by period_ends_at, id limit ${most}`.execute(trx);
  return rows.map(budgetOf);
}

/** Sets which end of a period is told next. */
export async function moveDue(
  trx: Db,
  owner: OwnerId,
  budgets: readonly { readonly id: string; readonly periodEndsAt: Instant | null }[],
): Promise<void> {
  const rows = budgets.map(({ id, periodEndsAt }) => ({
    id,
    ends: periodEndsAt === null ? null : formatInstant(periodEndsAt),
  }));
  await sql`
    update budget set period_ends_at = row.ends
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (id uuid, ends timestamptz)
    where budget.owner = ${owner} and budget.id = row.id`.execute(trx);
}

/** Budgets in use, with a period that ends, whose forecast is to be judged by now: those of one owner together. */
export async function dueForecasts(db: Db, now: Instant, most: number): Promise<KeptBudget[]> {
  const { rows } = await sql<BudgetRow>`
    select ${BUDGET_COLUMNS} from budget
    where archived_at is null and period <> 'TOTAL' and forecast_due <= ${timestamp(now)}
    order by forecast_due, owner, id limit ${most}`.execute(db);
  return rows.map(budgetOf);
}

/** Sets when these budgets' forecasts are judged next. */
export async function forecastsDue(db: Db, ids: readonly string[], at: Instant): Promise<void> {
  await sql`
    update budget set forecast_due = ${timestamp(at)} where id = any(${[...ids]}::uuid[])`.execute(db);
}
