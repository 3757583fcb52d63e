import { LOCAL_OWNER, type OwnerId } from '#units/owner.ts';

/** Whom a request without a key is from: the owner of the server, or nobody, who reads the market alone. */
export const KEYLESS_POLICIES = ['own', 'read'] as const;
export type KeylessPolicy = (typeof KEYLESS_POLICIES)[number];

/** Headers that a proxy adds: who is behind it is not this machine. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  'cf-connecting-ip',
  'true-client-ip',
] as const;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whose a request without a key is. Unless the policy says otherwise it is the server's owner's where the server
 * listens on loopback alone and the request names it so: one that came through a proxy, by a name that a web page had
 * point here (DNS rebinding), or from a page of another machine, whatever origins may read the market, is nobody's.
 */
export function keylessOwner(
  policy: KeylessPolicy | null,
  host: string,
): (headers: Headers) => OwnerId | null {
  if (policy !== null) return () => (policy === 'own' ? LOCAL_OWNER : null);
  if (!isLoopback(host)) return () => null;
  return (headers) => {
    const asked = headers['host'];
    const isHere = typeof asked === 'string' && isLoopback(asked.replace(/:\d+$/, ''));
    const isDirect = FORWARDED.every((name) => headers[name] === undefined);
    return isHere && isDirect && !isOfForeignPage(headers) ? LOCAL_OWNER : null;
  };
}

/**
 * Whether a browser says that a page of another machine asks. Without an Origin, as of an image or a script it embeds,
 * Sec-Fetch-Site says so; pages of one's own machine on another port are "same-site" or, by another of its names, have
 * an Origin.
 */
function isOfForeignPage(headers: Headers): boolean {
  const origin = headers['origin'];
  if (origin === undefined) return headers['sec-fetch-site'] === 'cross-site';
  const url = typeof origin === 'string' ? URL.parse(origin) : null;
  return url === null || !isLoopback(url.hostname);
}

/** Whether a name or an address, without a port, is this machine’s own. */
function isLoopback(host: string): boolean {
  return /^(localhost\.?|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
