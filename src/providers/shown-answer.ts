import { cleaned } from '#units/quote-laws.ts';

const MAX_EXCERPT = 200;
const MIN_SECRET_LENGTH = 16;

/** What a body is, for a message: its start where it is text to be read. */
export function described(text: string): string {
  const start = text.trimStart();
  if (start === '') return 'an empty body';
  if (start.startsWith('<') && !start.startsWith('<?xml')) return 'an HTML page';
  return `“${cleaned(start.slice(0, MAX_EXCERPT * 2), MAX_EXCERPT)}”`;
}

/** A secret shorter than any real one is left in: it might be a word of the answer. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .reduce((clean, secret) => clean.replaceAll(secret, '[key]'), text);
}
