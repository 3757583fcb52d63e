import { PgBoss, fromPglite, type ConstructorOptions } from 'pg-boss';
import { sharedPglite, type JobPglite } from './shared-pglite.ts';

/** Work that comes back: on every instance there is a worker, and each run is taken by one of them. */
export type Job = {
  readonly name: string;
  /** Five fields, UTC. */
  readonly cron: string;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/** Where the queue is kept: on the one connection of PGlite, or on few of its own. */
export type JobStore =
  | { readonly engine: 'pglite'; readonly pglite: JobPglite }
  | { readonly engine: 'postgres'; readonly url: string };

export type JobEvents = { readonly onError: (job: string, error: unknown) => void };

const SCHEMA = 'pgboss';

/** Each look for work is a query; PGlite answers one at a time. */
const LOOK_EVERY_S = 15;
const MAINTAIN_EVERY_S = 600;

/** How often runs of dead workers are looked for: until then nobody takes up their job. */
const SUPERVISE_EVERY_S = 60;

/** A worker that says nothing for this long is taken for dead, and its run is given to another. */
const HEARTBEAT_S = 60;

/** How long a run may take to end once asked to. */
const ENDING_MS = 5000;

/**
 * Runs jobs once now and then as scheduled until disposed. A run that fails is told and comes back with the next
 * turn; runs of one job do not overlap while their workers live, but a job must bear being run twice.
 */
export async function startJobs(
  store: JobStore,
  jobs: readonly Job[],
  { onError }: JobEvents,
): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const where: ConstructorOptions =
    store.engine === 'pglite'
      ? { db: fromPglite(sharedPglite(store.pglite)), backend: 'pglite' }
      : { connectionString: store.url, max: 2, application_name: 'spotgraph jobs' };
  const boss = new PgBoss({
    ...where,
    schema: SCHEMA,
    superviseIntervalSeconds: SUPERVISE_EVERY_S,
    maintenanceIntervalSeconds: MAINTAIN_EVERY_S,
    monitorIntervalSeconds: SUPERVISE_EVERY_S,
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: LOOK_EVERY_S,
  });
  boss.on('error', (error) => {
    if (!stop.signal.aborted) onError('queue', error);
  });
  await boss.start();
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
      await boss.stop({ graceful: true, timeout: ENDING_MS, close: true });
    },
  };
}
