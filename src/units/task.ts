import type { Instant } from './time.ts';

/** Work for later, of one queue. */
export type Task = {
  readonly queue: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Not before then; at once where absent. */
  readonly startAt?: Instant;
  /** Tasks of one group do not take more than their share of the workers. */
  readonly group?: string;
  /**
   * Where the last task of its group failed: it comes after those which are not doubtful, one of its group at a time,
   * and all that are doubtful leave room for those which are not.
   */
  readonly doubtful?: boolean;
};
