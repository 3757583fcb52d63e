import { parseArgs } from 'node:util';
import { openDatabase } from '#db/open.ts';
import { EXIT, UsageError, type Command, type Terminal } from './command.ts';
import { DATABASE_HELP, databaseName, databaseTarget } from './database-target.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the tables of the database up to date',
  help: `Usage: npx spotgraph migrate

Makes the database if there is none and brings its tables up to date. The server
and the other commands do the same when they start; this is for doing it beforehand.

${DATABASE_HELP}
`,
  run: migrateTables,
};

async function migrateTables(args: readonly string[], { env, out }: Terminal): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  if (positionals.length > 0) throw new UsageError('migrate takes no arguments');
  const target = databaseTarget(env);
  await using _database = await openDatabase(target);
  out(`The tables of ${databaseName(target)} are up to date.\n`);
  return EXIT.OK;
}
