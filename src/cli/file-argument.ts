import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** The arguments of a command that reads one file, and prints JSON if asked. Throws UsageError for others. */
export function fileArgument(
  args: readonly string[],
  what: string,
): { readonly name: string; readonly json: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  return { name: onlyFile(positionals, what), json: values.json ?? false };
}

/** The one name there is, "-" being standard input. `what` tells in words what file it is of. */
export function onlyFile([name, ...others]: readonly string[], what: string): string {
  if (name === undefined || others.length > 0)
    throw new UsageError(`name one CSV file ${what}, or - for standard input`);
  return name;
}
