import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, MINUTE_MS, instant } from '#units/time.ts';
import type { BudgetScope } from '../budget.ts';
import type { NewEntry } from './entry.ts';

/** Periods of every zone begin and end at a whole one: offsets from UTC are multiples of it since 1972. */
export const QUARTER_MS = 15 * MINUTE_MS;

type Quarter = {
  readonly scope: BudgetScope;
  /** Empty for everything. */
  readonly name: string;
  readonly starts: string;
  readonly spent: number;
  readonly reserved: number;
};

/** What entries add to the quarters of an hour they count in, of all money, their project's and their model's. */
function quartersOf(entries: readonly NewEntry[]): readonly Quarter[] {
  const sums = new Map<string, Quarter>();
  for (const { project, model, at, spent, reserved } of entries) {
    const starts = formatInstant(instant(Math.floor(at / QUARTER_MS) * QUARTER_MS));
    const add = (scope: BudgetScope, name: string | null): void => {
      if (name === null) return;
      const key = JSON.stringify([scope, name, starts]);
      const sum = sums.get(key) ?? { spent: 0, reserved: 0 };
      sums.set(key, { scope, name, starts, spent: sum.spent + spent, reserved: sum.reserved + reserved });
    };
    add('EVERYTHING', '');
    add('PROJECT', project);
    add('MODEL', model);
  }
  return [...sums.values()];
}

/** Adds entries of a locked ledger to the sums of their quarters. */
export async function addToQuarters(trx: Db, owner: OwnerId, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql`
    insert into ledger_quarter as kept (owner, scope, name, starts_at, spent, reserved)
    select ${owner}, scope, name, starts, spent, reserved
    from jsonb_to_recordset(${JSON.stringify(quartersOf(entries))}::text::jsonb) as row (scope text, name text,
      starts timestamptz, spent bigint, reserved bigint)
    on conflict (owner, scope, name, starts_at) do update
    set spent = kept.spent + excluded.spent, reserved = kept.reserved + excluded.reserved`.execute(trx);
}
