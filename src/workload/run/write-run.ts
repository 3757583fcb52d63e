import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';
import type { ToldFacts } from './merge-run.ts';
import { recordRunPoints } from './record-run-points.ts';
import { recordRun } from './record-run.ts';
import type { LoggedPoint } from './run-log.ts';
import type { StoredRun } from './run.ts';
import type { WrittenPoints } from './store-run-points.ts';
import { storedRuns } from './store-runs.ts';

/** What a log tells of one run, line by line. */
export type LoggedRun = {
  readonly told: { readonly line: number; readonly facts: ToldFacts }[];
  readonly points: { readonly line: number; readonly logged: LoggedPoint }[];
};

type Writing = LoggedRun & {
  readonly name: string;
  /** What counts where nothing else is told and nothing is known. */
  readonly otherwise: { readonly told: ToldFacts };
  readonly correct: boolean;
  readonly now: Instant;
};

export type WrittenRun = {
  readonly isNew: boolean;
  readonly points: WrittenPoints;
  readonly rejected: readonly { readonly line: number; readonly reason: string; readonly lines: number }[];
};

const NO_POINTS: WrittenPoints = {
  added: 0,
  filled: 0,
  corrected: 0,
  contradicted: 0,
  contradictedSteps: [],
};

/** Writes what a log tells of one run: first of the run, in the order of its lines, then its points. */
export async function writeRun(db: Db, owner: OwnerId, writing: Writing): Promise<WrittenRun> {
  const { name, told, points, correct, now } = writing;
  const [known] = await storedRuns(db, owner, { names: [name] });
  let run: StoredRun | undefined = known;
  const rejected: { line: number; reason: string; lines: number }[] = [];
  /** A line is rejected once, however much is wrong with it. */
  const reject = (line: number, reason: string, lines = 1) => {
    const before = rejected.find((one) => one.line === line);
    if (!before) rejected.push({ line, reason, lines });
    else if (!before.reason.includes(reason))
      Object.assign(before, { reason: `${before.reason} ${reason}`, lines: Math.max(before.lines, lines) });
  };
  const first = told[0]?.line ?? points[0]?.line ?? 0;
  const begun = { line: first, facts: beginning(writing, known) };
  for (const { line, facts } of [begun, ...told]) {
    if (Object.keys(present(facts)).length === 0) continue;
    const result = await recordRun(db, owner, { name, told: facts, correct }, now);
    if ('faults' in result) reject(line, result.faults.map(({ message }) => message).join(' '));
    else ({ run } = result);
  }
  const isNew = known === undefined && run !== undefined;
  const firstPoint = points[0];
  if (!firstPoint) return { isNew, points: NO_POINTS, rejected };
  if (!run) {
    const reason = `Points of ${JSON.stringify(name)} are left out: no run of yours is called so, and no line tells its model.`;
    reject(firstPoint.line, reason, points.length);
    return { isNew, points: NO_POINTS, rejected };
  }
  const { startedAt } = run;
  const placed = points.map(({ logged: { point, at } }) =>
    point.hours === null && at !== null && startedAt !== null && at >= startedAt
      ? { ...point, hours: (at - startedAt) / HOUR_MS }
      : point,
  );
  const result = await recordRunPoints(db, owner, name, placed, { correct, now });
  if ('written' in result) return { isNew, points: result.written, rejected };
  reject(firstPoint.line, result.faults.map(({ message }) => message).join(' '), points.length);
  return { isNew, points: NO_POINTS, rejected };
}

/**
 * What a run begins with: its model, what counts otherwise, and its start, where points tell the time and not how long
 * it had run. Nothing that is known or told by a line.
 */
function beginning({ told, points, otherwise }: Writing, known: StoredRun | undefined): ToldFacts {
  const own: ToldFacts = Object.assign({}, ...told.map(({ facts }) => present(facts)));
  const facts = { ...present(otherwise.told), startedAt: startOf(points) } as Record<string, unknown>;
  const isOpen = (field: string) =>
    (own as Record<string, unknown>)[field] == null &&
    (known as Record<string, unknown> | undefined)?.[field] == null;
  const open = Object.fromEntries(Object.entries(facts).filter(([field]) => isOpen(field)));
  return known ? open : { ...open, ...(own.model == null ? {} : { model: own.model }) };
}

function startOf(points: LoggedRun['points']): Instant | null {
  const times = points.flatMap(({ logged: { point, at } }) =>
    point.hours === null && at !== null ? at : [],
  );
  return times.length === 0 ? null : times.reduce((least, at) => (at < least ? at : least));
}

/** What is told at all. */
export function present(facts: ToldFacts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value != null));
}
