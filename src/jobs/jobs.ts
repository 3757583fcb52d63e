import { ENDING_MS, LOOK_EVERY_S, type JobEvents, type OpenBoss } from './boss.ts';
import { endingWithin } from './ending-within.ts';

/** Work that comes back: on every instance there is a worker, and each run is taken by one of them. */
export type Job = {
  readonly name: string;
  /** Five fields, UTC. */
  readonly cron: string;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/** A worker that says nothing for this long is taken for dead, and its run is given to another. */
const HEARTBEAT_S = 60;

/**
 * Runs jobs once now and then as scheduled until disposed. A run that fails is told and comes back with the next
 * turn; runs of one job do not overlap while their workers live, but a job must bear being run twice.
 */
export async function startJobs(
  { boss }: OpenBoss,
  jobs: readonly Job[],
  { onError }: JobEvents,
): Promise<AsyncDisposable> {
  const stop = new AbortController();
  for (const { name, cron } of jobs) {
    await boss.createQueue(name, {
      // One run is waiting or under way at most. Under `stately`, which has one of each, a run that is under
      // way while figures of queues are taken keeps the next from being fetched until they are taken again.
      policy: 'exclusive',
      retryLimit: 1,
      heartbeatSeconds: HEARTBEAT_S,
      deleteAfterSeconds: 3600,
      retentionSeconds: 3600,
    });
    await boss.schedule(name, cron, null, { tz: 'UTC' });
  }
  // What an instance before this one was killed at is given up first: one run of a job is waiting at most.
  await boss.supervise();
  for (const { name, run } of jobs) {
    // The worker looks once now, and then every so often: what it finds now need not wait for its minute.
    await boss.send(name);
    await boss.work(name, { pollingIntervalSeconds: LOOK_EVERY_S }, async () => {
      try {
        await run(stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        onError(name, error);
        throw error;
      }
    });
  }
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await endingWithin(
        ENDING_MS,
        jobs.map(({ name }) => boss.offWork(name)),
      );
    },
  };
}
