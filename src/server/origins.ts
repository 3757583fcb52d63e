/** Which web pages may use this server from a browser. A page the server itself serves always may. */
export type OriginPolicy =
  | { readonly kind: 'any' }
  /** Pages of this machine: localhost and the loopback addresses, on any port. */
  | { readonly kind: 'local' }
  | { readonly kind: 'listed'; readonly origins: readonly string[] };

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * True where a request with this Origin header may be answered to the page that made it. `host` is the
 * request's own Host header.
 */
export function allowsOrigin(policy: OriginPolicy, origin: string, host: string | undefined): boolean {
  if (policy.kind === 'any') return true;
  if (host !== undefined && isSameHost(origin, host)) return true;
  return policy.kind === 'local' ? LOOPBACK.test(origin) : policy.origins.includes(origin);
}

function isSameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/** The CORS headers of an answer. Credentials are never allowed: there are no cookies to send. */
export function corsHeaders(
  policy: OriginPolicy,
  { origin, host }: { readonly origin?: string | undefined; readonly host?: string | undefined },
): Readonly<Record<string, string>> {
  if (policy.kind === 'any') return { 'Access-Control-Allow-Origin': '*', ...EXPOSED };
  if (origin === undefined || !allowsOrigin(policy, origin, host)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...EXPOSED };
}

const EXPOSED = { 'Access-Control-Expose-Headers': 'X-Request-Id, Server-Timing, Retry-After, ETag' };

/** What a preflight is told beside `corsHeaders`. */
export const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type, Authorization, X-Request-Id',
  'Access-Control-Max-Age': '600',
};
