import { EXIT, UsageError, type Command, type Terminal } from './command.ts';
import { commands } from './commands.ts';
import { errorText } from './error-text.ts';

/** Runs `spotgraph` with its arguments and resolves with the exit code. Never throws: a failure is a message. */
export async function runCli(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const [name = 'help', ...rest] = args;
  try {
    if (name === '--version' || name === '-v' || name === 'version') {
      terminal.out(`${version}\n`);
      return EXIT.OK;
    }
    if (name === 'help' || name === '--help' || name === '-h') {
      terminal.out(rest[0] === undefined ? overview() : find(rest[0]).help);
      return EXIT.OK;
    }
    const command = find(name);
    if (asksForHelp(rest)) {
      terminal.out(command.help);
      return EXIT.OK;
    }
    return await command.run(rest, terminal);
  } catch (error) {
    if (terminal.signal.aborted) {
      terminal.err('Interrupted. What was stored so far stays; run the same command again to go on.\n');
      return 130;
    }
    terminal.err(`${errorText(error, terminal.env)}\n`);
    if (isUsage(error)) terminal.err(`Run npx spotgraph help${known(name) ? ` ${name}` : ''} to see how.\n`);
    return EXIT.UNUSABLE;
  }
}

function overview(): string {
  const rows = [
    ...commands.map((command): [string, string] => [command.name, command.summary]),
    ['help COMMAND', 'tell how a command is used'],
    ['--version', 'print the version'],
  ];
  const lines = rows.map(([name = '', summary = '']) => `  ${name.padEnd(14)}${summary}`);
  return `Usage: npx spotgraph COMMAND\n\nCommands:\n${lines.join('\n')}\n\nThe server is started with npm start.\n`;
}

function find(name: string): Command {
  const command = known(name);
  if (command) return command;
  const all = [...commands.map((one) => one.name), 'help'].join(', ');
  throw new UsageError(`There is no command ${JSON.stringify(name)}. The commands are: ${all}.`);
}

function known(name: string): Command | undefined {
  return commands.find((one) => one.name === name);
}

/** What stands after "--" is a name, also where it looks like an option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

function isUsage(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}
