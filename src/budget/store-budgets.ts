import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import { microUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { Budget, BudgetPlan } from './budget.ts';

export const BUDGET_COLUMNS = sql`id, owner, digest, idempotency_key as "idempotencyKey", name, scope, scope_name as "scopeName",
  amount, period, time_zone as "timeZone", thresholds, hard_stop as "hardStop", created_at as "createdAt", updated_at as "updatedAt",
  archived_at as "archivedAt", period_ends_at as "periodEndsAt"`;

/** With the digest of what was asked for when it was made, and the end of its period that is told next. */
export type KeptBudget = Budget & { readonly digest: string; readonly periodEndsAt: Instant | null };

export type BudgetRow = Omit<KeptBudget, 'amount'> & { readonly amount: number };

export function budgetOf(row: BudgetRow): KeptBudget {
  return { ...row, amount: microUsd(row.amount) };
}

/** What time alone does next. */
export type Due = {
  /** End of the period that is told next; null for a total. */
  readonly periodEndsAt: Instant | null;
  /** When the forecast is judged next. */
  readonly forecastDue: Instant;
};

function instantOrNull(at: Instant | null): RawBuilder<Instant | null> {
  return sql<Instant | null>`${at === null ? null : formatInstant(at)}::timestamptz`;
}

function found(rows: readonly BudgetRow[]): KeptBudget {
  const [row] = rows;
  if (!row) throw new Error('a budget that was locked is gone');
  return budgetOf(row);
}

/** Adds a budget; undefined where its owner has one under the same key. */
export async function addBudget(
  trx: Db,
  owner: OwnerId,
  plan: BudgetPlan,
  asked: { readonly key: string | null; readonly digest: string },
  due: Due,
  now: Instant,
): Promise<KeptBudget | undefined> {
  const { rows } = await sql<BudgetRow>`
    insert into budget (owner, name, scope, scope_name, amount, period, time_zone, thresholds, hard_stop,
      idempotency_key, digest, created_at, updated_at, period_ends_at, forecast_due)
    values (${owner}, ${plan.name}, ${plan.scope}, ${plan.scopeName}, ${plan.amount}, ${plan.period},
      ${plan.timeZone}, ${[...plan.thresholds]}::double precision[], ${plan.hardStop}, ${asked.key}, ${asked.digest},
      ${timestamp(now)}, ${timestamp(now)}, ${instantOrNull(due.periodEndsAt)}, ${timestamp(due.forecastDue)})
    on conflict (owner, idempotency_key) do nothing
    returning ${BUDGET_COLUMNS}`.execute(trx);
  return rows[0] && budgetOf(rows[0]);
}

/** Replaces what a budget is; its owner's ledger is locked. */
export async function changeBudget(
  trx: Db,
  { id, owner }: Budget,
  plan: BudgetPlan & { readonly archivedAt: Instant | null },
  due: Due,
  now: Instant,
): Promise<KeptBudget> {
  const { rows } = await sql<BudgetRow>`
    update budget set name = ${plan.name}, scope = ${plan.scope}, scope_name = ${plan.scopeName},
      amount = ${plan.amount}, period = ${plan.period}, time_zone = ${plan.timeZone},
      thresholds = ${[...plan.thresholds]}::double precision[], hard_stop = ${plan.hardStop},
      archived_at = ${instantOrNull(plan.archivedAt)}, updated_at = ${timestamp(now)},
      period_ends_at = ${instantOrNull(due.periodEndsAt)}, forecast_due = ${timestamp(due.forecastDue)}
    where owner = ${owner} and id = ${id}::uuid returning ${BUDGET_COLUMNS}`.execute(trx);
  return found(rows);
}

/** An owner's budgets of these ids, archived ones too; what is not the owner's is not among them. */
export async function budgetsById(db: Db, owner: OwnerId, ids: readonly string[]): Promise<KeptBudget[]> {
  const { rows } = await sql<BudgetRow>`
    select ${BUDGET_COLUMNS} from budget where owner = ${owner} and id = any(${[...ids]}::uuid[]) order by id`.execute(
    db,
  );
  return rows.map(budgetOf);
}

export async function budgetUnderKey(db: Db, owner: OwnerId, key: string): Promise<KeptBudget | undefined> {
  const { rows } = await sql<BudgetRow>`
    select ${BUDGET_COLUMNS} from budget where owner = ${owner} and idempotency_key = ${key}`.execute(db);
  return rows[0] && budgetOf(rows[0]);
}

/** What money may be spent on; null where it was not told. */
export type SpentOn = { readonly project: string | null; readonly model: string | null };

/** An owner's budgets that count any of this, archived ones left out, in order of id. */
export async function budgetsMatching(
  db: Db,
  owner: OwnerId,
  spentOn: readonly SpentOn[],
): Promise<KeptBudget[]> {
  const projects = spentOn.flatMap(({ project }) => project ?? []);
  const models = spentOn.flatMap(({ model }) => model ?? []);
  const { rows } = await sql<BudgetRow>`
    select ${BUDGET_COLUMNS} from budget
    where owner = ${owner} and archived_at is null
      and (scope = 'EVERYTHING' or (scope = 'PROJECT' and scope_name = any(${projects}::text[]))
        or (scope = 'MODEL' and scope_name = any(${models}::text[])))
    order by id`.execute(db);
  return rows.map(budgetOf);
}

export type BudgetFilter = {
  readonly archived: boolean | null;
  readonly scope: string | null;
  readonly scopeName: string | null;
};

function within(owner: OwnerId, { archived, scope, scopeName }: BudgetFilter): RawBuilder<SqlBool> {
  const conditions = [
    sql`owner = ${owner}`,
    ...(archived === null ? [] : [sql`(archived_at is not null) = ${archived}`]),
    ...(scope === null ? [] : [sql`scope = ${scope}`]),
    ...(scopeName === null ? [] : [sql`scope_name = ${scopeName}`]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** Where a page of budgets begins. */
export type BudgetPlace = { readonly createdAt: Instant; readonly id: string };

/** A page of an owner's budgets, the newest first, with one row more than was asked for. */
export async function budgetPage(
  db: Db,
  owner: OwnerId,
  filter: BudgetFilter,
  { direction, size }: Page,
  place: BudgetPlace | null,
): Promise<KeptBudget[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'created_at desc, id desc' : 'created_at, id');
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place
    ? sql`(created_at, id) ${side} (${timestamp(place.createdAt)}, ${place.id}::uuid)`
    : sql`true`;
  const { rows } = await sql<BudgetRow>`
    select ${BUDGET_COLUMNS} from budget where ${within(owner, filter)} and ${beyond}
    order by ${order} limit ${size + 1}`.execute(db);
  const budgets = rows.map(budgetOf);
  return forward ? budgets : budgets.toReversed();
}

export async function budgetCount(db: Db, owner: OwnerId, filter: BudgetFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from budget where ${within(owner, filter)}`.execute(db);
  return rows[0]?.count ?? 0;
}
