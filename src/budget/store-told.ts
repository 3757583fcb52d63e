import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { BudgetAlert } from './budget-alert.ts';
import type { Budget } from './budget.ts';
import { firstDateOf, type Period } from './period.ts';

function rowsOf(alerts: readonly (BudgetAlert & { readonly notice?: number })[]): string {
  return JSON.stringify(
    alerts.map(({ budget, kind, period, notice }, place) => ({
      place,
      budget: budget.id,
      owner: budget.owner,
      period: budget.period,
      starts: formatInstant(period.startsAt),
      date: firstDateOf(budget.period, budget.timeZone, period),
      kind,
      notice,
    })),
  );
}

/** Which of these, by their place, were told before. */
export async function toldInTime(trx: Db, alerts: readonly BudgetAlert[]): Promise<ReadonlySet<number>> {
  if (alerts.length === 0) return new Set();
  const { rows } = await sql<{ place: number }>`
    select place from jsonb_to_recordset(${rowsOf(alerts)}::text::jsonb) as asked (place int, budget uuid, owner text,
      period text, date text, kind text)
    join budget_alert told on told.owner = asked.owner and told.budget = asked.budget and told.period = asked.period
      and told.first_date = asked.date and told.kind = asked.kind and told.threshold = 0`.execute(trx);
  return new Set(rows.map(({ place }) => place));
}

/** Keeps what was told and the notice that did. Whoever told it before holds the key: nothing is told twice. */
export async function keepTold(
  trx: Db,
  alerts: readonly (BudgetAlert & { readonly notice: number })[],
): Promise<void> {
  if (alerts.length === 0) return;
  await sql`
    insert into budget_alert (budget, period, period_start, first_date, kind, threshold, owner, notice_seq)
    select budget, period, starts, date, kind, 0, owner, notice
    from jsonb_to_recordset(${rowsOf(alerts)}::text::jsonb) as row (budget uuid, owner text, period text,
      starts timestamptz, date text, kind text, notice bigint)`.execute(trx);
}

/** A threshold that fired in a period. */
export type Fired = {
  readonly threshold: number;
  /** When; null where that is longer ago than notices are kept. */
  readonly at: Instant | null;
};

/** The thresholds that fired in each of these periods of an owner's budgets, ascending. */
export async function firedWhen(
  db: Db,
  owner: OwnerId,
  periods: readonly { readonly budget: Budget; readonly period: Period }[],
): Promise<readonly (readonly Fired[])[]> {
  if (periods.length === 0) return [];
  const asked = periods.map(({ budget, period }, place) => ({
    place,
    budget: budget.id,
    period: budget.period,
    date: firstDateOf(budget.period, budget.timeZone, period),
  }));
  const { rows } = await sql<Fired & { readonly place: number }>`
    select place, threshold, notice.at
    from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as asked (place int, budget uuid, period text,
      date text)
    join budget_alert fired on fired.owner = ${owner} and fired.budget = asked.budget
      and fired.period = asked.period and fired.first_date = asked.date and fired.kind = 'THRESHOLD'
    left join notice on notice.owner = fired.owner and notice.seq = fired.notice_seq
    order by place, threshold`.execute(db);
  const found = Map.groupBy(rows, ({ place }) => place);
  return periods.map((_, place) => found.get(place) ?? []);
}
