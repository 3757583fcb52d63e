import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, instant, MINUTE_MS } from '#units/time.ts';
import type { BudgetScope } from '../budget.ts';
import type { EntryKind, NewEntry } from './entry.ts';

/** Periods of every zone begin and end at a whole one: offsets from UTC are multiples of it since 1972. */
export const QUARTER_MS = 15 * MINUTE_MS;

type Quarter = {
  readonly scope: BudgetScope;
  /** Empty for everything, and for entries that name none. */
  readonly name: string;
  readonly starts: string;
  readonly kind: EntryKind;
  readonly entries: number;
  readonly spent: number;
  readonly reserved: number;
};

/** What entries add to the quarters of an hour they count in: to those of all money, of their project and their model. */
function quartersOf(added: readonly NewEntry[]): readonly Quarter[] {
  const rows = added.flatMap(({ kind, project, model, at, spent, reserved }): Quarter[] => {
    const starts = formatInstant(instant(Math.floor(at / QUARTER_MS) * QUARTER_MS));
    const sums = { starts, kind, entries: 1, spent, reserved };
    return [
      { scope: 'EVERYTHING', name: '', ...sums },
      { scope: 'PROJECT', name: project ?? '', ...sums },
      { scope: 'MODEL', name: model ?? '', ...sums },
    ];
  });
  const same = Map.groupBy(rows, ({ scope, name, starts, kind }) =>
    JSON.stringify([scope, name, starts, kind]),
  );
  return [...same.values()].map((parts) =>
    parts.reduce((sum, { entries, spent, reserved }) => ({
      ...sum,
      entries: sum.entries + entries,
      spent: sum.spent + spent,
      reserved: sum.reserved + reserved,
    })),
  );
}

/** Adds entries of a locked ledger to the sums of their quarters. */
export async function addToQuarters(trx: Db, owner: OwnerId, added: readonly NewEntry[]): Promise<void> {
  if (added.length === 0) return;
  await sql`
    insert into ledger_quarter as kept (owner, scope, name, starts_at, kind, entries, spent, reserved)
    select ${owner}, scope, name, starts, kind, entries, spent, reserved
    from jsonb_to_recordset(${JSON.stringify(quartersOf(added))}::text::jsonb) as row (scope text, name text,
      starts timestamptz, kind text, entries bigint, spent bigint, reserved bigint)
    on conflict (owner, scope, name, starts_at, kind) do update set entries = kept.entries + excluded.entries,
      spent = kept.spent + excluded.spent, reserved = kept.reserved + excluded.reserved`.execute(trx);
}
