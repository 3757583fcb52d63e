import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childEnv } from './child-env.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** spotgraph as its users run it: a process of its own. Disposing it kills it if it still runs. */
export type SpawnedApp = AsyncDisposable & {
  /** "http://127.0.0.1:41234" */
  readonly url: string;
  readonly process: ChildProcess;
  /** Every line it has logged. */
  readonly lines: readonly string[];
  /** Sends a signal and resolves with the exit code, null where the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts spotgraph on a free port with these settings and waits until it says it is ready. */
export async function spawnApp(env: Readonly<Record<string, string>>): Promise<SpawnedApp> {
  const child = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    env: { ...childEnv, PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      const url = /spotgraph ready at (http:\S+)\/graphql/.exec(line)?.[1];
      if (url) ready.resolve(url);
    });
  }
  const died = exited.then(([code]): never => {
    throw new Error(`spotgraph ended with ${code} before it was ready:\n${lines.join('\n')}`);
  });
  const app = {
    process: child,
    lines,
    async end(signal: NodeJS.Signals) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
  try {
    const url = await Promise.race([ready.promise, died]);
    died.catch(() => {});
    return {
      ...app,
      url,
      [Symbol.asyncDispose]: async () => {
        await app.end('SIGKILL');
      },
    };
  } catch (error) {
    await app.end('SIGKILL');
    throw error;
  }
}
