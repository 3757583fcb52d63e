import { readdir, readFile } from 'node:fs/promises';
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);

/**
 * Runs the migrations that are not in yet, in the order of their names, under Kysely's lock: several
 * instances may start at once. Throws where one fails, or where the database is newer than the code.
 */
export async function migrate(db: object): Promise<void> {
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    const reason = error instanceof Error ? error.message : JSON.stringify(error);
    throw new Error(`the database could not be brought up to date: ${reason}`, { cause: error });
  }
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql'));
  const entries = names.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(new URL(name, MIGRATIONS), 'utf8');
    return [name.replace('.sql', ''), { up: (db) => runStatements(db, text) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** PGlite's driver takes one statement at a time. */
async function runStatements(db: Kysely<unknown>, text: string): Promise<void> {
  for (const statement of statementsOf(text)) await sql.raw(statement).execute(db);
}

/** A statement ends with a semicolon at the end of a line, but for lines between $$ and $$. */
function statementsOf(text: string): string[] {
  let open = '';
  const statements: string[] = [];
  for (const part of text.split(/;\s*$/m)) {
    open += open === '' ? part : `;\n${part}`;
    if ((open.split('$$').length - 1) % 2 === 1) continue;
    if (open.replace(/--.*$/gm, '').trim() !== '') statements.push(open);
    open = '';
  }
  return statements;
}
