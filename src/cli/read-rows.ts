import { csvReading, csvRows, type CsvFormat } from '#ingest/csv-rows.ts';
import type { Terminal } from './command.ts';
import { openInput } from './open-input.ts';

/**
 * Hands each row of a file, or of standard input for "-", to `take`. Bad lines are told with number and reason, and
 * left out; the answer is how many there were.
 */
export async function readRows<C extends string, R>(
  name: string,
  terminal: Terminal,
  format: CsvFormat<C, R>,
  take: (row: R) => void,
): Promise<number> {
  await using source = await openInput(name, terminal);
  let rejected = 0;
  const rows = csvRows(source, format, csvReading(), {
    now: terminal.now(),
    signal: terminal.signal,
    onReject: ({ line, reason }) => {
      rejected++;
      terminal.err(`${source.name}, line ${line}: ${reason}\n`);
    },
  });
  for await (const { row } of rows) take(row);
  return rejected;
}
