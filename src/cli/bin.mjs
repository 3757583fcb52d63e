#!/usr/bin/env node
// Starts the command line on a Node that can run it. npx uses whatever Node the machine has; the one
// this project is written for comes with its packages. Plain JavaScript of Node 20 and older.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 26;
const main = new URL('./main.ts', import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= OLDEST_MAJOR) {
  // What was compiled is kept for the next command, which then starts in half the time.
  module.enableCompileCache();
  await import(main.href);
} else start(ownNode());

function ownNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const node = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

function start(node) {
  if (node === undefined) {
    fail(
      `Node ${OLDEST_MAJOR} is needed and comes with the packages; this is ${process.versions.node}. Run npm ci.`,
    );
    return;
  }
  // The channel tells the child when this process is gone, also by kill -9.
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} does not start: ${error.message}. Run npm ci again.`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 2);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(message) {
  process.stderr.write(`spotgraph: ${message}\n`);
  process.exitCode = 2;
}
