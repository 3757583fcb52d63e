import { fromKysely, type Job, type KyselyTransactionLike, type PgBoss } from 'pg-boss';
import { SECOND_MS } from '#units/time.ts';
import { ENDING_MS, type JobEvents } from './boss.ts';
import { endingWithin } from './ending-within.ts';
import { Places } from './places.ts';

/** A task that was taken. */
export type TakenTask = {
  readonly data: Readonly<Record<string, unknown>>;
  /** Marks it done in the worker's transaction: with what came of it, or not at all. Otherwise it is done when `run` ends. */
  readonly done: (trx: KyselyTransactionLike) => Promise<void>;
  /** Waits for somebody else, and leaves its place to another task meanwhile: nothing of ours is held while it does. */
  readonly outside: <T>(wait: () => Promise<T>) => Promise<T>;
};

export type TaskWorker = {
  readonly queue: string;
  /** Where it throws, the task is taken again later. The signal asks it to end now, and give the task back so. */
  readonly run: (task: TakenTask, signal: AbortSignal) => Promise<void>;
};

/** Tasks at work at once on an instance: what they ask of the database and of the processor is bounded by it. */
const AT_WORK = 50;

export type Room = {
  /** Tasks under way at once on an instance, those that wait outside included: each holds a socket and its message. */
  readonly underWay: number;
  /** Of them doubtful ones: however many groups hang, those that did not fail find the rest of the room. */
  readonly doubtful: number;
};

/** Room for a thousand groups that begin to hang at one moment, and as many again that are known to. */
export const ROOM: Room = { underWay: 5000, doubtful: 1000 };

/** Of one group, on all instances: who is slow keeps this many waiting, and nobody else. */
const AT_ONCE_PER_GROUP = 4;

/** The tier of doubtful tasks in their group, and where they stand in line: all others have 0. */
export const DOUBTFUL = 'doubtful';
export const DOUBTFUL_PRIORITY = -1;

/** Cover for bells that are lost and for tasks queued long ago for now; and how often is said what is still under way. */
const LOOK_EVERY_MS = 5 * SECOND_MS;

type Running = {
  readonly group: string | undefined;
  readonly isDoubtful: boolean;
  readonly end: Promise<void>;
};

/** Takes a queue's tasks as they come, as many at once as may be, by one query for all that can be taken. */
export class TaskLoop implements AsyncDisposable {
  readonly #boss: PgBoss;
  readonly #worker: TaskWorker;
  readonly #room: Room;
  readonly #onError: JobEvents['onError'];
  readonly #running = new Map<string, Running>();
  readonly #places = new Places(AT_WORK, () => this.look());
  readonly #stop = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  #looking: Promise<void> | undefined;
  #again = false;
  #ending = false;

  constructor(boss: PgBoss, worker: TaskWorker, room: Room, { onError }: JobEvents) {
    this.#boss = boss;
    this.#worker = worker;
    this.#room = room;
    this.#onError = onError;
    this.#timers.add(
      setInterval(() => {
        void this.#sayAlive();
        this.look();
      }, LOOK_EVERY_MS),
    );
    this.look();
  }

  /** Looks for tasks now, and once more where it is at it already. */
  look(): void {
    this.#again = true;
    this.#looking ??= this.#takeAll().finally(() => {
      this.#looking = undefined;
      if (this.#again && !this.#ending) this.look();
    });
  }

  /** Looks for tasks after so long. */
  lookIn(ms: number): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.look();
      },
      Math.max(0, ms),
    );
    this.#timers.add(timer);
  }

  async #sayAlive(): Promise<void> {
    if (this.#running.size === 0) return;
    // Where this fails, the look that goes with it does too, and tells of it.
    await this.#boss.touch(this.#worker.queue, [...this.#running.keys()]).catch(() => {});
  }

  async #takeAll(): Promise<void> {
    const { queue } = this.#worker;
    while (this.#again && !this.#ending) {
      this.#again = false;
      const free = Math.min(this.#places.free, this.#room.underWay - this.#running.size);
      if (free <= 0) return;
      try {
        const jobs = await this.#boss.fetch<TakenTask['data']>(queue, {
          batchSize: free,
          groupConcurrency: { default: AT_ONCE_PER_GROUP, tiers: { [DOUBTFUL]: 1 } },
          ...(this.#takesDoubtful() ? {} : { minPriority: DOUBTFUL_PRIORITY + 1 }),
          ignoreGroups: this.#fullGroups(),
        });
        for (const job of jobs) this.#take(job);
        // A batch may be of one group alone, and cut to its share: behind it there are others.
        if (jobs.length > 0) this.#again = true;
      } catch (error) {
        if (!this.#ending) this.#onError(queue, error);
        return;
      }
    }
  }

  #takesDoubtful(): boolean {
    let doubtful = 0;
    for (const { isDoubtful } of this.#running.values()) if (isDoubtful) doubtful++;
    return doubtful < this.#room.doubtful;
  }

  #isAtWork(group: string): boolean {
    return this.#running.values().some((one) => one.group === group);
  }

  #fullGroups(): string[] {
    const counts = new Map<string, number>();
    for (const { group } of this.#running.values())
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1);
    return [...counts].flatMap(([group, count]) => (count >= AT_ONCE_PER_GROUP ? [group] : []));
  }

  #take(job: Job<TakenTask['data']>): void {
    const group = job.groupId ?? undefined;
    const isDoubtful = job.groupTier === DOUBTFUL;
    const end = this.#run(job).finally(() => {
      const wasFull =
        this.#running.size >= this.#room.underWay ||
        (group !== undefined && this.#fullGroups().includes(group));
      this.#running.delete(job.id);
      // What can be taken otherwise is under way, or will ring: a doubtful one can where nobody of its group is.
      if ((wasFull || (group !== undefined && !this.#isAtWork(group))) && !this.#ending) this.look();
    });
    this.#running.set(job.id, { group, isDoubtful, end });
  }

  async #run({ id, data }: Job<TakenTask['data']>): Promise<void> {
    const { queue, run } = this.#worker;
    let done = false;
    // It was asked for by as many as are free.
    this.#places.take();
    try {
      await run(
        {
          data,
          done: async (trx) => {
            await this.#boss.complete(queue, id, null, { db: fromKysely(trx) });
            done = true;
          },
          outside: (wait) => this.#places.outside(wait),
        },
        this.#stop.signal,
      );
      if (!done) await this.#boss.complete(queue, id);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#onError(queue, error);
      // Where this fails as well, the task is found lost in time.
      await this.#boss.fail(queue, id).catch(() => {});
    } finally {
      this.#places.leave();
    }
  }

  /** Lets what is under way end, for a while; what has not by then is given back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#looking;
    const ends = () => [...this.#running.values()].map(({ end }) => end);
    await endingWithin(ENDING_MS, ends());
    this.#stop.abort();
    await endingWithin(ENDING_MS, ends());
  }
}
