import type { Terminal } from './command.ts';

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ECONNRESET',
  'EAI_AGAIN',
]);

/** A failure as a person reads it: its message, and what to look at. The stack is for LOG_LEVEL=debug. */
export function errorText(error: unknown, env: Terminal['env']): string {
  // A host with several addresses fails with one error for each.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  if (!(cause instanceof Error)) return `Failed: ${String(cause)}`;
  if (['debug', 'trace'].includes(env['LOG_LEVEL']?.toLowerCase() ?? '')) return cause.stack ?? cause.message;
  const code = 'code' in cause ? String(cause.code) : '';
  if (NO_CONNECTION.has(code)) {
    return `The database cannot be reached: ${cause.message}. Is the server of DATABASE_URL running, and its address right?`;
  }
  return cause.message;
}
