import { sql } from 'kysely';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { Budget } from './budget.ts';
import type { Period } from './period.ts';

type Asked = {
  readonly budget: Pick<Budget, 'scope' | 'scopeName'>;
  /** Stretches that follow each other, the oldest first. */
  readonly steps: readonly Period[];
};

/** What was spent for each budget in each of its steps, micro-dollars, read from the entries in one statement. */
export async function spentIn(
  db: Db,
  owner: OwnerId,
  asked: readonly Asked[],
): Promise<readonly (readonly number[])[]> {
  if (asked.length === 0) return [];
  const rows = asked.map(({ budget: { scope, scopeName }, steps }, place) => ({
    place,
    scope,
    name: scopeName,
    bounds: [
      ...steps.slice(0, 1).map(({ startsAt }) => startsAt),
      ...steps.flatMap(({ endsAt }) => endsAt ?? []),
    ].map((at) => formatInstant(at)),
  }));
  const found = await sql<{ place: number; step: number; spent: number }>`
    with asked as materialized (
      select place, scope, name, bounds, bounds[1] as first, bounds[array_length(bounds, 1)] as last
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (place int, scope text, name text,
        bounds timestamptz[])
    )
    select place, quarter.step, quarter.spent from asked cross join lateral (
      select width_bucket(starts_at, bounds) as step, sum(spent)::bigint as spent from ledger_quarter
      where owner = ${owner} and scope = asked.scope and name = coalesce(asked.name, '')
        and starts_at >= first and starts_at < last
      group by step
    ) as quarter`.execute(db);
  const spent = asked.map(({ steps }) => steps.map(() => 0));
  for (const { place, step, spent: sum } of found.rows) {
    const of = spent[place];
    // What was corrected below zero was not spent then.
    if (of) of[step - 1] = Math.max(0, sum);
  }
  return spent;
}

/** When the first money of an owner's ledger was spent; null where none was. */
export async function firstEntryAt(db: Db, owner: OwnerId): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`
    select min(at) as at from ledger_entry where owner = ${owner}`.execute(db);
  return rows[0]?.at ?? null;
}
