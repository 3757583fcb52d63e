/** How far a job has come. */
export type WorkloadStatus = 'SUBMITTED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/**
 * Which moves are legal. A job may fail or be given up before it begins; only one that ran can complete; what
 * has ended stays as it ended.
 */
const MOVES: Readonly<Record<WorkloadStatus, readonly WorkloadStatus[]>> = {
  SUBMITTED: ['RUNNING', 'FAILED', 'CANCELLED'],
  RUNNING: ['COMPLETED', 'FAILED', 'CANCELLED'],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
};

export function movesFrom(status: WorkloadStatus): readonly WorkloadStatus[] {
  return MOVES[status];
}

export function hasEnded(status: WorkloadStatus): boolean {
  return MOVES[status].length === 0;
}

/** Why a workload cannot be moved so, with what it can; null where it can. */
export function moveFault(from: WorkloadStatus, to: WorkloadStatus): string | null {
  if (MOVES[from].includes(to)) return null;
  if (hasEnded(from))
    return `It is ${from}, and what has ended stays so. Submit the job again where it runs again.`;
  const legal = MOVES[from].join(', ');
  return `It is ${from}, and cannot become ${to}. From ${from} it becomes one of: ${legal}.`;
}
