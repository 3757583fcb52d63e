import type { PGlite } from '@electric-sql/pglite';

/** What a database holds when it is new. */
export type State = {
  /** Every table, column, index, function, trigger, constraint and sequence of ours. */
  readonly catalog: string;
  /** The rows of the tables that have some, as JSON by table. */
  readonly rows: ReadonlyMap<string, string>;
  /** Tables made later have a greater id. */
  readonly lastId: number;
};

/** Of PostgreSQL's own objects the ids are less. */
const FIRST_OWN_ID = 16_384;

const CATALOG = `
  select md5(string_agg(line, chr(10) order by line)) as catalog from (
    select concat_ws(' ', 'class', oid, relnamespace, relname, relkind, relpersistence, relrowsecurity, relpartbound::text,
      reloptions) from pg_class where oid >= ${FIRST_OWN_ID} and relkind <> 't' and relnamespace <> 'pg_toast'::regnamespace
    union all select concat_ws(' ', 'column', attrelid, attnum, attname, atttypid, attnotnull, atthasdef, attisdropped,
      attstorage, attoptions) from pg_attribute where attrelid >= ${FIRST_OWN_ID}
    union all select concat_ws(' ', 'default', oid, adrelid, adnum) from pg_attrdef
    union all select concat_ws(' ', 'index', indexrelid, indisvalid, indisready) from pg_index where indexrelid >= ${FIRST_OWN_ID}
    union all select concat_ws(' ', 'constraint', oid, conname, convalidated) from pg_constraint where oid >= ${FIRST_OWN_ID}
    union all select concat_ws(' ', 'trigger', oid, tgname, tgenabled) from pg_trigger
    union all select concat_ws(' ', 'function', oid, proname, md5(prosrc)) from pg_proc where oid >= ${FIRST_OWN_ID}
    union all select concat_ws(' ', 'type', oid, typname) from pg_type where oid >= ${FIRST_OWN_ID}
    union all select concat_ws(' ', 'schema', oid, nspname) from pg_namespace where nspname !~ '^pg_'
    union all select concat_ws(' ', 'extension', oid, extname, extversion) from pg_extension
    union all select concat_ws(' ', 'setting', setdatabase, setrole, setconfig) from pg_db_role_setting
    union all select concat_ws(' ', 'sequence', schemaname, sequencename, last_value) from pg_sequences
  ) as lines (line)`;

/** Tables that hold rows or did: truncated they have no page. */
const USED = `
  select oid::regclass::text from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0 order by 1`;

/** What was made since, in the order in which it can be dropped. */
const ADDED = `
  select format('drop schema %I cascade', nspname) from pg_namespace where oid > $1 and nspname !~ '^pg_'
  union all
  select format('drop table if exists %s cascade', oid::regclass) from pg_class
  where oid > $1 and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`;

export async function stateOf(pglite: PGlite): Promise<State> {
  const rows = new Map<string, string>();
  for (const name of (await column(pglite, USED)) as string[]) rows.set(name, await rowsOf(pglite, name));
  const [lastId] = await column(pglite, 'select max(oid)::int8 from pg_class');
  return { catalog: await catalogOf(pglite), rows, lastId: Number(lastId) };
}

/** Brings a database back to what it was when it was new; false where that cannot be done. */
export async function emptied(pglite: PGlite, fresh: State): Promise<boolean> {
  await pglite.exec('discard all');
  const statements = (await column(pglite, ADDED, [fresh.lastId])) as string[];
  if (statements.length > 0) await pglite.exec(statements.join(';'));
  const used: string[] = [];
  for (const name of (await column(pglite, USED)) as string[]) {
    const rows = fresh.rows.get(name);
    if (rows === undefined || rows !== (await rowsOf(pglite, name))) used.push(name);
  }
  if (used.length > 0) await pglite.exec(`truncate ${used.join(', ')} restart identity cascade`);
  for (const [name, rows] of fresh.rows) {
    if ((await rowsOf(pglite, name)) === rows) continue;
    await pglite.query(
      `insert into ${name} overriding system value select * from jsonb_populate_recordset(null::${name}, $1)`,
      [rows],
    );
    if ((await rowsOf(pglite, name)) !== rows) return false;
  }
  await pglite.exec(`delete from pg_statistic where starelid >= ${FIRST_OWN_ID}`);
  return (await catalogOf(pglite)) === fresh.catalog;
}

async function rowsOf(pglite: PGlite, table: string): Promise<string> {
  const query = `select coalesce(jsonb_agg(to_jsonb(a_row) order by a_row::text), '[]')::text from ${table} as a_row`;
  const [rows] = await column(pglite, query);
  return String(rows);
}

async function catalogOf(pglite: PGlite): Promise<string> {
  const [catalog] = await column(pglite, CATALOG);
  return String(catalog);
}

async function column(pglite: PGlite, query: string, parameters: unknown[] = []): Promise<unknown[]> {
  const { rows } = await pglite.query<unknown[]>(query, parameters, { rowMode: 'array' });
  return rows.map(([value]) => value);
}
