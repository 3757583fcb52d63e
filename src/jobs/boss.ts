import { PgBoss, fromPglite, type ConstructorOptions } from 'pg-boss';
import { sharedPglite, type JobPglite } from './shared-pglite.ts';

/** Where the queue is kept: on the one connection of PGlite, or on few of its own. */
export type JobStore =
  | { readonly engine: 'pglite'; readonly pglite: JobPglite }
  | { readonly engine: 'postgres'; readonly url: string };

export type JobEvents = { readonly onError: (job: string, error: unknown) => void };

/** The queue's machinery, looking after itself: jobs and tasks are on it. Disposed after whoever uses it. */
export type OpenBoss = AsyncDisposable & {
  readonly boss: PgBoss;
  /** Takes back what a process that was killed was at, of a queue that nobody here is at: on PGlite, at once. */
  readonly takeBack: (queue: string) => Promise<void>;
};

const SCHEMA = 'pgboss';

/** Each look for work is a query; PGlite answers one at a time. */
export const LOOK_EVERY_S = 15;
const MAINTAIN_EVERY_S = 600;

/** How often runs of dead workers are looked for: until then nobody takes up their job. */
const SUPERVISE_EVERY_S = 10;

/** How long what is under way may take to end once asked to. */
export const ENDING_MS = 5000;

/** Brings the queue's own tables up to date, and begins to look after them. */
export async function openBoss(store: JobStore, { onError }: JobEvents): Promise<OpenBoss> {
  let ending = false;
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
    if (!ending) onError('queue', error);
  });
  await boss.start();
  return {
    boss,
    takeBack: (queue) => takeBack(store, queue),
    async [Symbol.asyncDispose]() {
      ending = true;
      await boss.stop({ graceful: true, timeout: ENDING_MS, close: true });
    },
  };
}

/**
 * PGlite's folder is one process's at a time: who is before its first task knows that nobody else is at one. On
 * PostgreSQL others may live, and the dead are known by their silence alone.
 */
async function takeBack(store: JobStore, queue: string): Promise<void> {
  if (store.engine !== 'pglite') return;
  await store.pglite.query(
    `update ${SCHEMA}.job set state = 'created', started_on = null, heartbeat_on = null
     where name = $1 and state = 'active'`,
    [queue],
  );
}
