import { regionByCode } from '#catalog/regions.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { RegionCode } from '#units/region.ts';
import type { Clock } from '#units/time.ts';
import { inputTextFaults } from '../graph-input-error.ts';
import { NAME_LENGTH, toldFaults } from './check-run.ts';
import type { ToldFacts } from './merge-run.ts';
import type { LogValue } from './run-log-lines.ts';
import { readEntry, type LogEntry } from './run-log.ts';
import { present, writeRun, type LoggedRun } from './write-run.ts';

export type RejectedLine = { readonly line: number; readonly reason: string };

export type RunImport = {
  /** Lines that are not blank; each is taken or rejected. */
  readonly lines: number;
  readonly rejected: number;
  readonly runs: number;
  readonly newRuns: number;
  readonly added: number;
  readonly filled: number;
  readonly corrected: number;
  /** Points that were left as they were, because something else is kept of their step. */
  readonly contradicted: number;
  /** Fields that nothing is kept of, with how many lines had them. */
  readonly ignored: ReadonlyMap<string, number>;
};

export type RunImportOptions = {
  /** What lines without a name are of; null where each has to say. */
  readonly name: string | null;
  /** What counts for a run that is new, and where its lines do not say. */
  readonly told: LogEntry['told'];
  readonly correct: boolean;
  readonly now: Clock;
  readonly onReject: (rejected: RejectedLine) => void;
};

/** Points that are held before they are written. */
const BATCH = 50_000;

/** What counts for every run cannot be used. */
export class UnusableOption extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnusableOption';
  }
}

/** Records what a log tells of runs and their steps. The same log again adds nothing. */
export async function importRuns(
  db: Db,
  owner: OwnerId,
  values: AsyncIterable<LogValue>,
  options: RunImportOptions,
): Promise<RunImport> {
  const { now, correct, onReject } = options;
  const sum = { lines: 0, rejected: 0, newRuns: 0, added: 0, filled: 0, corrected: 0, contradicted: 0 };
  const ignored = new Map<string, number>();
  const names = new Set<string>();
  const otherwise = resolved(options.told);
  if ('fault' in otherwise) throw new UnusableOption(otherwise.fault);
  let pending = new Map<string, LoggedRun>();
  let held = 0;

  const reject = (line: number, reason: string, lines = 1): void => {
    sum.rejected += lines;
    onReject({ line, reason });
  };
  const flush = async (): Promise<void> => {
    for (const [name, one] of pending) {
      const written = await writeRun(db, owner, { name, ...one, otherwise, correct, now: now() });
      for (const { line, reason, lines } of written.rejected) reject(line, reason, lines);
      if (written.isNew) sum.newRuns++;
      for (const key of ['added', 'filled', 'corrected', 'contradicted'] as const)
        sum[key] += written.points[key];
    }
    pending = new Map();
    held = 0;
  };
  for await (const { number, read } of values) {
    sum.lines++;
    const entry = 'fault' in read ? read : readEntry(read.value);
    if ('fault' in entry) {
      reject(number, entry.fault);
      continue;
    }
    for (const field of entry.ignored) ignored.set(field, (ignored.get(field) ?? 0) + 1);
    const name = entry.name ?? options.name;
    const facts = resolved(entry.told);
    const fault = name === null ? 'names no run: give it "run"' : 'fault' in facts ? facts.fault : undefined;
    if (fault !== undefined || name === null || !('told' in facts)) {
      reject(number, fault ?? '');
      continue;
    }
    const [wrong] = [...inputTextFaults('run', name, NAME_LENGTH), ...toldFaults(facts.told, now())];
    if (wrong) {
      reject(number, wrong.message);
      continue;
    }
    names.add(name);
    const one: LoggedRun = pending.get(name) ?? { told: [], points: [] };
    pending.set(name, one);
    const last = one.told.at(-1);
    const isSame = last && JSON.stringify(present(last.facts)) === JSON.stringify(present(facts.told));
    if (Object.keys(present(facts.told)).length > 0 && !isSame)
      one.told.push({ line: number, facts: facts.told });
    if (entry.point) {
      one.points.push({ line: number, logged: entry.point });
      held++;
    }
    if (held >= BATCH) await flush();
  }
  await flush();
  return { ...sum, runs: names.size, ignored };
}

/** A line’s GPU and region as the catalog calls them. */
function resolved({
  gpu: named,
  ...told
}: LogEntry['told']): { readonly told: ToldFacts } | { readonly fault: string } {
  const region = told.region == null ? null : told.region.trim().toUpperCase();
  if (region !== null && !regionByCode(region as RegionCode))
    return {
      fault: `"region" is ${JSON.stringify(told.region)}: give an ISO 3166 code such as "DE" or "US-CA"`,
    };
  if (named == null) return { told: { ...told, region } };
  const resolution = resolveGpu(named);
  if (resolution.kind === 'MAPPED') return { told: { ...told, region, gpu: resolution.gpu.slug } };
  const meant =
    resolution.kind === 'AMBIGUOUS'
      ? `may be any of ${resolution.candidates.map(({ name }) => name).join(', ')}`
      : 'is no GPU the catalog knows';
  return { fault: `"gpu" ${JSON.stringify(named)} ${meant}` };
}
