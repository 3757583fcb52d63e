import { tryLock } from '#db/lock.ts';
import type { Database } from '#db/open.ts';
import { beginTerm } from '#market/store-record.ts';

/** Any number will do as long as nothing else on the database locks it; these are the letters "tape". */
const LEADER_LOCK = 0x74_61_70_65;

export type LeadershipOptions = {
  /** Ends the leadership and the wait for it. */
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
  /** How often an instance that does not lead tries to. */
  readonly everyMs?: number;
};

/**
 * Has `lead` run on at most one instance at a time, here as soon as no other has it. The lock decides
 * who polls; the term, checked inside each transaction that appends, makes a leader that does not yet
 * know it was deposed harmless. `lead` must end when its signal aborts.
 */
export async function seekLeadership(
  database: Database,
  lead: (term: number, signal: AbortSignal) => Promise<void>,
  { signal, onError, everyMs = 1000 }: LeadershipOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await using lock = await tryLock(database, LEADER_LOCK);
      if (lock) {
        const term = await beginTerm(database.db);
        await lead(term, AbortSignal.any([signal, lock.lost]));
      }
    } catch (error) {
      onError(error);
    }
    await pause(everyMs, signal);
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
