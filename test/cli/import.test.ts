import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/open.ts';
import { HEADER } from '../support/import-file.ts';
import { migratedDataDir } from '../support/migrated-pglite.ts';
import { spotgraph, startSpotgraph } from '../support/spotgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotgraph-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

// One database for all; each test imports from a provider of its own.
const data = await migratedDataDir();
afterAll(() => data[Symbol.asyncDispose]());
const env = { DATA_DIR: data.path };
let provider = '';
let runs = 0;
beforeEach(() => {
  provider = `p${runs++}`;
});

const lineOf = (minute: number): string =>
  `${new Date(Date.UTC(2025, 0, 1, 0, minute)).toISOString()},${provider},V100,8,us-east-1a,p3.16xlarge,spot,0.9${minute % 90},,`;

function fileOf(
  name: string,
  lines: readonly string[],
  pack = (text: string): string | Uint8Array => text,
): string {
  const path = join(folder, name);
  writeFileSync(path, pack([HEADER, ...lines, ''].join('\n')));
  return path;
}

const minutes = (count: number): string[] => Array.from({ length: count }, (_, minute) => lineOf(minute));

async function storedRows(): Promise<number> {
  await using database = await openDatabase({ engine: 'pglite', dataDir: env.DATA_DIR });
  const { rows } = await database.db
    .selectFrom('price_change')
    .innerJoin('offer', 'offer.id', 'price_change.offer_id')
    .where('offer.provider', '=', provider)
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return rows;
}

test('a good file, again, and packed on standard input', { timeout: 120_000 }, async () => {
  const path = fileOf('good.csv', minutes(100));
  const first = await spotgraph(['import', path], { env });
  expect(first.err).toBe(`Importing into ${env.DATA_DIR}\n`);
  expect(first.out).toMatch(
    /good\.csv: 100 lines in \d+\.\d s: 100 imported, 0 already there, 0 rejected\. 1 offer, 1 new\.\n$/,
  );
  expect(first.code).toBe(0);
  const packed = gzipSync(readFileSync(path));
  const again = await spotgraph(['import', '--json', '-', path], { env, stdin: packed });
  expect(again.code).toBe(0);
  expect(
    again.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual(
    ['-', path].map((file) => ({
      file,
      lines: 100,
      imported: 0,
      alreadyThere: 100,
      rejected: 0,
      offers: 1,
      newOffers: 0,
      seconds: expect.any(Number),
      error: null,
    })),
  );
});

test('bad lines are named on standard error and in a file, and the exit code tells', async () => {
  const path = fileOf('bad.csv', [
    lineOf(0),
    'nonsense',
    '',
    lineOf(1).replace('spot', '\u001B[31mfree'),
    lineOf(2),
  ]);
  const errors = join(folder, 'errors.txt');
  const ended = await spotgraph(['import', '--errors', errors, path], { env });
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('4 lines in ');
  expect(ended.out).toContain('2 imported, 0 already there, 2 rejected');
  expect(readFileSync(errors, 'utf8')).toBe(
    `${path}, line 3: 1 fields where the header has 10\n` +
      `${path}, line 5: billing "\\u001b[31mfree" has a control character in it\n`,
  );
  expect(ended.err).toContain(readFileSync(errors, 'utf8'));
});

test('an input that cannot be used does not keep the others out', async () => {
  const [good, packed] = [fileOf('one.csv', minutes(10)), fileOf('cut.csv.gz', minutes(9000), gzipSync)];
  writeFileSync(packed, readFileSync(packed).subarray(0, -500));
  const empty = join(folder, 'empty.csv');
  writeFileSync(empty, '');
  const ended = await spotgraph(['import', join(folder, 'none.csv'), empty, packed, folder, good], { env });
  expect(ended.code).toBe(2);
  expect(ended.err.split('\n')).toEqual([
    `Importing into ${env.DATA_DIR}`,
    `${join(folder, 'none.csv')} does not exist. Look at its name and the folder you are in.`,
    `${empty} is empty. Its first line must be the header of the columns.`,
    expect.stringMatching(
      /cut\.csv\.gz ends too early: .* Get the file again; the lines before that are imported\.$/,
    ),
    `${folder} is a folder. Name the files in it.`,
    '',
  ]);
  expect(ended.out).toMatch(/one\.csv: 10 lines .* 10 already there, 0 rejected/);
  expect(ended.out).toContain('All 2 files: ');
});

test('a folder that another process has open is left alone', async () => {
  await using _database = await openDatabase({ engine: 'pglite', dataDir: env.DATA_DIR });
  const ended = await spotgraph(['import', fileOf('one.csv', minutes(10))], { env });
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toContain(
    `${env.DATA_DIR} is in use by another spotgraph process. Stop it, choose another DATA_DIR`,
  );
  expect(ended.err.trim().split('\n')).toHaveLength(1);
});

test('killed in the middle, the import goes on when it is run again', async () => {
  const path = fileOf('long.csv', minutes(80_000));
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const { child, ended } = startSpotgraph(['import', path], { env });
    // Time enough to have begun, not to have ended: what matters is that any moment is a good one.
    child.stderr?.once('data', () => setTimeout(() => child.kill(signal), 1000).unref());
    const { code, err } = await ended;
    const told = err.includes('Interrupted. What was stored so far stays') ? 'interrupted' : 'nothing';
    // Null: killed. 0: it was done before.
    expect(['null nothing', '130 interrupted', '0 nothing']).toContain(`${code} ${told}`);
  }
  const again = await spotgraph(['import', '--json', path], { env });
  const { imported, alreadyThere } = JSON.parse(again.out) as { imported: number; alreadyThere: number };
  expect(imported + alreadyThere).toBe(80_000);
  expect(await storedRows()).toBe(80_000);
}, 120_000);

test('an import that waits for input ends when it is asked to', async () => {
  const { child, ended } = startSpotgraph(['import', '-'], { env, stdin: null });
  child.stdin?.write(`${HEADER}\n${lineOf(1)}\n`);
  child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 200));
  expect(await ended).toMatchObject({ code: 130, err: expect.stringContaining('Interrupted.') });
});
