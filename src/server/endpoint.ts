import type { IncomingMessage } from 'node:http';

const HOST = /^([\w.-]{1,250}|\[[\da-f:.]{2,45}\])(:\d{1,5})?$/i;

/**
 * The URL a caller reached /graphql by, by what the request says itself: it is told to nobody but that caller, and
 * nothing else goes by it. Undefined where it names no host.
 */
export function endpointOf({ headers }: IncomingMessage): string | undefined {
  const { host = '' } = headers;
  // A proxy that ends TLS says so.
  const isSecure = headers['x-forwarded-proto'] === 'https';
  return HOST.test(host) ? `${isSecure ? 'https' : 'http'}://${host}/graphql` : undefined;
}
