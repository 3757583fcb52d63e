import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { inputFault } from '../graph-input-error.ts';
import { noSuch, type Which } from '../which-own.ts';
import { pastFaults } from './asked-workload.ts';
import { hasEnded, moveFault, type WorkloadStatus } from './status-machine.ts';
import { tellChange } from './store-changes.ts';
import { lockWorkload, moveWorkload } from './store-workloads.ts';
import { refused, type Answered } from './submit-workload.ts';
import { WORKLOAD } from './which-workload.ts';
import type { Workload } from './workload.ts';

export type Move = {
  readonly which: Which;
  readonly status: WorkloadStatus;
  /** When it happened; null for now. */
  readonly at: Instant | null;
};

/**
 * Moves a workload. It is locked meanwhile, so of two who move it at once the second sees what the first did: it is
 * refused, or has asked for the same and changes nothing.
 */
export async function setStatus(db: Db, owner: OwnerId, move: Move, now: Instant): Promise<Answered> {
  const faults = pastFaults('at', move.at, now);
  if (faults.length > 0) return refused(...faults);
  return db.transaction().execute(async (trx) => {
    const workload = await lockWorkload(trx, owner, move.which);
    if (!workload) return refused(noSuch(WORKLOAD, move.which));
    if (workload.status === move.status) return again(workload, move);
    const fault = moveFault(workload.status, move.status);
    if (fault !== null) return refused(inputFault('ILLEGAL_MOVE', 'status', fault));
    const at = move.at ?? now;
    if (workload.startedAt !== null && at < workload.startedAt) {
      const message = `It began at ${formatInstant(workload.startedAt)}: it cannot end before that.`;
      return refused(inputFault('BAD_TIME', 'at', message));
    }
    const ends = hasEnded(move.status);
    const to = {
      status: move.status,
      startedAt: ends ? workload.startedAt : at,
      endedAt: ends ? at : null,
    };
    const moved = await moveWorkload(trx, workload, to, now);
    const change = { before: workload.status, after: move.status, at, recordedAt: now, source: null };
    await tellChange(trx, workload, { kind: 'STATUS', ...change });
    return { workload: moved, replayed: false, errors: [] };
  });
}

/** The same told twice is harmless; the same of another instant would be lost in silence. */
function again(workload: Workload, { status, at }: Move): Answered {
  const since = sinceOf(workload);
  if (at === null || at === since) return { workload, replayed: true, errors: [] };
  const message = `It is ${status} since ${formatInstant(since)} already, and what was told stays. Leave \`at\` out, or give that.`;
  return refused(inputFault('BAD_TIME', 'at', message));
}

function sinceOf({ status, submittedAt, startedAt, endedAt }: Workload): Instant {
  if (status === 'SUBMITTED') return submittedAt;
  return endedAt ?? startedAt ?? submittedAt;
}
