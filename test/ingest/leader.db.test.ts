import { expect, test, vi } from 'vitest';
import { tryLock } from '#db/lock.ts';
import { openDatabase } from '#db/open.ts';
import { seekLeadership } from '#ingest/leader.ts';
import { createPostgresDatabase, engine, testDatabase } from '../support/database.ts';

function fail(error: unknown): never {
  throw error;
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

test('an instance alone leads at once, with a new term each time', async () => {
  await using database = await testDatabase();
  const terms: number[] = [];
  for (let round = 0; round < 2; round++) {
    const stop = new AbortController();
    const lead = async (term: number, signal: AbortSignal): Promise<void> => {
      terms.push(term);
      stop.abort();
      await untilAborted(signal);
    };
    await seekLeadership(database, lead, { signal: stop.signal, onError: fail });
  }
  expect(terms).toEqual([1, 2]);
});

test('an error while leading is told, and leadership sought again', async () => {
  await using database = await testDatabase();
  const stop = new AbortController();
  const errors: unknown[] = [];
  const lead = async (term: number): Promise<void> => {
    if (term === 2) stop.abort();
    else throw new Error('lost the database');
  };
  await seekLeadership(database, lead, {
    signal: stop.signal,
    onError: (error) => errors.push(error),
    everyMs: 1,
  });
  expect(errors).toMatchObject([{ message: 'lost the database' }]);
});

test.skipIf(engine === 'pglite')(
  'of two instances one leads, and the other takes over when it goes',
  async () => {
    const target = await createPostgresDatabase();
    await using first = await openDatabase(target);
    await using second = await openDatabase(target);
    const leading: string[] = [];
    const start = (name: string, database: typeof first): { stop: AbortController; done: Promise<void> } => {
      const stop = new AbortController();
      const lead = async (term: number, signal: AbortSignal): Promise<void> => {
        leading.push(`${name} ${term}`);
        await untilAborted(signal);
      };
      const options = { signal: stop.signal, onError: fail, everyMs: 50 };
      return { stop, done: seekLeadership(database, lead, options) };
    };
    const one = start('one', first);
    await vi.waitFor(() => expect(leading).toEqual(['one 1']));
    const two = start('two', second);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(leading).toEqual(['one 1']);
    one.stop.abort();
    await one.done;
    await vi.waitFor(() => expect(leading).toEqual(['one 1', 'two 2']));
    two.stop.abort();
    await two.done;
  },
);

test.skipIf(engine === 'pglite')('a lock whose connection the server ends is said to be lost', async () => {
  const target = await createPostgresDatabase();
  await using database = await openDatabase(target);
  await using lock = await tryLock(database, 7);
  expect(await tryLock(database, 7)).toBeUndefined();
  if (database.driver.engine !== 'postgres') throw new Error('unreachable');
  await database.driver.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'spotgraph leader' and datname = current_database()",
  );
  await vi.waitFor(() => expect(lock?.lost.aborted).toBe(true));
  await using again = await tryLock(database, 7);
  expect(again).toBeDefined();
});
