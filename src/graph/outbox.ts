import type { Db } from '#db/open.ts';
import type { Task } from '#units/task.ts';

/** Queues work in the caller's transaction: it is done where that commits, and never was where it does not. */
export type Outbox = { send(trx: Db, tasks: readonly Task[]): Promise<void> };
