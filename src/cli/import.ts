import { rollUp } from '#market/rollup.ts';
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openDatabase, type Db } from '#db/open.ts';
import { UnusableInput } from '#ingest/import-source.ts';
import { importHistory, type ImportSummary } from '#ingest/importer.ts';
import { EXIT, UsageError, type Command, type Terminal } from './command.ts';
import { DATABASE_HELP, databaseName, databaseTarget } from './database-target.ts';
import { showProgress } from './import-progress.ts';
import { openInput } from './open-input.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'add price history from CSV files',
  help: `Usage: npx spotgraph import [--json] [--errors FILE] FILE...

Adds price history from CSV files, or from standard input where FILE is "-". Files may be
gzipped and of any size. Importing a file again adds nothing, so an import that was cut short
is simply run again.

Each file is UTF-8 text, separated by commas, one line a price. Its first line names the columns, in any order:
  observed_at             when the price was seen: 2026-01-31T12:00:00Z, or with an offset such as +01:00
  provider                who rents the GPU out: vast, RunPod, AWS
  gpu                     the GPU's name as the provider writes it. PCIe, SXM and NVL are different GPUs;
                          a name nobody knows is kept and shown as unmapped
  gpu_count               how many GPUs are rented together, 1 to 1024; 1 where empty
  region                  the place as the provider writes it; may be empty or left out
  tier                    the class of service or machine: secure, p3.2xlarge; may be empty or left out
  billing                 on_demand or spot
  price_per_gpu_hour_usd  dollars for one GPU and hour, above 0 and up to 1000; rounded to six decimals
  available_count         GPUs that could be rented then; may be empty or left out
  reliability             from 0 to 1, as the provider states it; may be empty or left out

Lines of the same provider, gpu, gpu_count, region, tier and billing are the history of one offer. A line
that says just what is there already is counted as already there. One that says something else about the
same moment is another offer of that kind, and is kept as such.

A line that cannot be used is reported with its number and the reason; all others are imported.

Options:
  --json          print the summary as JSON, one object a file
  --errors FILE   write the bad lines to FILE as well
  --help          show this

${DATABASE_HELP}

Exit code: 0 all lines imported or already there; 1 some lines were rejected; 2 an input or the database
could not be used, or the command was called wrongly; 130 interrupted.
`,
  run: importFiles,
};

async function importFiles(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, errors: { type: 'string' } },
  });
  if (names.length === 0) throw new UsageError('name the CSV files to import, or - for standard input');
  if (names.filter((name) => name === '-').length > 1)
    throw new UsageError('standard input can be read only once');

  using errors = values.errors === undefined ? undefined : openErrors(values.errors);
  const target = databaseTarget(terminal.env);
  await using database = await openDatabase(target);
  terminal.err(`Importing into ${databaseName(target)}\n`);
  let code: number = EXIT.OK;
  const summaries: ImportSummary[] = [];
  for (const name of names) {
    const result = await importOne(database.db, name, terminal, (line) => errors?.write(line));
    const { failure } = result;
    if ('lines' in result) {
      summaries.push(result);
      if (result.rejected > 0) code = Math.max(code, EXIT.REJECTED);
    }
    if (failure) {
      terminal.err(`${failure.message}${'lines' in result ? '; the lines before that are imported' : ''}.\n`);
      code = EXIT.UNUSABLE;
    }
    if (values.json) terminal.out(`${JSON.stringify(jsonOf(name, result))}\n`);
    else if ('lines' in result)
      terminal.out(`${name === '-' ? 'standard input' : name}: ${sentenceOf(result)}\n`);
  }
  // A server at work does the rest where this is cut short.
  if (summaries.some(({ added }) => added > 0) && !terminal.signal.aborted) {
    await rollUp(database.db, terminal.now(), { signal: terminal.signal }).catch((error: unknown) => {
      if (!terminal.signal.aborted) throw error;
    });
  }
  if (!values.json && summaries.length > 1)
    terminal.out(`All ${summaries.length} files: ${totalOf(summaries)}\n`);
  return code;
}

type Imported = ImportSummary & { readonly seconds: number };
type NotImported = { readonly failure: UnusableInput };

async function importOne(
  db: Db,
  name: string,
  terminal: Terminal,
  onReject: (line: string) => void,
): Promise<Imported | NotImported> {
  const { now, signal } = terminal;
  const started = now();
  try {
    await using source = await openInput(name, terminal);
    const progress = showProgress(source, terminal);
    try {
      const summary = await importHistory(db, source, {
        now: started,
        clock: now,
        signal,
        onProgress: progress.update,
        onReject: ({ line, reason }) => {
          const text = `${source.name}, line ${line}: ${reason}\n`;
          progress.write(text);
          onReject(text);
        },
      });
      return { ...summary, seconds: (now() - started) / 1000 };
    } finally {
      progress.clear();
    }
  } catch (error) {
    if (error instanceof UnusableInput) return { failure: error };
    throw error;
  }
}

function openErrors(path: string): Disposable & { write: (line: string) => void } {
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--errors ${path} cannot be written: ${reason}`);
  }
  return { write: (line) => writeSync(file, line), [Symbol.dispose]: () => closeSync(file) };
}

function jsonOf(name: string, result: Imported | NotImported): Record<string, unknown> {
  const error = result.failure?.message ?? null;
  if (!('lines' in result)) return { file: name, error };
  return {
    file: name,
    lines: result.lines,
    imported: result.added,
    alreadyThere: result.alreadyThere,
    rejected: result.rejected,
    offers: result.offers,
    newOffers: result.newOffers,
    seconds: result.seconds,
    error,
  };
}

const number = new Intl.NumberFormat('en');

function sentenceOf(one: Imported): string {
  const counts = [
    `${number.format(one.added)} imported`,
    `${number.format(one.alreadyThere)} already there`,
    `${number.format(one.rejected)} rejected`,
  ];
  const lines = one.lines === 1 ? '1 line' : `${number.format(one.lines)} lines`;
  const offers = one.offers === 1 ? '1 offer' : `${number.format(one.offers)} offers`;
  return `${lines} in ${one.seconds.toFixed(1)} s: ${counts.join(', ')}. ${offers}, ${number.format(one.newOffers)} new.`;
}

function totalOf(summaries: readonly ImportSummary[]): string {
  const sum = (key: 'lines' | 'added' | 'alreadyThere' | 'rejected') =>
    number.format(summaries.reduce((total, summary) => total + summary[key], 0));
  return `${sum('lines')} lines: ${sum('added')} imported, ${sum('alreadyThere')} already there, ${sum('rejected')} rejected.`;
}
