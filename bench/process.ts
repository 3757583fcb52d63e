import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server under measurement, in a process of its own: its CPU time is its own, and so is its heap. */
export type BenchProcess = AsyncDisposable & {
  readonly url: string;
  ask(what: string, body?: unknown): Promise<unknown>;
  /** CPU time used so far, in µs. */
  cpuMicros(): Promise<number>;
};

type Message = { readonly url?: string; readonly id?: number; readonly answer?: unknown; error?: string };

/** Starts `bench/processes/NAME.ts` and waits until it listens. Rejects where it ends before. */
export async function startProcess(name: string, settings: object): Promise<BenchProcess> {
  const script = fileURLToPath(new URL(`./processes/${name}.ts`, import.meta.url));
  const child = fork(script, [JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    execArgv: [],
  });
  const exited = once(child, 'exit');
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<string>();
  child.on('message', ({ url, id, answer, error }: Message) => {
    if (url !== undefined) ready.resolve(url);
    if (id === undefined) return;
    if (error === undefined) waiting.get(id)?.resolve(answer);
    else waiting.get(id)?.reject(new Error(`${name}: ${error}`));
    waiting.delete(id);
  });
  child.once('exit', (code) => {
    const reason = new Error(`${name} ended with ${code}`);
    ready.reject(reason);
    for (const { reject } of waiting.values()) reject(reason);
  });
  let lastId = 0;
  const ask = (what: string, body?: unknown): Promise<unknown> => {
    const id = ++lastId;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    child.send({ id, ask: what, body });
    return answer.promise;
  };
  return {
    url: await ready.promise,
    ask,
    cpuMicros: async () => Number(await ask('cpu')),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ask('end').catch(() => {});
      await exited;
      clearTimeout(timer);
    },
  };
}
