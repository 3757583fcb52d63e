import { parseLooseJson } from './loose-json.ts';

/** A line of a log, or why it could not be read. */
export type LogLine =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly problem: string };

/** A line, or an entry of a document’s list, that was parsed; numbers from 1. */
export type LogValue = {
  readonly number: number;
  readonly read: { readonly value: unknown } | { readonly fault: string };
};

/** A trainer’s state of 100,000 entries is a fifth of this. */
const LONGEST_DOCUMENT = 64 * 1024 * 1024;

/**
 * What a log holds: JSON lines, or one document with a list of entries (Hugging Face’s trainer_state.json, a JSON
 * array). Blank lines are left out.
 */
export async function* logValues(
  portions: AsyncIterable<readonly LogLine[]> | Iterable<readonly LogLine[]>,
): AsyncGenerator<LogValue> {
  let held: LogLine[] | undefined;
  let heldLength = 0;
  let isFirst = true;
  for await (const portion of portions) {
    for (const line of portion) {
      const text = 'text' in line ? line.text : '';
      if (isFirst && 'text' in line && text.trim() === '') continue;
      if (isFirst) held = opensDocument(text) ? [] : undefined;
      isFirst = false;
      if (!held) {
        yield* valueOfLine(line);
        continue;
      }
      held.push(line);
      heldLength += text.length + 1;
      if (heldLength <= LONGEST_DOCUMENT) continue;
      for (const one of held) yield* valueOfLine(one);
      held = undefined;
    }
  }
  if (!held) return;
  const entries = entriesOf(held);
  if (!entries) {
    for (const line of held) yield* valueOfLine(line);
    return;
  }
  for (const [index, value] of entries.entries()) yield { number: index + 1, read: { value } };
}

/** True where a first line begins what later lines go on with, or holds a list of entries itself. */
function opensDocument(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    return listIn(parseLooseJson(text)) !== undefined;
  } catch {
    return true;
  }
}

function entriesOf(lines: readonly LogLine[]): readonly unknown[] | undefined {
  if (lines.some((line) => 'problem' in line)) return undefined;
  try {
    return listIn(parseLooseJson(lines.map((line) => ('text' in line ? line.text : '')).join('\n')));
  } catch {
    return undefined;
  }
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || !('log_history' in value)) return undefined;
  const { log_history: entries, global_step: _step, ...state } = value as Record<string, unknown>;
  return Array.isArray(entries) ? [...(entries as unknown[]), state] : undefined;
}

function* valueOfLine(line: LogLine): Generator<LogValue> {
  const { number } = line;
  if ('problem' in line) {
    yield { number, read: { fault: line.problem } };
    return;
  }
  if (line.text.trim() === '') return;
  try {
    yield { number, read: { value: parseLooseJson(line.text) } };
  } catch {
    yield { number, read: { fault: 'is not JSON' } };
  }
}
