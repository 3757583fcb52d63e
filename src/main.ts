import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { providers } from '#providers/index.ts';
import { startApp } from './app.ts';
import { helpText, parseConfig, type Config } from './config.ts';
import { openLog, type Log } from './log.ts';

/** Exit codes: 0 ended as asked, 1 failed, 2 the command line or the settings are wrong. */
const FAILED = 1;
const MISUSED = 2;

/** How long the polls and the database may take to end once the server has. */
const CLOSING_MS = 5000;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(FAILED);
});

async function main(): Promise<void> {
  const asked = flagsOf(process.argv.slice(2));
  if ('fault' in asked) return misused([asked.fault]);
  if (asked.help) return void process.stdout.write(helpText(providers));
  if (asked.version) return void process.stdout.write(`${packageJson.version}\n`);
  const parsed = parseConfig(process.env, providers);
  if ('problems' in parsed) return misused(parsed.problems);
  const log = openLog({
    level: parsed.config.logLevel,
    format: process.stdout.isTTY ? 'text' : 'lines',
  });
  for (const hint of parsed.hints) log.warn(hint);
  for (const note of parsed.notes) log.info(note);
  await serve(parsed.config, log);
}

/**
 * Runs until a signal asks for the end, and drains; the second signal ends at once. A signal before it is
 * ready gives the start up.
 */
async function serve(config: Config, log: Log): Promise<void> {
  const asked = Promise.withResolvers<NodeJS.Signals>();
  const start = new AbortController();
  let isReady = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (start.signal.aborted) process.exit(FAILED);
    start.abort();
    // A server that says nothing may be waited for, and what is cut off there is rolled back. A folder half
    // made would be of no use: its making is finished.
    if (!isReady && config.database.engine === 'postgres') endedEarly(log, signal);
    asked.resolve(signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  whenOrphaned(() => start.signal.aborted || onSignal('SIGTERM'));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      process.exit(FAILED);
    });
  }
  try {
    await using app = await startApp(config, { log, signal: start.signal });
    isReady = true;
    log.info(`spotgraph ready at ${app.url}/graphql`);
    const signal = await asked.promise;
    log.info(
      { signal, withinSeconds: config.shutdownMs / 1000 },
      'ending: no new work, finishing what is open',
    );
    // A database that has fallen silent must not hold the process: what it was sent is committed or lost by now.
    setTimeout(() => {
      log.error('not everything could be ended in time');
      process.exit(FAILED);
    }, config.shutdownMs + CLOSING_MS).unref();
  } catch (error) {
    if (error === start.signal.reason) endedEarly(log, await asked.promise);
    log.debug({ err: error }, 'the app failed');
    process.stderr.write(`spotgraph: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(FAILED);
  }
  log.info('ended');
  process.exit(0);
}

/**
 * `npm start` has a shell between itself and this process, which takes a signal and passes none on: being
 * left behind by it is being asked to end.
 */
function whenOrphaned(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 300).unref();
}

function endedEarly(log: Log, signal: NodeJS.Signals): never {
  log.info({ signal }, 'ended before it was ready');
  process.exit(0);
}

function flagsOf(args: string[]): { help: boolean; version: boolean } | { fault: string } {
  try {
    const { values } = parseArgs({
      args,
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    });
    return { help: values.help ?? false, version: values.version ?? false };
  } catch {
    return { fault: `${args.join(' ')}: not understood. Settings are environment variables.` };
  }
}

function misused(problems: readonly string[]): void {
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  process.stderr.write(`spotgraph cannot start:\n${lines}\nSee node src/main.ts --help.\n`);
  process.exitCode = MISUSED;
}
