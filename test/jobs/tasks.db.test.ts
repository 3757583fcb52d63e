import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { listen } from '#db/listen.ts';
import type { Database } from '#db/open.ts';
import { openBoss, type JobStore, type OpenBoss } from '#jobs/boss.ts';
import type { Room, TakenTask } from '#jobs/task-loop.ts';
import { openTasks, TASK_CHANNEL, type Tasks } from '#jobs/tasks.ts';
import type { Task } from '#units/task.ts';
import { instant, plusMs } from '#units/time.ts';
import { engine, testDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const QUEUES = [
  'left',
  'kept',
  'rung',
  'slow',
  'crowd',
  'torn',
  'done',
  'later',
  'given',
  'undone',
  'alive',
  'full',
  'few',
  'one',
  'behind',
];
const now = () => instant(Date.now());
const errors: string[] = [];
const onError = (name: string, error: unknown) => void errors.push(`${name}: ${(error as Error).message}`);

let stack: AsyncDisposableStack;
let database: Database;
let boss: OpenBoss;
let tasks: Tasks;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  database = stack.use(await testDatabase());
  const { driver } = database;
  const store: JobStore = driver.engine === 'pglite' ? driver : { engine: 'postgres', url: driver.url };
  boss = stack.use(await openBoss(store, { onError }));
  tasks = await openTasks(boss, { queues: QUEUES, now, onError });
  stack.use(await listen(database, TASK_CHANNEL, { onNotify: () => tasks.ring(), onError: () => {} }));
});

afterAll(() => stack.disposeAsync());

async function statesOf(queue: string): Promise<unknown[]> {
  const { rows } = await sql<{ state: string }>`
    select state::text from pgboss.job where name = ${queue} order by state`.execute(database.db);
  return rows.map(({ state }) => state);
}

function collect(queue: string): { seen: TakenTask['data'][]; worker: AsyncDisposable } {
  const seen: TakenTask['data'][] = [];
  return { seen, worker: tasks.start({ queue, run: async ({ data }) => void seen.push(data) }) };
}

test('a task is there where its transaction commits, and never was where it does not', async () => {
  const { db } = database;
  await db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'kept', data: { n: 1 } }]));
  const undone = db.transaction().execute(async (trx) => {
    await tasks.send(trx, [{ queue: 'kept', data: { n: 2 } }]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await db.transaction().execute((trx) => tasks.send(trx, []));
  // Queued before there is a worker.
  const { seen, worker } = collect('kept');
  await using _ = worker;
  await until(() => seen.length > 0);
  expect(seen).toEqual([{ n: 1 }]);
});

test('a task is begun when it is queued, not when it is next looked for', async () => {
  const { seen, worker } = collect('rung');
  await using _ = worker;
  // The look at the start is over.
  await new Promise((resolve) => setTimeout(resolve, 100));
  await database.db.transaction().execute((trx) =>
    tasks.send(
      trx,
      Array.from({ length: 150 }, (_value, n) => ({ queue: 'rung', data: { n } })),
    ),
  );
  await until(() => seen.length > 0, 4000);
  await until(() => seen.length === 150, 20_000);
  expect(new Set(seen.map(({ n }) => n)).size).toBe(150);
});

test('a group whose tasks never end keeps its share of workers and no more', async () => {
  let stuck = 0;
  let most = 0;
  const good: unknown[] = [];
  const released = Promise.withResolvers<void>();
  {
    await using _ = tasks.start({
      queue: 'slow',
      run: async ({ data }) => {
        if (data['to'] === 'good') return void good.push(data);
        most = Math.max(most, ++stuck);
        await released.promise;
        stuck--;
      },
    });
    const queued = ['hanging', 'good'].flatMap((to) =>
      Array.from({ length: 50 }, () => ({ queue: 'slow', group: to, data: { to } })),
    );
    await database.db.transaction().execute((trx) => tasks.send(trx, queued));
    await until(() => good.length === 50, 20_000);
    expect(most).toBe(4);
    released.resolve();
  }
  // Those under way at the end were let end.
  expect(stuck).toBe(0);
  expect(errors).toEqual([]);
});

test('groups whose tasks wait outside keep nobody from being begun while there is room', async () => {
  const released = Promise.withResolvers<void>();
  let hanging = 0;
  let good = false;
  {
    const run = async ({ data, outside }: TakenTask) => {
      if (data['to'] === 'good') return void (good = true);
      hanging++;
      await outside(() => released.promise);
    };
    await using _ = tasks.start({ queue: 'crowd', run }, { underWay: 201, doubtful: 1 });
    const send = (to: string, count: number) =>
      Array.from({ length: count }, () => ({ queue: 'crowd', group: to, data: { to } }));
    await database.db.transaction().execute(async (trx) => {
      await tasks.send(trx, Array.from({ length: 50 }, (_value, n) => send(`hanging ${n}`, 5)).flat());
    });
    await database.db.transaction().execute((trx) => tasks.send(trx, send('good', 1)));
    await until(() => good, 20_000);
    await until(() => hanging === 200, 20_000);
    released.resolve();
    await until(() => hanging === 250, 20_000);
  }
  expect(await statesOf('crowd')).toEqual(Array(251).fill('completed'));
  expect(errors).toEqual([]);
});

test('a task that throws is told, and comes back', async () => {
  let runs = 0;
  await using _ = tasks.start({
    queue: 'torn',
    run: async () => {
      if (++runs === 1) throw new Error('broken');
    },
  });
  await database.db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'torn', data: {} }]));
  await until(() => runs === 1 && errors.includes('torn: broken'));
  await until(() => false, 50).catch(() => {});
  expect(await statesOf('torn')).toEqual(['retry']);
  await sql`update pgboss.job set start_after = now() where name = 'torn'`.execute(database.db);
  tasks.ring();
  await until(() => runs === 2);
});

