import { parseArgs } from 'node:util';
import { basename } from 'node:path';
import { openDatabase } from '#db/open.ts';
import { UnusableInput } from '#ingest/import-source.ts';
import { readLines } from '#ingest/read-lines.ts';
import { LOCAL_OWNER, ownerId, type OwnerId } from '#units/owner.ts';
import { importRuns, UnusableOption, type RunImport } from '#workload/run/import-runs.ts';
import { logValues } from '#workload/run/run-log-lines.ts';
import { readEntry, type LogEntry } from '#workload/run/run-log.ts';
import { EXIT, UsageError, type Command, type Terminal } from './command.ts';
import { DATABASE_HELP, databaseName, databaseTarget } from './database-target.ts';
import { openInput } from './open-input.ts';

export const runsCommand: Command = {
  name: 'runs',
  summary: 'record training runs from the logs of trainers',
  help: `Usage: npx spotgraph runs import [options] FILE

Records training runs, and what they measured at their steps, from a log of JSON lines, or from standard
input where FILE is "-". Files may be gzipped. Importing a log again adds nothing, so a log that grows is
simply imported again.

Each line is a JSON object. One with a step tells what the run measured there:
  {"run": "bert-7", "step": 100, "loss": 1.25, "eval_loss": 1.31, "learning_rate": 2e-5, "epoch": 0.4}
One without a step tells of the run as a whole, with the fields of the mutation recordRun:
  {"run": "bert-7", "model": "bert-base", "gpu": "A100 80GB PCIe", "gpu_count": 1, "hours": 5, "accuracy": 0.93}

The logs of trainers are understood as they are: trainer_state.json and log_history of Hugging Face's Trainer,
history exports of Weights & Biases (_step, _runtime, train/loss), trainer_log.jsonl of LLaMA-Factory
(current_steps, lr, elapsed_time), and those of Lightning, Megatron and torchtune. A loss may be NaN or
Infinity: the run diverged there. Of lines that tell different figures of one step the last counts, as a run that was
resumed measures its steps anew.

A line that cannot be used is reported with its number and the reason; all others are kept. What
contradicts what is kept of a run or a step is left as it was, unless --correct is given.

Options:
  --run NAME        the run, where lines do not name one; by default the file's name
  --model NAME      what is trained; needed for a new run whose lines do not tell it
  --gpu NAME        the GPU, where lines do not tell it
  --gpu-count N     how many of it
  --price USD       what a GPU-hour cost; without it the market's at the run's time counts
  --status STATUS   running, completed or failed
  --owner OWNER     whose runs they are; by default "local", who uses a server without keys
  --correct         replace what contradicts
  --json            print the summary as JSON
  --help            show this

${DATABASE_HELP}

Exit code: 0 all lines taken; 1 some were rejected or contradict what is kept; 2 an input or the database
could not be used, or the command was called wrongly; 130 interrupted.
`,
  run: runs,
};

const OPTIONS = {
  run: { type: 'string' },
  model: { type: 'string' },
  gpu: { type: 'string' },
  'gpu-count': { type: 'string' },
  price: { type: 'string' },
  status: { type: 'string' },
  owner: { type: 'string' },
  correct: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Bad lines that are shown. */
const SHOWN = 20;

async function runs([action, ...args]: readonly string[], terminal: Terminal): Promise<number> {
  if (action !== 'import') throw new UsageError('say what to do with runs: npx spotgraph runs import FILE');
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw new UsageError('name one log to import, or - for standard input');
  const owner = ownerOf(values.owner);
  const told = toldBy(values);
  const target = databaseTarget(terminal.env);
  await using source = await openInput(file, terminal);
  await using database = await openDatabase(target);
  terminal.err(`Importing into ${databaseName(target)}\n`);
  let shown = 0;
  try {
    const summary = await importRuns(database.db, owner, logValues(readLines(source.chunks)), {
      name: values.run ?? (file === '-' ? null : nameOf(file)),
      told,
      correct: values.correct ?? false,
      now: terminal.now,
      onReject: ({ line, reason }) => {
        if (++shown <= SHOWN) terminal.err(`${source.name}, line ${line}: ${reason}\n`);
      },
    });
    if (shown > SHOWN) terminal.err(`… and ${shown - SHOWN} more.\n`);
    terminal.out(values.json ? `${JSON.stringify(jsonOf(summary))}\n` : wordsOf(summary));
    return summary.rejected + summary.contradicted > 0 ? EXIT.REJECTED : EXIT.OK;
  } catch (error) {
    if (error instanceof UnusableOption) throw new UsageError(`An option cannot be used: ${error.message}.`);
    if (!(error instanceof UnusableInput)) throw error;
    terminal.err(`${error.message}.\n`);
    return EXIT.UNUSABLE;
  }
}

function ownerOf(name: string | undefined): OwnerId {
  try {
    return name === undefined ? LOCAL_OWNER : ownerId(name);
  } catch {
    throw new UsageError('--owner is 1 to 64 letters, digits, "-" and "_"');
  }
}

/** What the options tell of a run, read as a line would be. */
function toldBy(values: Readonly<Record<string, string | boolean | undefined>>): LogEntry['told'] {
  const { model, gpu, 'gpu-count': gpuCount, price, status } = values;
  const entry = readEntry({ model, gpu, gpu_count: gpuCount, price_per_gpu_hour: price, status });
  if ('fault' in entry) throw new UsageError(`An option cannot be used: ${entry.fault}`);
  return entry.told;
}

/** A file's name without its folder and endings; Hugging Face calls every run's the same, and its folder tells. */
function nameOf(file: string): string {
  const name = basename(file).replace(/(\.(jsonl|ndjson|json|log|txt|gz))+$/i, '');
  if (!/^(trainer_state|trainer_log|log|history|metrics)$/.test(name)) return name;
  const folder = basename(file.slice(0, -basename(file).length));
  return folder === '' || folder === '.' || folder === '/' ? name : folder;
}

function jsonOf({ ignored, ...summary }: RunImport): Record<string, unknown> {
  return { ...summary, ignored: Object.fromEntries(ignored) };
}

const number = new Intl.NumberFormat('en');

function wordsOf(one: RunImport): string {
  const n = (value: number) => number.format(value);
  const lines = [
    `${n(one.lines)} lines: ${n(one.lines - one.rejected)} taken, ${n(one.rejected)} rejected. ${n(one.runs)} runs, ${n(one.newRuns)} new.`,
    `Points: ${n(one.added)} new, ${n(one.filled)} filled, ${n(one.corrected)} corrected, ${n(one.contradicted)} left as they were.`,
  ];
  const fields = [...one.ignored.keys()].toSorted();
  if (one.contradicted > 0)
    lines.push('Points that were left differ from what is kept of their step: --correct replaces it.');
  if (fields.length > 0)
    lines.push(`Nothing is kept of: ${fields.slice(0, 20).join(', ')}${fields.length > 20 ? ', …' : ''}.`);
  return `${lines.join('\n')}\n`;
}
