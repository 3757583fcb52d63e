/** Counts what each address holds at once. */
export type AddressQuota = {
  /** Takes one place for the address and returns how to give it back; undefined where none is left. */
  take(address: string | undefined): (() => void) | undefined;
};

/** A quota of `max` places for each address; an IPv6 address shares its /64 network's. */
export function addressQuota(max: number): AddressQuota {
  const held = new Map<string, number>();
  return {
    take(address) {
      const network = networkOf(address ?? 'unknown');
      const count = held.get(network) ?? 0;
      if (count >= max) return undefined;
      held.set(network, count + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (held.get(network) ?? 1) - 1;
        if (left > 0) held.set(network, left);
        else held.delete(network);
      };
    },
  };
}

/** "::ffff:10.0.0.1" is 10.0.0.1; other IPv6 addresses are cut to the network one subscriber is given. */
function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  return [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .join(':');
}
