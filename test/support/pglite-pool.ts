import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, type LogEvent } from 'kysely';
import { openDatabase, type Database } from '#db/open.ts';
import type { DB } from '#db/tables.ts';
import { emptied, stateOf, type State } from './pglite-reset.ts';

type Kept = { readonly pglite: PGlite; readonly fresh: State };

/** What a test may take to let go of its database, in milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Migrated, empty PGlite databases, used again once they are closed: to open one takes a second of a core, to empty
 * one some ten milliseconds. One that cannot be brought back to what it was when it was new is not used again.
 */
export class PglitePool {
  #template: Promise<Blob> | undefined;
  readonly #free: Kept[] = [];

  async take(log?: (event: LogEvent) => void): Promise<Database> {
    const kept = this.#free.pop() ?? (await this.#open());
    const { pglite, close } = lent(kept.pglite, () => this.#takeBack(kept));
    return {
      db: new Kysely<DB>({ dialect: new PGliteDialect({ pglite }), ...(log ? { log } : {}) }),
      driver: { engine: 'pglite', pglite },
      [Symbol.asyncDispose]: close,
    };
  }

  async #open(): Promise<Kept> {
    this.#template ??= dumpMigrated();
    const { driver } = await openDatabase(
      { engine: 'pglite', dataDir: undefined },
      { loadDataDir: await this.#template },
    );
    if (driver.engine !== 'pglite') throw new Error('unreachable');
    return { pglite: driver.pglite, fresh: await stateOf(driver.pglite) };
  }

  async #takeBack(kept: Kept): Promise<void> {
    const { pglite, fresh } = kept;
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), PATIENCE_MS);
    const isAsNew = await Promise.race([emptied(pglite, fresh).catch(() => false), late.promise]);
    clearTimeout(timer);
    if (isAsNew) this.#free.push(kept);
    else await Promise.race([pglite.close().catch(() => {}), late.promise]);
  }
}

async function dumpMigrated(): Promise<Blob> {
  await using database = await openDatabase({ engine: 'pglite', dataDir: undefined });
  if (database.driver.engine !== 'pglite') throw new Error('unreachable');
  return database.driver.pglite.dumpDataDir('none');
}

/** One that ends for who has it when it is closed: what is asked later is refused, and nobody hears it any more. */
function lent(
  pglite: PGlite,
  takeBack: () => Promise<void>,
): { readonly pglite: PGlite; readonly close: () => Promise<void> } {
  const stops: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      for (const stop of stops) await stop();
      await takeBack();
    })());
  const listen: PGlite['listen'] = async (...args) => {
    const stop = await pglite.listen(...args);
    stops.push(stop);
    return stop;
  };
  const proxy = new Proxy(pglite, {
    get(target, key) {
      if (key === 'close') return close;
      if (key === 'closed') return closing !== undefined;
      if (closing) throw new Error(`PGlite is closed: ${String(key)}`);
      if (key === 'listen') return listen;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { pglite: proxy, close };
}
