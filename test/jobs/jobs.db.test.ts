import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { openBoss, type JobEvents, type JobStore } from '#jobs/boss.ts';
import { startJobs, type Job } from '#jobs/jobs.ts';
import { engine, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

function storeOf({ driver }: Database): JobStore {
  return driver.engine === 'pglite' ? driver : { engine: 'postgres', url: driver.url };
}

async function start(database: Database, jobs: readonly Job[], events: JobEvents): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  stack.use(await startJobs(stack.use(await openBoss(storeOf(database), events)), jobs, events));
  return stack.move();
}

function job(name: string, run: Job['run']): Job {
  return { name, cron: '* * * * *', run };
}

const failing = { onError: (name: string, error: unknown) => expect.fail(`${name}: ${String(error)}`) };

test('jobs run at once when started; one that throws is told and harms no other', async () => {
  await using database = await testDatabase();
  const ran: string[] = [];
  const errors: string[] = [];
  {
    await using _running = await start(
      database,
      [
        job('good', async () => void ran.push('good')),
        job('bad', async () => {
          throw new Error('broken');
        }),
      ],
      { onError: (name, error) => errors.push(`${name}: ${(error as Error).message}`) },
    );
    await until(() => ran.length > 0 && errors.length > 0);
  }
  expect(errors[0]).toBe('bad: broken');
  // The database is still ours after the end.
  expect((await database.db.selectFrom('tape').select('seq').execute()).length).toBe(1);
});

test('of two instances one runs a job at a time', async () => {
  await using database = await testDatabase();
  let under = 0;
  let most = 0;
  let runs = 0;
  const alone = job('alone', async () => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setTimeout(resolve, 300));
    under--;
    runs++;
  });
  await using _one = await start(database, [alone], failing);
  await using _two = await start(database, [alone], failing);
  await until(() => runs >= 1 && under === 0);
  expect(most).toBe(1);
});

test('a run whose worker was killed is made up for by the next instance', { timeout: 60_000 }, async () => {
  await using database = await testDatabase();
  const stuck = Promise.withResolvers<void>();
  {
    await using _first = await start(database, [job('torn', async () => stuck.resolve())], failing);
    await stuck.promise;
  }
  // As a process that was killed two minutes ago leaves it.
  await sql`update pgboss.job set state = 'active', completed_on = null,
    started_on = now() - interval '3 minutes', heartbeat_on = now() - interval '2 minutes'
    where name = 'torn'`.execute(database.db);
  await sql`update pgboss.queue set monitor_claim_on = null where name = 'torn'`.execute(database.db);
  let again = 0;
  await using _second = await start(database, [job('torn', async () => void again++)], failing);
  await until(() => again > 0);
  expect(again).toBeGreaterThan(0);
});

test('ending aborts the run under way, and leaves nothing active', async () => {
  await using database = await testDatabase();
  const began = Promise.withResolvers<void>();
  let aborted = false;
  const running = await start(
    database,
    [
      job('long', (signal) => {
        began.resolve();
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve();
          });
        });
      }),
    ],
    failing,
  );
  await began.promise;
  await running[Symbol.asyncDispose]();
  expect(aborted).toBe(true);
  const { rows } =
    await sql`select state::text from pgboss.job where name = 'long' and state = 'active'`.execute(
      database.db,
    );
  expect(rows).toEqual([]);
});

test.runIf(engine === 'pglite')(
  'a failure of the queue touches no transaction on the connection they share',
  async () => {
    await using database = await testDatabase();
    const { db, driver } = database;
    if (driver.engine !== 'pglite') throw new Error('unreachable');
    const { fromPglite } = await import('pg-boss');
    const { sharedPglite } = await import('#jobs/shared-pglite.ts');
    const queue = fromPglite(sharedPglite(driver.pglite));
    const failures: Promise<unknown>[] = [];
    await sql`create table told (n int)`.execute(db);
    await db.transaction().execute(async (trx) => {
      await sql`insert into told values (1)`.execute(trx);
      for (const text of ['select 1 / 0', 'begin; insert into told values (9); select 1 / 0; commit;'])
        failures.push(queue.executeSql(text).catch((error: Error) => error.message));
      failures.push(queue.executeSql('select 1 / $1::int', [0]).catch((error: Error) => error.message));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await sql`insert into told values (2)`.execute(trx);
    });
    // Who stands in line right behind the failed block is not caught in it.
    const next = db.transaction().execute((trx) => sql`insert into told values (3)`.execute(trx));
    expect(await Promise.all(failures)).toEqual(Array(3).fill('division by zero'));
    await next;
    expect((await sql`select n from told order by n`.execute(db)).rows).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
  },
);
