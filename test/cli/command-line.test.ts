import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commands } from '#cli/commands.ts';
import { importColumns } from '#ingest/import-columns.ts';
import { spotgraph } from '../support/spotgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotgraph-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('help lists every command and tells of each', async () => {
  const overview = await spotgraph(['help']);
  expect(overview).toMatchObject({ code: 0, err: '' });
  for (const { name, summary } of commands) expect(overview.out).toContain(`  ${name.padEnd(14)}${summary}`);
  expect(await spotgraph([])).toEqual(overview);
  for (const { name, help } of commands) {
    expect(help).toMatch(new RegExp(`^Usage: npx spotgraph ${name}`));
    expect(await spotgraph([name, '--help'])).toEqual({ code: 0, out: help, err: '' });
    expect(await spotgraph(['help', name])).toEqual({ code: 0, out: help, err: '' });
  }
});

test('the help of import tells of every column', async () => {
  const { out } = await spotgraph(['help', 'import']);
  for (const column of importColumns) expect(out).toContain(`\n  ${column} `);
});

test('the version is that of the package', async () => {
  expect(await spotgraph(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('a command nobody knows lists those there are', async () => {
  const ended = await spotgraph(['improt', 'x.csv']);
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toMatch(
    /^There is no command "improt"\. The commands are: import, backtest, calibrate, keys, migrate, .*help\.\n/,
  );
});

test('what cannot be followed is told, with where to read on, and without a stack', async () => {
  const env = { DATA_DIR: folder };
  for (const [args, message] of [
    [['import'], 'name the CSV files to import, or - for standard input'],
    [['import', '--nope', 'a.csv'], "Unknown option '--nope'"],
    [['import', '-', '-'], 'standard input can be read only once'],
    [['import', '--errors', '/nowhere/at/all', 'a.csv'], '--errors /nowhere/at/all cannot be written'],
    [['migrate', 'now'], 'migrate takes no arguments'],
  ] as const) {
    const ended = await spotgraph(args, { env });
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain(message);
    expect(ended.err).toContain(`Run npx spotgraph help ${args[0]} to see how.`);
    expect(ended.err).not.toContain('    at ');
  }
  const memory = await spotgraph(['migrate'], { env: { DATA_DIR: 'memory' } });
  expect(memory.err).toContain('DATA_DIR=memory keeps nothing once the command ends');
  const wrong = await spotgraph(['migrate'], { env: { DATABASE_URL: 'localhost' } });
  expect(wrong.err).toContain('DATABASE_URL must be a postgres:// URL');
});

test('a server that is not there is told', async () => {
  const ended = await spotgraph(['migrate'], { env: { DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/x' } });
  expect(ended).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /^the database of DATABASE_URL \(127\.0\.0\.1:9\/x\) does not answer: .*; start it or correct the URL\n$/,
    ),
  });
  expect(ended.err).not.toContain('secret');
});

// Needs a Node older than the project's own on the PATH, outside node_modules: what npx may run.
const older = olderNode();
test.skipIf(older === undefined)('an older Node hands over to the one of the packages', async () => {
  expect(
    await spotgraph(['migrate'], { node: older ?? '', env: { DATA_DIR: join(folder, 'older') } }),
  ).toEqual({
    code: 0,
    out: `The tables of ${join(folder, 'older')} are up to date.\n`,
    err: '',
  });
  expect(await spotgraph(['improt'], { node: older ?? '' })).toMatchObject({ code: 2 });
});

function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'));
  return folders
    .map((path) => join(path, 'node'))
    .find((node) => {
      try {
        const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
        return Number.parseInt(version.slice(1), 10) < 26;
      } catch {
        return false;
      }
    });
}
