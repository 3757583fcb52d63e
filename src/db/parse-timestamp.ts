const ZERO = 48;

/**
 * Milliseconds of a timestamp as PostgreSQL writes it ("2026-01-31 12:00:00.123456+00"); what is finer is left out.
 * The form of a server in UTC is read digit by digit, four times as fast as by `Date.parse`: a page of the tape holds
 * tens of thousands.
 */
export function parseTimestamp(text: string): number {
  const { length } = text;
  if (length < 22 || length > 29 || text[4] !== '-' || !text.endsWith('+00')) return parseAny(text);
  let ms = 0;
  for (let index = 20, unit = 100; index < length - 3 && unit >= 1; index++, unit /= 10)
    ms += (text.charCodeAt(index) - ZERO) * unit;
  const year = two(text, 0) * 100 + two(text, 2);
  if (year < 100) return parseAny(text);
  return Date.UTC(year, two(text, 5) - 1, two(text, 8), two(text, 11), two(text, 14), two(text, 17), ms);
}

function two(text: string, index: number): number {
  return (text.charCodeAt(index) - ZERO) * 10 + text.charCodeAt(index + 1) - ZERO;
}

function parseAny(text: string): number {
  const at = text.replace(' ', 'T');
  // An offset may be of whole hours, without minutes: "+00".
  return Date.parse(at[at.length - 3] === ':' ? at : `${at}:00`);
}
