import { isUtf8 } from 'node:buffer';

/** A line of a text file with its number, from 1, or why it could not be read. The line break is no part of it. */
export type Line =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly problem: string };

/** No line of an import file is near this; a longer one is dropped as it streams by. */
export const LONGEST_LINE = 65_536;

const LF = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Splits UTF-8 bytes into lines that end with LF or CRLF, a portion at a time. Lines are those of the
 * file: a line break inside quotes ends a line as well, so that a stray quote costs one line and not the
 * rest of the file. A byte order mark at the start is dropped.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let isOverlong = false;

  const keep = (bytes: Uint8Array): void => {
    if (isOverlong || bytes.length === 0) return;
    rest.push(bytes);
    restBytes += bytes.length;
    if (restBytes <= LONGEST_LINE) return;
    isOverlong = true;
    rest = [];
  };
  const finishRest = (end: Uint8Array): Line => {
    keep(end);
    number++;
    const line = isOverlong ? { number, problem: tooLong() } : lineOf(Buffer.concat(rest), number);
    [rest, restBytes, isOverlong] = [[], 0, false];
    return line;
  };

  for await (const chunk of chunks) {
    const firstBreak = chunk.indexOf(LF);
    if (firstBreak === -1) {
      keep(chunk);
      continue;
    }
    const lines: Line[] = [finishRest(chunk.subarray(0, firstBreak))];
    const lastBreak = chunk.lastIndexOf(LF);
    if (lastBreak > firstBreak) {
      for (const line of linesOf(chunk.subarray(firstBreak + 1, lastBreak), number + 1)) lines.push(line);
      number += lines.length - 1;
    }
    keep(chunk.subarray(lastBreak + 1));
    yield lines;
  }
  if (restBytes > 0) yield [finishRest(new Uint8Array())];
}

function linesOf(bytes: Uint8Array, first: number): Line[] {
  if (isUtf8(bytes)) {
    return toText(bytes)
      .split('\n')
      .map((text, index) => checkedLine(text, first + index));
  }
  const lines: Line[] = [];
  for (let from = 0; from <= bytes.length;) {
    const end = bytes.indexOf(LF, from);
    const to = end === -1 ? bytes.length : end;
    lines.push(lineOf(bytes.subarray(from, to), first + lines.length));
    from = to + 1;
  }
  return lines;
}

function lineOf(bytes: Uint8Array, number: number): Line {
  if (!isUtf8(bytes)) return { number, problem: 'is not UTF-8 text' };
  return checkedLine(toText(bytes), number);
}

function checkedLine(text: string, number: number): Line {
  if (text.length > LONGEST_LINE) return { number, problem: tooLong() };
  const from = number === 1 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  return { number, text: text.slice(from, text.endsWith('\r') ? -1 : undefined) };
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function tooLong(): string {
  return `is longer than ${LONGEST_LINE} bytes`;
}
