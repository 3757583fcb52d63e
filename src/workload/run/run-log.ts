import type { Instant } from '#units/time.ts';
import { HOURS_AT_WORK } from '../setup-rules.ts';
import { MOST } from './check-run.ts';
import type { ToldFacts } from './merge-run.ts';
import type { RunPoint } from './run.ts';
import {
  plainName,
  POINT_NAMES,
  SETUP_NAMES,
  SUMMARY_NAMES,
  TOTAL_NAMES,
  type Reading,
} from './run-log-names.ts';
import { readValue, UnusableValue } from './run-log-values.ts';

/** A point as a log tells it: with the hours since the start, or the time it was measured. */
export type LoggedPoint = { readonly point: RunPoint; readonly at: Instant | null };

/** What one line of a log tells. Names are as they came. */
export type LogEntry = {
  /** The run it is of; null where the line does not say. */
  readonly name: string | null;
  readonly told: Omit<ToldFacts, 'gpu'> & { readonly gpu?: string };
  readonly point: LoggedPoint | null;
  /** Fields that nothing is kept of. */
  readonly ignored: readonly string[];
};

type Fields = ReadonlyMap<string, readonly [name: string, value: unknown]>;

/** Reads a line of a log that was parsed. The fault is a sentence’s end: what is wrong with it. */
export function readEntry(value: unknown): LogEntry | { readonly fault: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: 'is not a JSON object' };
  const fields: Fields = new Map(
    Object.entries(value).map(([name, one]) => [plainName(name), [name, one] as const]),
  );
  try {
    return entryOf(fields);
  } catch (error) {
    if (error instanceof UnusableValue) return { fault: error.message };
    throw error;
  }
}

function entryOf(fields: Fields): LogEntry {
  const used = new Set<string>();
  const { name, ...setup } = taken(fields, SETUP_NAMES, used);
  const isSummary = SUMMARY_NAMES.some((one) => fields.has(one));
  const point = isSummary ? null : pointOf(fields, used);
  const totals = point ? {} : totalsOf(fields, used);
  const told = { ...setup, ...totals } as LogEntry['told'];
  const ignored = [...fields].flatMap(([plain, [as]]) => (used.has(plain) ? [] : [as]));
  return { name: (name as string | undefined) ?? null, told, point, ignored };
}

function totalsOf(fields: Fields, used: Set<string>): Record<string, unknown> {
  const { seconds, ...totals } = taken(fields, TOTAL_NAMES, used);
  const kept = Object.fromEntries(Object.entries(totals).filter(([, value]) => !Number.isNaN(value)));
  return { ...(seconds === undefined ? {} : { hours: seconds }), ...kept };
}

/** A loss beyond all bounds has left the numbers as one that is infinite has. */
function isLost(loss: number | undefined): boolean {
  return loss !== undefined && !(Math.abs(loss) <= MOST.loss);
}

function lossOf(loss: number | undefined): number | null {
  return loss === undefined || isLost(loss) ? null : loss;
}

/** Null where there is no step. */
function pointOf(fields: Fields, used: Set<string>): LoggedPoint | null {
  const [step] = POINT_NAMES;
  if (taken(fields, [step!], new Set())['step'] === undefined) return null;
  const read = taken(fields, POINT_NAMES, used) as Partial<Record<string, number>>;
  checkPoint(read);
  const { trainLoss, validationLoss } = read;
  const point: RunPoint = {
    step: read['step'] ?? 0,
    epoch: read['epoch'] ?? null,
    hours: read['hours'] ?? read['seconds'] ?? read['clock'] ?? null,
    samples: read['samples'] ?? null,
    tokens: read['tokens'] ?? null,
    trainLoss: lossOf(trainLoss),
    validationLoss: lossOf(validationLoss),
    accuracy: read['accuracy'] ?? null,
    learningRate: read['learningRate'] ?? null,
    diverged: isLost(trainLoss) || isLost(validationLoss),
  };
  const beyond = MOST_OF_POINT.find(([key, most]) => (point[key] ?? 0) > most);
  if (beyond)
    throw new UnusableValue(
      `"${beyond[0]}" is ${point[beyond[0]]}, and ${beyond[1]} is the most there can be`,
    );
  return { point, at: (read['at'] as Instant | undefined) ?? null };
}

const MOST_OF_POINT = [
  ['step', MOST.count],
  ['epoch', MOST.epochs],
  ['hours', HOURS_AT_WORK[1]],
  ['samples', MOST.count],
  ['tokens', MOST.count],
  ['learningRate', MOST.learningRate],
] as const satisfies readonly (readonly [keyof RunPoint, number])[];

function checkPoint(read: Partial<Record<string, number>>): void {
  const negative = Object.entries(read).find(
    ([key, value]) => !key.endsWith('Loss') && value !== undefined && value < 0,
  );
  if (negative) throw new UnusableValue(`"${negative[0]}" is ${negative[1]}, and cannot be below 0`);
}

/** Of each key the value of its best name; all of its names count as used. */
function taken(
  fields: Fields,
  names: readonly (readonly [string, Reading, readonly string[]])[],
  used: Set<string>,
): Record<string, unknown> {
  const found = names.flatMap(([key, reading, aliases]) => {
    for (const alias of aliases) {
      const field = fields.get(alias);
      if (!field) continue;
      const value = readValue(field[0], field[1], reading);
      for (const name of aliases) used.add(name);
      if (value !== undefined) return [[key, value] as const];
    }
    return [];
  });
  return Object.fromEntries(found);
}