test('a task is marked done with what came of it, or not at all', async () => {
  const { db } = database;
  let runs = 0;
  await sql`create table outcome (n int)`.execute(db);
  await using _ = tasks.start({
    queue: 'done',
    run: async ({ done }) => {
      runs++;
      await db.transaction().execute(async (trx) => {
        await sql`insert into outcome values (1)`.execute(trx);
        await done(trx);
      });
    },
  });
  await db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'done', data: {} }]));
  await until(() => runs === 1);
  await until(() => false, 50).catch(() => {});
  expect(await statesOf('done')).toEqual(['completed']);
  expect((await sql`select n from outcome`.execute(db)).rows).toEqual([{ n: 1 }]);
});

test('a task whose transaction fails is not done, though it was marked so in it', async () => {
  const { db } = database;
  await using _ = tasks.start({
    queue: 'undone',
    run: ({ done }) =>
      db.transaction().execute(async (trx) => {
        await done(trx);
        throw new Error('undone');
      }),
  });
  await db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'undone', data: {} }]));
  await until(() => errors.includes('undone: undone'));
  while ((await statesOf('undone'))[0] === 'active') await sleep(10);
  expect(await statesOf('undone')).toEqual(['retry']);
});

describe('without looking now and then', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  type Waiting = { readonly data: TakenTask['data']; readonly end: () => void };

  /** Begins a queue's tasks, each of which waits outside until it is ended. */
  function begin(queue: string, room?: Room): { begun: Waiting[]; worker: AsyncDisposable } {
    const begun: Waiting[] = [];
    const run = ({ data, outside }: TakenTask): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      begun.push({ data, end: resolve });
      return outside(() => promise);
    };
    const worker = tasks.start({ queue, run }, room);
    return {
      begun,
      worker: {
        async [Symbol.asyncDispose]() {
          for (const { end } of begun) end();
          await worker[Symbol.asyncDispose]();
        },
      },
    };
  }

  async function send(queue: string, count: number, of: Partial<Task> = {}): Promise<void> {
    const queued = Array.from({ length: count }, (_value, n) => ({ queue, data: { n }, ...of }));
    await database.db.transaction().execute((trx) => tasks.send(trx, queued));
  }

  test.each<[string, string, number, Partial<Task>, Room | undefined]>([
    ['of a group that had its share', 'full', 4, { group: 'one' }, undefined],
    ['that found no room', 'few', 2, {}, { underWay: 2, doubtful: 1 }],
    ['of a doubtful group', 'one', 1, { group: 'one', doubtful: true }, undefined],
  ])('a task %s is begun once another ends', async (_, queue, most, of, room) => {
    const { begun, worker } = begin(queue, room);
    await using _worker = worker;
    await send(queue, most + 1, of);
    await until(() => begun.length >= most);
    await sleep(50);
    expect(begun).toHaveLength(most);
    begun[0]?.end();
    await until(() => begun.length === most + 1);
    expect(new Set(begun.map(({ data }) => data['n'])).size).toBe(most + 1);
  });

  test('what is behind a crowd of one group is found at once', async () => {
    await send('behind', 120, { group: 'crowd' });
    await send('behind', 1, { data: { n: 'last' }, group: 'other' });
    const { begun, worker } = begin('behind');
    await using _worker = worker;
    await until(() => begun.some(({ data }) => data['n'] === 'last'));
    expect(begun).toHaveLength(5);
  });

  test('whoever is at a task says so while it lasts', async () => {
    const { begun, worker } = begin('alive');
    await using _worker = worker;
    await send('alive', 1);
    await until(() => begun.length === 1);
    const { db } = database;
    await sql`update pgboss.job set heartbeat_on = now() - interval '10 seconds' where name = 'alive'`.execute(
      db,
    );
    vi.advanceTimersByTime(5000);
    for (let fresh = false; !fresh; await sleep(10)) {
      const { rows } = await sql<{ fresh: boolean }>`
        select heartbeat_on > now() - interval '9 seconds' as fresh from pgboss.job where name = 'alive'`.execute(
        db,
      );
      fresh = rows[0]?.fresh ?? false;
    }
    expect(await statesOf('alive')).toEqual(['active']);
  });
});

