import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Db } from '#db/open.ts';
import { timestamp } from '#db/timestamp.ts';
import type { Page } from '#graph/page.ts';
import { microUsd, type MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { EntryKind, LedgerEntry } from './entry.ts';
import { ENTRY_COLUMNS, entryOf } from './store-entries.ts';
import { QUARTER_MS } from './store-quarters.ts';

export type LedgerScope = {
  readonly kinds: readonly EntryKind[] | null;
  readonly projects: readonly string[] | null;
  readonly models: readonly string[] | null;
  /** Counting at this instant or later, and before that one. */
  readonly from: Instant | null;
  readonly to: Instant | null;
};

function within(owner: OwnerId, { kinds, projects, models, from, to }: LedgerScope): RawBuilder<SqlBool> {
  const conditions = [
    sql`owner = ${owner}`,
    ...(kinds === null ? [] : [sql`kind = any(${[...kinds]}::text[])`]),
    ...(projects === null ? [] : [sql`project = any(${[...projects]}::text[])`]),
    ...(models === null ? [] : [sql`model = any(${[...models]}::text[])`]),
    ...(from === null ? [] : [sql`at >= ${timestamp(from)}`]),
    ...(to === null ? [] : [sql`at < ${timestamp(to)}`]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** A page of an owner's entries, the last recorded first, with one row more than was asked for. */
export async function entryPage(
  db: Db,
  owner: OwnerId,
  scope: LedgerScope,
  { direction, size }: Page,
  place: number | null,
): Promise<LedgerEntry[]> {
  const forward = direction === 'forward';
  const order = sql.raw(forward ? 'seq desc' : 'seq');
  const side = sql.raw(forward ? '<' : '>');
  const beyond = place === null ? sql`true` : sql`seq ${side} ${place}`;
  const { rows } = await sql<LedgerEntry>`
    select ${ENTRY_COLUMNS} from ledger_entry where owner = ${owner} and seq in (
      select seq from ledger_entry where ${within(owner, scope)} and ${beyond} order by ${order} limit ${size + 1})
    order by ${order}`.execute(db);
  const entries = rows.map(entryOf);
  return forward ? entries : entries.toReversed();
}

/** The entries meant, or sums of them where those are kept: a row is so many entries of one kind, project or model. */
function parts(owner: OwnerId, scope: LedgerScope, by: 'project' | 'model' | null): RawBuilder<unknown> {
  const { kinds, projects, models, from, to } = scope;
  const of = by ?? (models === null ? (projects === null ? null : 'project') : 'model');
  const isKept =
    (of === 'project' || projects === null) &&
    (of === 'model' || models === null) &&
    [from, to].every((at) => at === null || at % QUARTER_MS === 0);
  if (!isKept)
    return sql`(select kind, ${of === null ? sql`null` : sql.ref(of)} as name, 1 as entries, spent, reserved
      from ledger_entry where ${within(owner, scope)}) as part`;
  // No entry has an empty name, and rows of it are of those that have none.
  const names = (projects ?? models)?.filter((name) => name !== '');
  const conditions = [
    sql`owner = ${owner} and scope = ${of === null ? 'EVERYTHING' : of.toUpperCase()}`,
    ...(names === undefined ? [] : [sql`name = any(${[...names]}::text[])`]),
    ...(kinds === null ? [] : [sql`kind = any(${[...kinds]}::text[])`]),
    ...(from === null ? [] : [sql`starts_at >= ${timestamp(from)}`]),
    ...(to === null ? [] : [sql`starts_at < ${timestamp(to)}`]),
  ];
  return sql`(select kind, nullif(name, '') as name, entries, spent, reserved
    from ledger_quarter where ${sql.join(conditions, sql` and `)}) as part`;
}

export async function entryCount(db: Db, owner: OwnerId, scope: LedgerScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(entries), 0)::bigint as count from ${parts(owner, scope, null)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** What some of an owner's entries add up to. */
export type Total = { readonly entries: number; readonly spent: MicroUsd; readonly reserved: MicroUsd };

export type KindTotal = Total & { readonly kind: EntryKind };
/** Of a project or model; null for what names none. */
export type NamedTotal = Total & { readonly name: string | null };

function totalOf<Row extends { spent: number; reserved: number }>(
  row: Row,
): Row & Pick<Total, 'spent' | 'reserved'> {
  return { ...row, spent: microUsd(row.spent), reserved: microUsd(row.reserved) };
}

/** By kind, of every kind that is there. */
export async function totalsByKind(db: Db, owner: OwnerId, scope: LedgerScope): Promise<KindTotal[]> {
  const { rows } = await sql<KindTotal>`
    select kind, sum(entries)::bigint as entries, sum(spent)::bigint as spent, sum(reserved)::bigint as reserved
    from ${parts(owner, scope, null)} group by kind order by kind`.execute(db);
  return rows.map(totalOf);
}

/** By project or model, those on which the most was spent first. */
export async function totalsByName(
  db: Db,
  owner: OwnerId,
  scope: LedgerScope,
  by: 'project' | 'model',
  most: number,
): Promise<NamedTotal[]> {
  const { rows } = await sql<NamedTotal>`
    select name, sum(entries)::bigint as entries, sum(spent)::bigint as spent, sum(reserved)::bigint as reserved
    from ${parts(owner, scope, by)}
    group by name order by sum(spent) desc, name nulls last limit ${most}`.execute(db);
  return rows.map(totalOf);
}
