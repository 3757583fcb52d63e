import { csvReading, csvRows, type CsvFormat } from '#ingest/csv-rows.ts';
import type { Terminal } from './command.ts';
import { openInput } from './open-input.ts';

/**
 * Hands each row of a file, or of standard input for "-", to `take`. Bad lines are left out: the
 * first are told with number and reason, and how many more there are; the answer is how many there were.
 */
export async function readRows<C extends string, R>(
  name: string,
  terminal: Terminal,
  format: CsvFormat<C, R>,
  take: (row: R) => void,
): Promise<number> {
  await using source = await openInput(name, terminal);
  const bad = badLines(source.name, terminal);
  const rows = csvRows(source, format, csvReading(), {
    now: terminal.now(),
    signal: terminal.signal,
    onReject: bad.add,
  });
  try {
    for await (const { row } of rows) take(row);
  } finally {
    bad.end();
  }
  return bad.count();
}

/** Lines told one by one before the rest are counted alone. */
const MOST_TOLD = 20;

function badLines(name: string, { err }: Pick<Terminal, 'err'>) {
  let rejected = 0;
  return {
    add: ({ line, reason }: { readonly line: number; readonly reason: string }): void => {
      rejected++;
      if (rejected <= MOST_TOLD) err(`${name}, line ${line}: ${reason}\n`);
    },
    end: (): void => {
      const more = rejected - MOST_TOLD;
      if (more > 0) err(`${name}: ${more} more ${more === 1 ? 'line' : 'lines'} that cannot be used\n`);
    },
    count: (): number => rejected,
  };
}
