import { DAY_MS, formatInstant, parseInstant, type Instant } from '#units/time.ts';
import type { CsvPositions } from './csv-header.ts';
import { quoted } from './quoted.ts';

/** A value, or what is wrong with it as the rest of a sentence that begins with the column and the text. */
export type Read<T> = { readonly value: T } | { readonly fault: string };

/** Reads one line's fields by column, and gathers every problem it meets, each with its column and what was found there. */
export type FieldReader<C extends string> = {
  readonly problems: string[];
  /** Spaces around a value are no part of it. Undefined where there is a problem. */
  readonly read: <T>(column: C, parse: (text: string) => Read<T>) => T | undefined;
};

const USUAL_LENGTH = 64;

/** `longest` says what each column may hold, in characters; 64 where it does not. */
export function fieldReader<C extends string>(
  fields: readonly string[],
  columns: CsvPositions<C>,
  longest: Readonly<Partial<Record<C, number>>>,
): FieldReader<C> {
  const problems: string[] = [];
  if (fields.length !== columns.count) {
    const hint = fields.length > columns.count ? ': a value with a comma in it must be in double quotes' : '';
    problems.push(`${fields.length} fields where the header has ${columns.count}${hint}`);
    return { problems, read: () => undefined };
  }
  return {
    problems,
    read: (column, parse) => {
      const position = columns.at[column];
      const text = position === undefined ? '' : (fields[position] ?? '').trim();
      const unusable = textFault(text, longest[column] ?? USUAL_LENGTH);
      const parsed = unusable === undefined ? parse(text) : { fault: unusable };
      if ('value' in parsed) return parsed.value;
      problems.push(
        text === '' ? `${column} is empty: ${parsed.fault}` : `${column} ${quoted(text)} ${parsed.fault}`,
      );
      return undefined;
    },
  };
}

function textFault(text: string, longest: number): string | undefined {
  if (text.length > longest) return `is ${text.length} characters long, more than ${longest}`;
  // Control characters, line separators and halves of surrogate pairs are no part of any name.
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return 'has a control character in it';
  return undefined;
}

const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/** A time with its offset, no later than a day from `now`. */
export function readTime(text: string, now: Instant): Read<Instant> {
  const at = parseInstant(text);
  const form = 'write it as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00';
  if (at === undefined) {
    if (text === '') return { fault: form };
    return {
      fault: DATE_AND_TIME.test(text)
        ? `lacks a time or its offset from UTC: ${form}`
        : `is no time: ${form}`,
    };
  }
  if (at > now + DAY_MS) return { fault: `is in the future: it is ${formatInstant(now)} now` };
  return { value: at };
}

/** Any text but none. */
export function readName(text: string, fault: string): Read<string> {
  return text === '' ? { fault } : { value: text };
}
