import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDatabase } from '#db/open.ts';

const ROOT = new URL('../../', import.meta.url);
const CACHE = fileURLToPath(new URL('node_modules/.cache/migrated-pglite/', ROOT));

/** What a migrated, empty database is made of. */
const MADE_OF = ['src/db/open.ts', 'src/db/migrate.ts', 'node_modules/@electric-sql/pglite/package.json'];

/** A migrated, empty PGlite as `dumpDataDir` gives it: it takes five seconds to make, once for these migrations. */
export async function migratedDump(): Promise<Blob> {
  // In memory: a Blob of a file cannot be read any more once another has put its own in place.
  return new Blob([await readFile(await dumpFile())]);
}

/** A DATA_DIR of its own with a migrated, empty PGlite in it; disposing it removes it. */
export async function migratedDataDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'spotgraph-data-'));
  await promisify(execFile)('tar', ['-xf', await dumpFile(), '-C', path]);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function dumpFile(): Promise<string> {
  const migrations = (await readdir(new URL('migrations/', ROOT)))
    .toSorted()
    .map((name) => `migrations/${name}`);
  const hash = createHash('sha256');
  for (const path of [...MADE_OF, ...migrations])
    hash.update(path).update(await readFile(new URL(path, ROOT)));
  const file = join(CACHE, `${hash.digest('hex').slice(0, 16)}.tar`);
  if (existsSync(file)) return file;
  await using database = await openDatabase({ engine: 'pglite', dataDir: undefined });
  if (database.driver.engine !== 'pglite') throw new Error('unreachable');
  const dump = await database.driver.pglite.dumpDataDir('none');
  await mkdir(CACHE, { recursive: true });
  // Two may make it at once; whoever comes last puts the same in its place.
  const made = `${file}.${randomUUID()}`;
  await writeFile(made, dump.stream());
  await rename(made, file);
  return file;
}
