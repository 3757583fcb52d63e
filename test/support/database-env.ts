import { createPostgresDatabase, engine } from './database.ts';
import { migratedDataDir } from './migrated-pglite.ts';

/** The settings of a process by which it has an empty database of its own, on the engine this run is for. */
export async function databaseEnv(): Promise<AsyncDisposable & { readonly env: Record<string, string> }> {
  if (engine === 'postgres') {
    const { url } = await createPostgresDatabase();
    return { env: { DATABASE_URL: url }, [Symbol.asyncDispose]: async () => {} };
  }
  const folder = await migratedDataDir();
  return { env: { DATA_DIR: folder.path }, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
