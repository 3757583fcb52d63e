import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps a second process from opening a PGlite directory, which has no lock of its own and would be
 * corrupted. The lock is a listening local socket named for the directory: the operating system drops
 * it with the process, however that ends, where a pid file would have to be judged stale.
 * Throws where another process holds it.
 */
export async function lockDataDir(dataDir: string): Promise<AsyncDisposable> {
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 32);
  const path =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\spotgraph-${name}`
      : join(tmpdir(), `spotgraph-${name}.sock`);
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = createServer((socket) => socket.destroy());
    const taken = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
      );
      server.listen(path, () => resolve(false));
    });
    if (!taken) {
      server.unref();
      return {
        [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
      };
    }
    if (await answers(path)) {
      throw new Error(
        `${dataDir} is in use by another spotgraph process. Stop it, choose another DATA_DIR, ` +
          'or set DATABASE_URL to a PostgreSQL server, which several processes can share.',
      );
    }
    await rm(path, { force: true });
  }
  throw new Error(`could not lock ${dataDir}: ${path} can be neither used nor removed`);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
