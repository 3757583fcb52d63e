import { isIP } from 'node:net';
import { isPublicAddress, type WebhookTargets } from './public-address.ts';

const LONGEST_URL = 2048;

/** Names that mean the machine or the network the server is in, whoever is asked for them. */
const NAMES_OF_NEAR = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'home.arpa',
  'lan',
];

/**
 * Those below are of protocols that take a line of text for a command (SMTP, FTP, telnet). Above it is anybody's, also
 * where databases listen by custom: what is sent begins with a TLS handshake, and goes to public addresses alone.
 */
const FIRST_FREE_PORT = 1024;

/** RFC 1035, section 2.3.4. Two dots in a row are no name either, and resolvers differ in what they make of one. */
const NAME = /^(?=.{1,253}$)[^.]{1,63}(\.[^.]{1,63})*$/;

/**
 * What is wrong with a URL as a webhook's address, as a sentence that says what to do; undefined where nothing is. It
 * is judged by what is written: what a name resolves to is judged at each delivery (`checkedLookup`).
 */
export function addressFault(text: string, targets: WebhookTargets): string | undefined {
  if (text.length > LONGEST_URL)
    return `The URL is longer than ${LONGEST_URL} characters: give a shorter one.`;
  // URL leaves these out where it finds them: what is kept would not be what is asked.
  if (/[\s\p{Cc}]/u.test(text)) return 'The URL holds a space or a line break: leave it out.';
  const url = URL.parse(text);
  if (!url) return 'This is no URL: give one such as https://example.com/hooks/gpu-prices.';
  if (url.username !== '' || url.password !== '')
    return 'The URL holds a user or a password: leave them out; every message is signed instead.';
  if (targets === 'any') {
    if (url.protocol === 'https:' || url.protocol === 'http:') return undefined;
    return `The URL begins with "${url.protocol}": give one that begins with https:// or http://.`;
  }
  if (url.protocol !== 'https:') return 'The URL must begin with https://: what is sent is not for others.';
  if (url.port !== '' && Number(url.port) < FIRST_FREE_PORT)
    return `Port ${url.port} is kept for another protocol: use 443 (leave the port out) or ${FIRST_FREE_PORT} and above.`;
  return hostFault(url.hostname);
}

/** The host as a URL has it, where decimal, octal and hexadecimal addresses are already written the usual way. */
function hostFault(hostname: string): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) {
    if (isPublicAddress(host)) return undefined;
    return `${host} is not an address on the public internet: give one that everybody can reach.`;
  }
  if (!NAME.test(host))
    return 'The host is no name that can be looked up: give one of parts with 1 to 63 characters, at most 253 in all.';
  const near = NAMES_OF_NEAR.some((name) => host === name || host.endsWith(`.${name}`));
  if (near || !host.includes('.'))
    return `"${host}" is a name within a network: give a host that everybody can reach, such as example.com.`;
  return undefined;
}
