import { readFileSync } from 'node:fs';
import { instant } from '#units/time.ts';
import { runCli } from './run.ts';

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());
// bin.mjs holds a channel: it closes when that process is killed, and nobody waits for this one any more.
process.once('disconnect', () => ending.abort());
process.channel?.unref();
for (const stream of [process.stdout, process.stderr]) {
  // Whoever read this has gone ("| head"); the work goes on.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    env: process.env,
    // Opened only where a command reads it.
    get stdin() {
      return process.stdin;
    },
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isInteractive: process.stderr.isTTY,
    now: () => instant(Date.now()),
    signal: ending.signal,
  },
  version,
);
