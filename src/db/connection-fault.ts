import { Client } from 'pg';

/** What a look-up and a connection that breaks end with; connecting itself fails in its own ways. */
const NO_ANSWER = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT']);

/** The driver's own errors have no code. */
const NO_ANSWER_TEXT = /^(Connection terminated|timeout e)/;

/** SQLSTATE classes of a server that answers but lets nobody in: credentials, database, resources, shutdown. */
const REFUSED = /^(28|3D|53|57P)/;

/**
 * Says that the server of DATABASE_URL cannot be talked to, and what to do; undefined where the error is
 * another one. The password is never in it.
 */
export function connectionFault(error: unknown, url: string): string | undefined {
  // A host with several addresses fails with one error for each.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(cause instanceof Error)) return undefined;
  const code = 'code' in cause ? String(cause.code) : '';
  const isConnecting = 'syscall' in cause && cause.syscall === 'connect';
  const isSilent = isConnecting || NO_ANSWER.has(code) || NO_ANSWER_TEXT.test(cause.message);
  if (!isSilent && !REFUSED.test(code)) return undefined;
  const verb = isSilent ? 'does not answer' : 'lets nobody in';
  return `the database of DATABASE_URL (${serverName(url)}) ${verb}: ${cause.message}; start it or correct the URL`;
}

/** "host:port/database" as the driver reads the URL, with its defaults. */
export function serverName(url: string): string {
  const { host, port, database } = new Client({ connectionString: url });
  return `${host}:${port}/${database ?? ''}`;
}
