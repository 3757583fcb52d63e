import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { childEnv } from './support/child-env.ts';
import { migratedDataDir } from './support/migrated-pglite.ts';
import { until } from './support/until.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SILENT = { DATA_DIR: 'memory', MARKET: 'none', PORT: '0' };

type Run = {
  readonly child: ChildProcessWithoutNullStreams;
  out: string;
  err: string;
  readonly ended: Promise<number | null>;
};

/** Runs the program in an environment of its own. */
function run(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...childEnv, ...env } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const result: Run = { child, out: '', err: '', ended };
  child.stdout.on('data', (data: Buffer) => (result.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (result.err += data.toString()));
  return result;
}

test('--help, --version and what is neither', async () => {
  const help = run(['--help']);
  expect(await help.ended).toBe(0);
  expect(help.out).toContain('PORT');
  const version = run(['--version']);
  expect(await version.ended).toBe(0);
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  for (const args of [['--port=1'], ['serve']]) {
    const wrong = run(args);
    expect(await wrong.ended).toBe(2);
    expect(wrong.err).toContain('not understood');
  }
});

test('wrong settings are all named, and the exit code is 2', async () => {
  const wrong = run([], { PORT: 'x', LOG_LEVEL: 'y' });
  expect(await wrong.ended).toBe(2);
  expect(wrong.err).toMatch(/PORT is "x"/);
  expect(wrong.err).toMatch(/LOG_LEVEL is "y"/);
  expect(wrong.out).toBe('');
});

test('it says where it is ready, serves, and ends with 0 when asked', async () => {
  const serving = run([], SILENT);
  await until(() => serving.out.includes('spotgraph ready at http://127.0.0.1:'), 20_000);
  const url = /ready at (\S+)\/graphql/.exec(serving.out)?.[1] ?? '';
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  serving.child.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  expect(serving.err).toBe('');
});

test('a second signal ends at once', async () => {
  await using data = await migratedDataDir();
  const serving = run([], { ...SILENT, DATA_DIR: data.path });
  await until(() => serving.out.includes('ready at'), 20_000);
  const url = /ready at (\S+)\/graphql/.exec(serving.out)?.[1] ?? '';
  // A body that never ends holds the connection open.
  const open = connect(Number(new URL(url).port), '127.0.0.1');
  open.on('error', () => {});
  open.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  );
  const closed = new Promise((resolve) => open.once('close', () => resolve('closed')));
  await new Promise((resolve) => setTimeout(resolve, 200));
  serving.child.kill('SIGINT');
  await until(() => serving.out.includes('ending'));
  serving.child.kill('SIGINT');
  expect(await serving.ended).toBe(1);
  expect(await closed).toBe('closed');
});

test('a port in use is said plainly', async () => {
  await using data = await migratedDataDir();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const refused = run([], { ...SILENT, DATA_DIR: data.path, PORT: String(port) });
  expect(await refused.ended).toBe(1);
  expect(refused.err).toMatch(new RegExp(`^spotgraph: 127\\.0\\.0\\.1:${port} is in use`));
  expect(refused.err).not.toContain('    at ');
  holder.close();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends a start that waits for a database that says nothing',
  async (signal) => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const asked = new Promise((resolve) => silent.once('connection', resolve));
    const waiting = run([], { ...SILENT, DATABASE_URL: `postgres://u:secret@127.0.0.1:${port}/x` });
    await asked;
    const signalledAt = performance.now();
    waiting.child.kill(signal);
    expect(await waiting.ended).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(3000);
    expect(waiting.out).toContain('ended before it was ready');
    silent.close();
  },
);

test(
  'a signal while the simulated market is being made gives the start up',
  { timeout: 90_000 },
  async () => {
    const starting = run([], { DATA_DIR: 'memory', PORT: '0' });
    await until(() => starting.out.includes('leading'), 40_000);
    starting.child.kill('SIGTERM');
    expect(await starting.ended).toBe(0);
    expect(starting.out).toContain('ended before it was ready');
    expect(starting.out).not.toContain('ready at');
  },
);

test('a DATA_DIR that cannot be is said plainly', async () => {
  const refused = run([], { ...SILENT, DATA_DIR: MAIN });
  expect(await refused.ended).toBe(1);
  expect(refused.err).toMatch(/^spotgraph: DATA_DIR is .*, but .*main\.ts is not a folder.*\. Set DATA_DIR/);
});

test('a database that does not answer is named, without its password', async () => {
  const refused = run([], { ...SILENT, DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/x' });
  expect(await refused.ended).toBe(1);
  expect(refused.err).toMatch(
    /^spotgraph: the database of DATABASE_URL \(127\.0\.0\.1:9\/x\) does not answer: .*ECONNREFUSED.*; start it or correct/,
  );
  expect(refused.err).not.toContain('secret');
});

test.skipIf(process.platform === 'win32')('ended with npm start, it does not stay behind', async () => {
  await using data = await migratedDataDir();
  const { PATH, HOME } = process.env;
  const npm = spawn('npm', ['start'], {
    env: { PATH, HOME, ...SILENT, DATA_DIR: data.path },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  npm.stdout.on('data', (data: Buffer) => (said += data.toString()));
  await vi.waitFor(() => expect(said).toContain('spotgraph ready'), 20_000);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  npm.kill('SIGTERM');
  await vi.waitFor(() => expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed'), 10_000);
});
