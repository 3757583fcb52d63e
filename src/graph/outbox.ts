import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';

/** Work for later, of one queue. */
export type Task = {
  readonly queue: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Not before then; at once where absent. */
  readonly startAt?: Instant;
  /** Tasks of one group do not take more than their share of the workers. */
  readonly group?: string;
};

/** Queues work in the caller's transaction: it is done where that commits, and never was where it does not. */
export type Outbox = { send(trx: Db, tasks: readonly Task[]): Promise<void> };
