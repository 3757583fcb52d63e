import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, type InputFault } from '../graph-input-error.ts';
import type { RunPoint, StoredRun } from './run.ts';
import { sumUpPoints, writePoints, type WrittenPoints } from './store-run-points.ts';
import { lockRun } from './store-runs.ts';

/** Points of one run: a point every few seconds of a day’s training, or every step of 100,000. */
export const MOST_POINTS = 100_000;

/** Points of one call. */
export const MOST_POINTS_AT_ONCE = 1000;

export type RecordedPoints =
  { readonly run: StoredRun; readonly written: WrittenPoints } | { readonly faults: readonly InputFault[] };

/**
 * Records points of an owner's run. The step is the key: the same point again changes nothing, one that tells more is
 * filled, one that contradicts is left as it was, or with `correct` replaced. All others are kept.
 */
export async function recordRunPoints(
  db: Db,
  owner: OwnerId,
  name: string,
  points: readonly RunPoint[],
  { correct, now }: { readonly correct: boolean; readonly now: Instant },
): Promise<RecordedPoints> {
  const recorded = db.transaction().execute(async (trx): Promise<RecordedPoints> => {
    const run = await lockRun(trx, owner, name);
    if (!run) return { faults: [unknownRun(name)] };
    if (points.length === 0) return { run, written: NOTHING };
    const written = await writePoints(trx, run.id, byStep(points), { correct });
    // Known once they are written, as points sent again are no more; what is thrown takes them back.
    if (run.points + written.added > MOST_POINTS) throw new TooManyPoints(run.points + written.added);
    const isChanged = written.added + written.filled + written.corrected > 0;
    return { run: isChanged ? await sumUpPoints(trx, run.id, now) : run, written };
  });
  return recorded.catch((error: unknown) => {
    if (!(error instanceof TooManyPoints)) throw error;
    return { faults: [inputFault('TOO_MANY', 'points', error.message)] };
  });
}

class TooManyPoints extends Error {
  constructor(points: number) {
    super(`A run has at most ${MOST_POINTS} points, and this one would have ${points}: send every tenth.`);
    this.name = 'TooManyPoints';
  }
}

const NOTHING: WrittenPoints = { added: 0, filled: 0, corrected: 0, contradicted: 0, contradictedSteps: [] };

function unknownRun(name: string): InputFault {
  const message = `No run of yours is called ${JSON.stringify(name.slice(0, 60))}: record it first with recordRun.`;
  return inputFault('NOT_FOUND', 'run', message);
}

/**
 * One point for each step, of all that is told of it: loss and validation loss often come apart. Of two that differ
 * the later one counts, as a run that was resumed measures its steps anew.
 */
export function byStep(points: readonly RunPoint[]): RunPoint[] {
  const merged = new Map<number, RunPoint>();
  for (const point of points) {
    const known = merged.get(point.step);
    const told = Object.fromEntries(Object.entries(point).filter(([, value]) => value !== null));
    merged.set(point.step, known ? { ...known, ...told, diverged: known.diverged || point.diverged } : point);
  }
  return [...merged.values()];
}