test('a task is begun at its time', async () => {
  const { seen, worker } = collect('later');
  await using _ = worker;
  const startAt = plusMs(now(), 400);
  await database.db
    .transaction()
    .execute((trx) => tasks.send(trx, [{ queue: 'later', data: { n: 1 }, startAt }]));
  await until(() => seen.length > 0, 3000);
  expect(now()).toBeGreaterThanOrEqual(startAt);
});

test('a task whose worker was killed is taken by another', async () => {
  const { db } = database;
  await db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'given', data: { n: 1 } }]));
  // As a process leaves it that took it and was killed, half a minute ago.
  await boss.boss.fetch('given');
  await sql`update pgboss.job set heartbeat_on = now() - interval '30 seconds' where name = 'given'`.execute(
    db,
  );
  // The queue may have been looked after a moment ago.
  await sql`update pgboss.queue set monitor_claim_on = null where name = 'given'`.execute(db);
  await boss.boss.supervise('given');
  await sql`update pgboss.job set start_after = now() where name = 'given'`.execute(db);
  const { seen, worker } = collect('given');
  await using _ = worker;
  await until(() => seen.length > 0);
  expect(seen).toEqual([{ n: 1 }]);
});

test.runIf(engine === 'pglite')('what a killed process was at is taken by the next one at once', async () => {
  await database.db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'left', data: { n: 1 } }]));
  await boss.boss.fetch('left');
  const next = await openTasks(boss, { queues: ['left'], now, onError });
  const seen: unknown[] = [];
  await using _ = next.start({ queue: 'left', run: async ({ data }) => void seen.push(data) });
  await until(() => seen.length > 0);
  expect(seen).toEqual([{ n: 1 }]);
});

test.runIf(engine === 'postgres')('what another process is at stays its own when one starts', async () => {
  await database.db.transaction().execute((trx) => tasks.send(trx, [{ queue: 'left', data: { n: 1 } }]));
  await boss.boss.fetch('left');
  await openTasks(boss, { queues: ['left'], now, onError });
  expect(await statesOf('left')).toEqual(['active']);
});
