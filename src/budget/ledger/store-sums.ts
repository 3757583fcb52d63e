import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant } from '#units/time.ts';
import type { Sums } from '../budget-alert.ts';
import type { Budget } from '../budget.ts';
import type { Period } from '../period.ts';

/** A budget's period of which the sums are asked. */
export type SumAsked = { readonly budget: Budget; readonly period: Period };

type Row = { readonly place: number; readonly spent: number; readonly reserved: number };

function asked(wanted: readonly SumAsked[]): string {
  return JSON.stringify(
    wanted.map(({ budget, period }, place) => ({
      place,
      budget: budget.id,
      scope: budget.scope,
      name: budget.scopeName,
      kept: budget.archivedAt === null,
      starts: formatInstant(period.startsAt),
      ends: period.endsAt === null ? null : formatInstant(period.endsAt),
    })),
  );
}

/**
 * What the entries of each period add up to, in the order asked. Sums are kept by whoever writes, a row a budget and
 * period, because a total over a million entries takes a fifth of a second, and every spend would pay it under its
 * owner's lock. What is not kept (an archived budget, a period in which nothing was written since the budget was made
 * or changed) is read from the entries, by an index of its own for each scope.
 */
export async function sumsOf(db: Db, owner: OwnerId, wanted: readonly SumAsked[]): Promise<Sums[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<Row>`
    with asked as (
      select * from jsonb_to_recordset(${asked(wanted)}::text::jsonb) as row (place int, budget uuid, scope text, name text,
        kept boolean, starts timestamptz, ends timestamptz)
    )
    select a.place, coalesce(k.spent, e.spent, 0) as spent, coalesce(k.reserved, e.reserved, 0) as reserved
    from asked a
    left join ledger_sum k on a.kept and k.budget = a.budget and k.period_start = a.starts
    left join lateral (
      select sum(spent)::bigint as spent, sum(reserved)::bigint as reserved from ledger_quarter
      where k.budget is null and owner = ${owner} and scope = a.scope and name = coalesce(a.name, '')
        and starts_at >= a.starts and starts_at < coalesce(a.ends, 'infinity')
    ) e on true
    order by a.place`.execute(db);
  return rows.map(({ spent, reserved }) => ({ spent: microUsd(spent), reserved: microUsd(reserved) }));
}

/** Keeps the sums of periods; their owner's ledger is locked. */
export async function keepSums(
  trx: Db,
  kept: readonly (SumAsked & { readonly sums: Sums })[],
): Promise<void> {
  if (kept.length === 0) return;
  const rows = kept.map(({ budget, period, sums }) => ({
    budget: budget.id,
    starts: formatInstant(period.startsAt),
    ...sums,
  }));
  await sql`
    insert into ledger_sum (budget, period_start, spent, reserved)
    select budget, starts, spent, reserved from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row
      (budget uuid, starts timestamptz, spent bigint, reserved bigint)
    on conflict (budget, period_start) do update set spent = excluded.spent, reserved = excluded.reserved`.execute(
    trx,
  );
}

/** Forgets every sum kept of these budgets; their owner's ledger is locked. */
export async function forgetSums(trx: Db, budgets: readonly Budget[]): Promise<void> {
  await sql`delete from ledger_sum where budget = any(${budgets.map(({ id }) => id)}::uuid[])`.execute(trx);
}
