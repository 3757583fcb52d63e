import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Makes the folder of the built-in database, with those above it, and sees that files can be made in it.
 * Throws a sentence that names DATA_DIR, the path at fault, what is wrong with it and what to do.
 */
export async function makeDataDir(dataDir: string): Promise<void> {
  const folder = resolve(dataDir);
  try {
    await makeFolder(folder);
    await probe(folder);
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    const fault = FAULTS[code ?? ''] ?? `cannot be used: ${message}`;
    throw new Error(
      `DATA_DIR is ${JSON.stringify(dataDir)}, but ${path ?? folder} ${fault}. Set DATA_DIR to a folder that can ` +
        'be written to, or DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
}

const FORBIDDEN = 'cannot be written to by this user';

/** What is wrong with the path an error names, by its code. */
const FAULTS: Readonly<Record<string, string>> = {
  EEXIST: 'is not a folder, but a file or a link that leads nowhere',
  ENOTDIR: 'lies below a file, not a folder',
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: 'is on a read-only file system',
  ENOENT: 'cannot be made: its file system takes no new folders, or a link on the way leads nowhere',
  ENOSPC: 'is on a file system that is full',
  ENAMETOOLONG: 'has too long a name',
  ELOOP: 'is a link that leads back to itself',
};

/**
 * As `mkdir` with `recursive`, which never ends on a file system that answers ENOENT though the folder
 * above is there, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  const fault = await tryMake(folder);
  if (!fault) return;
  const above = dirname(folder);
  if (fault.code !== 'ENOENT' || above === folder) throw fault;
  await makeFolder(above);
  const again = await tryMake(folder);
  if (again) throw again;
}

/** Resolves with why there is no folder; undefined where there is one, made now or before. */
async function tryMake(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder);
    return undefined;
  } catch (error) {
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isFolder ? undefined : (error as NodeJS.ErrnoException);
  }
}

/** Tries it, since permissions alone do not tell: root has them all, and /proc still takes no files. */
async function probe(folder: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(folder, '.spotgraph-')));
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path: folder });
  }
}
