import { sql } from 'kysely';
import { createBudget } from '#budget/change-budget.ts';
import type { Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';

/** Days before now that entries are spread over. */
const DAYS = 120;
export const PROJECTS = 20;
const MODELS = 5;

/** A ledger of so many entries as the server would have kept them, and budgets of every scope that count them. */
export async function seedLedger(db: Db, owner: OwnerId, entries: number, now: Instant): Promise<void> {
  await sql`insert into ledger (owner, seq, turnover) values (${owner}, ${entries}, ${entries * 1e6})`.execute(
    db,
  );
  await sql`
    insert into ledger_entry (owner, seq, kind, spent, reserved, model, project, at, recorded_at, refers_to)
    select ${owner}, i, case i % 10 when 0 then 'RESERVATION' when 1 then 'SETTLEMENT' else 'SPEND' end,
      case i % 10 when 0 then 0 else 500000 + i % 1009 * 991 end,
      case i % 10 when 0 then 900000 when 1 then -900000 else 0 end,
      'model ' || i / 10 % ${MODELS}, 'project ' || i / 10 % ${PROJECTS}, at, at, case i % 10 when 1 then i - 1 end
    from generate_series(10, ${entries + 9}) as i cross join lateral (
      select ${formatInstant(now)}::timestamptz - (${entries + 10} - i) * interval '1 day' * ${DAYS / entries}::float8 as at
    ) as spread`.execute(db);
  for (const [scope, name] of [
    ['EVERYTHING', sql`''`],
    ['PROJECT', sql`project`],
    ['MODEL', sql`model`],
  ] as const)
    await sql`
      insert into ledger_quarter (owner, scope, name, starts_at, kind, entries, spent, reserved)
      select owner, ${scope}, coalesce(${name}, ''), date_bin('15 minutes', at, 'epoch') as starts, kind, count(*),
        sum(spent), sum(reserved)
      from ledger_entry where owner = ${owner} group by 1, 3, starts, kind`.execute(db);
  await sql`update ledger set seq = ${entries + 9} where owner = ${owner}`.execute(db);
  await sql`vacuum (analyze) ledger_entry, ledger_quarter`.execute(db);
  const asking = { db, outbox: { send: async () => {} }, owner, now };
  for (const [scope, scopeName] of [
    ['EVERYTHING', null],
    ['PROJECT', 'project 1'],
    ['MODEL', 'model 1'],
  ] as const)
    for (const period of ['DAY', 'MONTH', 'TOTAL'] as const) {
      const plan = { name: `${scope} ${period}`, scope, scopeName, period, amount: microUsd(1e15) };
      const rest = { timeZone: 'Asia/Kolkata', thresholds: [50, 90], hardStop: false, key: null };
      const { errors } = await createBudget(asking, { ...plan, ...rest });
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join());
    }
}
