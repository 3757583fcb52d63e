import { addAbortSignal } from 'node:stream';
import { openImportFile, type ImportSource } from '#ingest/import-source.ts';
import type { Terminal } from './command.ts';

/** Opens a file named on the command line, or standard input where it is "-". */
export async function openInput(
  name: string,
  { stdin, signal }: Terminal,
): Promise<ImportSource & AsyncDisposable> {
  if (name !== '-') return openImportFile(name, { signal });
  const chunks = addAbortSignal(signal, stdin) as AsyncIterable<Uint8Array>;
  return { name: 'standard input', bytes: null, chunks, [Symbol.asyncDispose]: async () => {} };
}
