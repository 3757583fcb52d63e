import { Webhook } from 'standardwebhooks';
import { SECOND_MS, type Instant } from '#units/time.ts';

/** What is signed: the id and the bytes are those of every attempt, the instant is this one's. */
export type Unsigned = { readonly id: string; readonly at: Instant; readonly body: string };

/**
 * The headers of Standard Webhooks: id, seconds since 1970, and a signature by each secret (`whsec_…`), so that a
 * receiver which knows any of them can verify the message while they change.
 */
export function signedHeaders(
  { id, at, body }: Unsigned,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / SECOND_MS)),
    'webhook-signature': signatures.join(' '),
  };
}
