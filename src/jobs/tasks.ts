import { fromKysely, type KyselyTransactionLike } from 'pg-boss';
import type { Task } from '#units/task.ts';
import { instant, SECOND_MS, type Clock, type Instant } from '#units/time.ts';
import type { JobEvents, OpenBoss } from './boss.ts';
import { DOUBTFUL, DOUBTFUL_PRIORITY, ROOM, TaskLoop, type Room, type TaskWorker } from './task-loop.ts';

/** Rung, once a transaction, for tasks that can be taken at once. */
export const TASK_CHANNEL = 'spotgraph_task';

/** A task whose worker lives and does not end is taken for lost after this long. */
const LOST_AFTER_S = 120;

/**
 * A worker that says nothing for this long is dead, and what it was at is given to another: some half a minute after
 * it died, as the dead are looked for now and then. It says so three times in the meantime. On PGlite it is given to
 * the next process at its start.
 */
const DEAD_AFTER_S = 15;

/** Tasks that are to start this soon are looked for at their time; later ones are found by looking now and then. */
const SOON_MS = 60 * SECOND_MS;

export type TaskOptions = JobEvents & {
  readonly queues: readonly string[];
  readonly now: Clock;
};

/** Work that is queued in transactions: `send` takes it from now on, workers do it once they are started. */
export type Tasks = {
  send(trx: KyselyTransactionLike, tasks: readonly Task[]): Promise<void>;
  /** Does the tasks of a queue until disposed; then it gives back what it could not end. */
  start(worker: TaskWorker, room?: Room): AsyncDisposable;
  /** Something may have been queued. */
  ring(): void;
};

/** Makes queues for tasks. A task is done at least once: its work must bear being done twice. */
export async function openTasks({ boss, takeBack }: OpenBoss, { queues, now, onError }: TaskOptions): Promise<Tasks> {
  for (const queue of queues) {
    await boss.createQueue(queue, {
      expireInSeconds: LOST_AFTER_S,
      heartbeatSeconds: DEAD_AFTER_S,
      // A task that fails here found no database, or met a fault of ours: it is not given up, but tried less often.
      retryLimit: 1000,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      deleteAfterSeconds: 600,
    });
    // Now the queue is known here: within a transaction of PGlite's one connection nobody could ask for it.
    await boss.insert(queue, []);
    await takeBack(queue);
  }
  const loops = new Set<TaskLoop>();
  const ring = () => {
    for (const loop of loops) loop.look();
  };
  return {
    async send(trx, tasks) {
      if (tasks.length === 0) return;
      const db = fromKysely(trx);
      for (const [queue, ofQueue] of Map.groupBy(tasks, (task) => task.queue))
        await boss.insert(queue, ofQueue.map(insertOf), { db });
      if (tasks.some(({ startAt }) => startAt === undefined))
        await db.executeSql('select pg_notify($1, $2)', [TASK_CHANNEL, '']);
      const asked = now();
      for (const loop of loops) for (const startAt of startsOf(tasks, asked)) loop.lookIn(startAt - asked);
    },
    start(worker, room = ROOM) {
      const loop = new TaskLoop(boss, worker, room, { onError });
      loops.add(loop);
      return {
        async [Symbol.asyncDispose]() {
          await loop[Symbol.asyncDispose]();
          loops.delete(loop);
        },
      };
    },
    ring,
  };
}

function insertOf(task: Task): Parameters<OpenBoss['boss']['insert']>[1][number] {
  const { data, startAt, group, doubtful = false } = task;
  return {
    data,
    ...(startAt === undefined ? {} : { startAfter: new Date(startAt) }),
    ...(group === undefined ? {} : { group: { id: group, ...(doubtful ? { tier: DOUBTFUL } : {}) } }),
    ...(doubtful ? { priority: DOUBTFUL_PRIORITY } : {}),
  };
}

/** When the next tasks start, in steps of a tenth of a second: one look finds all of a step. */
function startsOf(tasks: readonly Task[], asked: Instant): ReadonlySet<Instant> {
  const soon = tasks.flatMap(({ startAt }) =>
    startAt === undefined || startAt - asked > SOON_MS ? [] : [instant(Math.ceil(startAt / 100) * 100)],
  );
  return new Set(soon);
}
