import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { childEnv } from './child-env.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.mjs', import.meta.url));

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

export type Started = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** Starts the real command, as npx does, on this Node or another. */
export function startSpotgraph(
  args: readonly string[],
  {
    env = {},
    stdin = '',
    node = process.execPath,
  }: { env?: Record<string, string>; stdin?: string | Uint8Array | null; node?: string } = {},
): Started {
  const child = spawn(node, [BIN, ...args], {
    env: { ...childEnv, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that does not read its input ends before it is written.
  child.stdin.on('error', () => {});
  if (stdin !== null) child.stdin.end(stdin);
  const code = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('exit', resolve);
  });
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([code, out, err]) => ({
    code,
    out,
    err,
  }));
  return { child, ended };
}

export function spotgraph(...args: Parameters<typeof startSpotgraph>): Promise<Ended> {
  return startSpotgraph(...args).ended;
}
