import { expect, test } from 'vitest';
import { startJobs, type Job, type JobStore } from '#jobs/jobs.ts';
import type { Database } from '#db/open.ts';
import { testDatabase, engine } from '../support/database.ts';

function storeOf({ driver }: Database): JobStore {
  return driver.engine === 'pglite' ? driver : { engine: 'postgres', url: driver.url };
}

test('a job runs, its failure is told, and ending ends it', { timeout: 120_000 }, async () => {
  await using database = await testDatabase();
  const ran = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<string>();
  const job = (name: string, run: Job['run']): Job => ({ name, cron: '* * * * *', run });
  {
    await using _jobs = await startJobs(
      storeOf(database),
      [
        job('good', async () => ran.resolve()),
        job('bad', async () => {
          throw new Error('broken');
        }),
      ],
      { onError: (name, error) => failed.resolve(`${name}: ${(error as Error).message}`) },
    );
    await ran.promise;
    expect(await failed.promise).toBe('bad: broken');
  }
  // The database is still ours after the end.
  expect((await database.db.selectFrom('tape').select('seq').execute()).length).toBe(1);
});

test.skipIf(engine === 'pglite')('of two instances one takes each run', { timeout: 200_000 }, async () => {
  await using database = await testDatabase();
  const minutes: number[] = [];
  const job: Job = {
    name: 'once',
    cron: '* * * * *',
    run: async () => {
      minutes.push(Math.round(performance.now() / 60_000));
    },
  };
  await using _one = await startJobs(storeOf(database), [job], { onError: () => {} });
  await using _two = await startJobs(storeOf(database), [job], { onError: () => {} });
  const began = performance.now();
  while (minutes.length < 2) await new Promise((resolve) => setTimeout(resolve, 500));
  const passed = performance.now() - began;
  expect(minutes.length).toBeLessThanOrEqual(Math.ceil(passed / 60_000) + 1);
});
