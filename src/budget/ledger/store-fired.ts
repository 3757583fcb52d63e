import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { firstDateOf, type PeriodKind } from '../period.ts';
import type { SumAsked } from './store-sums.ts';

/** A threshold of a budget that fired. */
export type FiredThreshold = {
  readonly budget: string;
  readonly period: PeriodKind;
  readonly startsAt: Instant;
  /** The period's, by the budget's clock then: "2026-11-01". */
  readonly firstDate: string;
  readonly threshold: number;
  /** Number of the entry that did; null where a change of the budget did. */
  readonly entry: number | null;
};

const COLUMNS = sql`budget, period, period_start as "startsAt",
  first_date as "firstDate", threshold, entry`;

/** The thresholds that fired in these periods of an owner's budgets, of whatever zone those were then. */
export async function firedIn(
  db: Db,
  owner: OwnerId,
  periods: readonly SumAsked[],
): Promise<FiredThreshold[]> {
  if (periods.length === 0) return [];
  const budgets = periods.map(({ budget }) => budget.id);
  const kinds = periods.map(({ budget }) => budget.period);
  const dates = periods.map(({ budget, period }) => firstDateOf(budget.period, budget.timeZone, period));
  const { rows } = await sql<FiredThreshold>`
    select ${COLUMNS} from budget_alert
    where owner = ${owner} and kind = 'THRESHOLD' and (budget, period, first_date) in (
      select * from unnest(${budgets}::uuid[], ${kinds}::text[], ${dates}::text[]))`.execute(db);
  return rows;
}

/** The thresholds that some of an owner's entries fired, each budget's lowest first. */
export async function firedBy(db: Db, owner: OwnerId, entries: readonly number[]): Promise<FiredThreshold[]> {
  const { rows } = await sql<FiredThreshold>`
    select ${COLUMNS} from budget_alert
    where owner = ${owner} and entry = any(${[...entries]}::bigint[]) and kind = 'THRESHOLD'
    order by budget, period_start, threshold`.execute(db);
  return rows;
}

/** Keeps what fired and the notice that tells it. A threshold that fired before violates the key, and nothing is told. */
export async function keepFired(
  trx: Db,
  owner: OwnerId,
  fired: readonly (FiredThreshold & { readonly notice: number })[],
): Promise<void> {
  const rows = fired.map((one) => ({ ...one, startsAt: formatInstant(one.startsAt) }));
  await sql`
    insert into budget_alert (budget, period, period_start, first_date, kind, threshold, owner, entry, notice_seq)
    select budget, period, "startsAt", "firstDate", 'THRESHOLD', threshold, ${owner}, entry, notice
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (budget uuid, period text,
      "startsAt" timestamptz, "firstDate" text, threshold double precision, entry bigint, notice bigint)`.execute(
    trx,
  );
}
