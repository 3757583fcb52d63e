import { parseLooseJson } from './loose-json.ts';
import { readEntry } from './run-log.ts';
import type { RunPoint } from './run.ts';

export type RejectedLine = { readonly line: number; readonly reason: string };

/** The points that JSON lines tell, each with a step, and the lines that tell none. */
export function pointsOfText(text: string): {
  readonly points: readonly RunPoint[];
  readonly rejected: readonly RejectedLine[];
} {
  const points: RunPoint[] = [];
  const rejected: RejectedLine[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const read = pointOfLine(line);
    if (typeof read === 'string') rejected.push({ line: index + 1, reason: read });
    else points.push(read);
  }
  return { points, rejected };
}

/** The point, or why there is none. */
function pointOfLine(line: string): RunPoint | string {
  let value: unknown;
  try {
    value = parseLooseJson(line);
  } catch {
    return 'is not JSON';
  }
  const entry = readEntry(value);
  if ('fault' in entry) return entry.fault;
  return entry.point?.point ?? 'tells no step: what is of the whole run is told by recordRun';
}
