import { entryCount, totalsByKind, totalsByName, type LedgerScope } from '#budget/ledger/store-listed.ts';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, instant } from '#units/time.ts';
import type { ExactEntry, ExactLedger } from './exact-ledger.ts';

/** The sums kept of quarters, and what the list adds up to, read from sums that are kept and, an instant beside a quarter of an hour, from entries. */
export async function listedSums(
  db: Db,
  owner: OwnerId,
  exact: ExactLedger,
  now: number,
): Promise<readonly (readonly [kept: unknown, wanted: unknown])[]> {
  const from = now - (now % HOUR_MS) - DAY_MS;
  const all = { kinds: null, projects: null, models: null, from: null, to: null };
  const scopes: LedgerScope[] = [
    all,
    { ...all, projects: ['a', ''] },
    { ...all, models: ['a'], kinds: ['SPEND', 'EXPIRY'] },
    { ...all, projects: ['a'], models: ['b'] },
    ...[0, 1].map((ms) => ({ ...all, from: instant(from + ms), to: instant(from + DAY_MS / 4 - ms) })),
  ];
  const quarters = await db
    .selectFrom('ledger_quarter')
    .select(['scope', 'name', 'starts_at as starts', 'kind', 'entries', 'spent', 'reserved'])
    .where('owner', '=', owner)
    .execute();
  const kept = quarters.map(
    ({ scope, name, starts, kind, entries, spent, reserved }) =>
      [`${scope} ${name} ${starts} ${kind}`, [BigInt(entries), BigInt(spent), BigInt(reserved)]] as const,
  );
  const pairs: (readonly [unknown, unknown])[] = [[new Map(kept), exact.quarters()]];
  for (const scope of scopes) {
    const within = exact.within(scope);
    const kinds = await totalsByKind(db, owner, scope);
    pairs.push([new Map(kinds.map(({ kind, ...sums }) => [kind, sums])), totals(within, ({ kind }) => kind)]);
    pairs.push([await entryCount(db, owner, scope), within.length]);
    for (const by of ['project', 'model'] as const) {
      const names = await totalsByName(db, owner, scope, by, 9);
      pairs.push([
        new Map(names.map(({ name: of, ...sums }) => [of, sums])),
        totals(within, (entry) => entry[by]),
      ]);
    }
  }
  return pairs;
}

function totals(entries: readonly ExactEntry[], of: (entry: ExactEntry) => string | null) {
  const sum = (values: readonly bigint[]) => Number(values.reduce((all, one) => all + one, 0n));
  return new Map(
    [...Map.groupBy(entries, of)].map(([name, same]) => {
      const [spent, reserved] = [sum(same.map((one) => one.spent)), sum(same.map((one) => one.reserved))];
      return [name, { entries: same.length, spent, reserved }];
    }),
  );
}
