import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataDir } from '#db/data-dir.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spotgraph-data-dir-'));
  await writeFile(join(folder, 'file'), '');
  await symlink(join(folder, 'nowhere', 'at', 'all'), join(folder, 'dangling'));
  await mkdir(join(folder, 'closed'));
  await chmod(join(folder, 'closed'), 0o500);
});
afterAll(() => rm(folder, { recursive: true }));

test('a folder is made with those above it, again without harm, and nothing is left in it', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([makeDataDir(deep), makeDataDir(deep)]);
  await makeDataDir(deep);
  expect(await readdir(deep)).toEqual([]);
});

test.each([
  ['file', 'file', 'is not a folder, but a file or'],
  ['file/below', 'file/below', 'lies below a file, not a folder'],
  ['file/far/below', 'file/far/below', 'lies below a file, not a folder'],
  ['dangling', 'dangling', 'is not a folder, but a file or a link that leads nowhere'],
])('%s is told to be none', async (name, at, fault) => {
  const dataDir = join(folder, name);
  const said = `DATA_DIR is ${JSON.stringify(dataDir)}, but ${join(folder, at)} ${fault}`;
  await expect(makeDataDir(dataDir)).rejects.toThrow(said);
  await expect(makeDataDir(dataDir)).rejects.toThrow('. Set DATA_DIR to a folder');
});

// Whoever is root may write everywhere.
test.skipIf(process.getuid?.() === 0)('a folder that may not be written to is told', async () => {
  for (const [name, at] of [
    ['closed', 'closed'],
    ['closed/below', 'closed/below'],
    ['closed/far/below', 'closed/far'],
  ] as const) {
    await expect(makeDataDir(join(folder, name))).rejects.toThrow(
      `, but ${join(folder, at)} cannot be written to by this user. Set DATA_DIR to`,
    );
  }
});

// Only Linux has a file system that answers ENOENT below a folder that is there.
test.skipIf(process.platform !== 'linux')('a virtual file system is told at once', async () => {
  for (const [dataDir, at] of [
    ['/proc/x', '/proc/x'],
    ['/proc/x/y', '/proc/x'],
    ['/proc', '/proc'],
  ] as const) {
    await expect(makeDataDir(dataDir)).rejects.toThrow(
      new RegExp(`^DATA_DIR is "${dataDir}", but ${at} cannot be (made|written).* Set DATA_DIR to`),
    );
  }
});
