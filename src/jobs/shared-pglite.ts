import type { PGliteLike } from 'pg-boss';

/** What of PGlite the queue is kept on. */
export type JobPglite = Pick<PGliteLike, 'query' | 'exec'> & {
  transaction<T>(work: (tx: Pick<PGliteLike, 'exec'>) => Promise<T>): Promise<T>;
};

const BLOCK = /^\s*begin\s*;(.*);\s*commit\s*;?\s*$/is;

/**
 * PGlite's one connection, for pg-boss beside everybody else. pg-boss sends a block from `begin` to
 * `commit` as one text, and rolls back afterwards where it failed: in between the connection is free, and
 * the next in line would find itself in a failed transaction. As a transaction of PGlite's own nobody gets
 * in between, and the late rollback finds nothing to roll back: like every statement it waits while a
 * transaction is open.
 */
export function sharedPglite(pglite: JobPglite): PGliteLike {
  return {
    query: (text, values) => pglite.query(text, values),
    exec: async (text) => {
      const block = BLOCK.exec(text)?.[1];
      return block === undefined ? pglite.exec(text) : pglite.transaction((tx) => tx.exec(block));
    },
  };
}
