import { lookup, Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, type WebhookTargets } from './public-address.ts';

export type ResolvedAddress = { readonly address: string; readonly family: 4 | 6 };

/** All addresses of a name; rejects or answers none where it has none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** A name that leads where no webhook may go. Where to is not told: it would tell of the network we are in. */
export class AddressRefused extends Error {
  constructor(hostname: string) {
    super(`${hostname} resolves to an address that is not on the public internet`);
    this.name = 'AddressRefused';
  }
}

export class NameUnresolved extends Error {
  constructor(hostname: string) {
    super(`${hostname} does not resolve to any address`);
    this.name = 'NameUnresolved';
  }
}

/**
 * Resolves the host of one connection, and refuses it where any of its addresses is refused. The connection is made to
 * an address that was judged, as nobody resolves again; at the next attempt it is resolved and judged anew.
 */
export function checkedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  const judged = async (hostname: string): Promise<readonly ResolvedAddress[] | Error> => {
    const addresses = await resolve(hostname).catch(() => []);
    if (addresses.length === 0) return new NameUnresolved(hostname);
    return addresses.every(({ address }) => isAllowed(address)) ? addresses : new AddressRefused(hostname);
  };
  return (hostname, options, callback) => {
    void (async () => {
      const found = await judged(hostname);
      if (found instanceof Error) return callback(found, '');
      if (options.all) return callback(null, [...found]);
      const [first] = found;
      return callback(null, first?.address ?? '', first?.family);
    })();
  };
}

/** How names are resolved and addresses judged for these targets. */
export function lookupFor(targets: WebhookTargets): LookupFunction {
  return targets === 'public'
    ? checkedLookup(publicAddresses, isPublicAddress)
    : checkedLookup(systemAddresses, () => true);
}

/**
 * By the name servers, without the system's own names and without its threads: `dns.lookup` has four for the whole
 * process, and a name server that does not answer would keep them from everybody.
 */
async function publicAddresses(hostname: string): Promise<readonly ResolvedAddress[]> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const [four, six] = await Promise.all([
    resolver.resolve4(hostname).catch(() => []),
    resolver.resolve6(hostname).catch(() => []),
  ]);
  return [
    ...four.map((address) => ({ address, family: 4 as const })),
    ...six.map((address) => ({ address, family: 6 as const })),
  ];
}

async function systemAddresses(hostname: string): Promise<readonly ResolvedAddress[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
