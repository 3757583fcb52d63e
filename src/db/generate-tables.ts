import { sql } from 'kysely';
import { openDatabase } from './open.ts';

const TYPES: Readonly<Record<string, string>> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  numeric: 'number',
  bool: 'boolean',
  text: 'string',
  uuid: 'string',
  _text: 'string[]',
  _int4: 'number[]',
  _int8: 'number[]',
  _float8: 'number[]',
  jsonb: 'unknown',
};

type Column = {
  table_name: string;
  column_name: string;
  udt_name: string;
  nullable: boolean;
  defaulted: boolean;
  generated: boolean;
};

/**
 * Writes TypeScript row types for the tables the migrations make, as Kysely takes them. Read from an
 * in-memory PGlite, because the generators there are want a running server.
 * Throws on a column type it has no JavaScript form for.
 */
export async function generateTables(): Promise<string> {
  await using database = await openDatabase({ engine: 'pglite', dataDir: undefined });
  const { rows } = await sql<Column>`
    select c.table_name, c.column_name, c.udt_name,
      c.is_nullable = 'YES' as nullable,
      c.column_default is not null or c.is_identity = 'YES' as defaulted,
      c.is_generated = 'ALWAYS' or c.identity_generation = 'ALWAYS' as generated
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'migration%'
      and not (select relispartition from pg_class where oid = format('%I.%I', c.table_schema, c.table_name)::regclass)
    order by c.table_name, c.ordinal_position`.execute(database.db);
  const tables = Object.entries(Object.groupBy(rows, (row) => row.table_name));
  return [
    '/** Written by `npm run codegen` from migrations/. Do not edit. */',
    "import type { ColumnType, GeneratedAlways } from 'kysely';",
    "import type { Instant } from '#units/time.ts';",
    '',
    '/** Read as an instant, written as RFC 3339. */',
    'type Timestamp = ColumnType<Instant, string, string>;',
    'type Defaulted<T> =',
    '  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;',
    'type Nullable<T> =',
    '  T extends ColumnType<infer S, infer I, infer U>',
    '    ? ColumnType<S | null, I | null | undefined, U | null>',
    '    : ColumnType<T | null, T | null | undefined, T | null>;',
    '',
    ...tables.flatMap(([name, columns = []]) => [
      `export interface ${pascal(name)} {`,
      ...columns.map((column) => `  ${column.column_name}: ${typeOf(column)};`),
      '}',
      '',
    ]),
    'export interface DB {',
    ...tables.map(([name]) => `  ${name}: ${pascal(name)};`),
    '}',
    '',
  ].join('\n');
}

function typeOf(column: Column): string {
  const base = column.udt_name === 'timestamptz' ? 'Timestamp' : TYPES[column.udt_name];
  if (base === undefined) {
    throw new Error(`${column.table_name}.${column.column_name}: no JavaScript form for ${column.udt_name}`);
  }
  const written = base === 'unknown' ? 'ColumnType<unknown, string, string>' : base;
  if (column.generated) return `GeneratedAlways<${base}${column.nullable ? ' | null' : ''}>`;
  if (column.nullable) return `Nullable<${written}>`;
  return column.defaulted ? `Defaulted<${written}>` : written;
}

function pascal(name: string): string {
  return name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
