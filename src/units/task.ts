import type { Instant } from './time.ts';

/** Work for later, of one queue. */
export type Task = {
  readonly queue: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Not before then; at once where absent. */
  readonly startAt?: Instant;
  /** Tasks of one group do not take more than their share of the workers. */
  readonly group?: string;
};
