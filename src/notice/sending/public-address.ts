import ipaddr from 'ipaddr.js';

/** Where webhooks may go: to the public internet alone, or anywhere at all. */
export const WEBHOOK_TARGETS = ['public', 'any'] as const;

export type WebhookTargets = (typeof WEBHOOK_TARGETS)[number];

/** All of IPv6 that is given out to the public: what is not in it is somebody's own, or nobody's. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Public by number, and yet not public: Azure answers each of its machines there, with what is theirs alone.
 * Source: learn.microsoft.com, "What is IP address 168.63.129.16?".
 */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * Whether an address belongs to one machine on the public internet. Not private, loopback, link-local (where clouds
 * keep their machines' credentials), carrier NAT, multicast, documentation; nor an address that leads to another one
 * inside it (6to4, Teredo, NAT64), whatever that is. An IPv4 address within IPv6 is what it is without.
 */
export function isPublicAddress(address: string): boolean {
  // An address with a zone is of one network.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || OF_THE_MACHINE.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}
