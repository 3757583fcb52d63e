import { connectionFault } from '#db/connection-fault.ts';
import type { Terminal } from './command.ts';

/** A failure as a person reads it: its message, and what to look at. The stack is for LOG_LEVEL=debug. */
export function errorText(error: unknown, env: Terminal['env']): string {
  // A host with several addresses fails with one error for each.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  if (!(cause instanceof Error)) return `Failed: ${String(cause)}`;
  if (['debug', 'trace'].includes(env['LOG_LEVEL']?.toLowerCase() ?? '')) return cause.stack ?? cause.message;
  const url = env['DATABASE_URL']?.trim();
  return (url ? connectionFault(cause, url) : undefined) ?? cause.message;
}
