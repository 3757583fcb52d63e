/**
 * What is wrong with a string that PostgreSQL would not take, or undefined. Such strings are refused at
 * the door, so that no query has to think of them.
 */
export function stringFault(text: string): string | undefined {
  if (text.includes('\0')) return 'holds a NUL character: leave it out.';
  if (!text.isWellFormed()) return 'holds half of a surrogate pair: send well-formed Unicode.';
  return undefined;
}
