import type { OfferOrder, OfferPlace } from './store-offers.ts';

/** A place in a list of offers, and the order it is a place of. Opaque to clients. */
export function encodeOfferCursor(order: OfferOrder, { key, id }: OfferPlace): string {
  return Buffer.from(JSON.stringify([nameOfOrder(order), order.direction, key, id])).toString('base64url');
}

/** Two orders of one name hold offers alike: a usable price depends on the usage, so it is in the name. */
export function nameOfOrder({ by, usage }: OfferOrder): string {
  if (!usage) return by;
  const { hours, diskGb, egressGb, ingressGb, checkpointMinutes, restartMinutes } = usage;
  return `${by} (${[hours, diskGb, egressGb, ingressGb, checkpointMinutes, restartMinutes].join(', ')})`;
}

export type ReadCursor =
  | { readonly kind: 'PLACE'; readonly place: OfferPlace }
  | { readonly kind: 'OTHER_ORDER'; readonly order: string }
  | { readonly kind: 'MALFORMED' };

/** Reads a cursor for use in a list of this order. */
export function readOfferCursor(cursor: string, order: OfferOrder): ReadCursor {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return { kind: 'MALFORMED' };
  }
  if (!Array.isArray(parts) || parts.length !== 4) return { kind: 'MALFORMED' };
  const [cursorBy, cursorDirection, key, id] = parts as unknown[];
  if (typeof cursorBy !== 'string' || typeof cursorDirection !== 'string') return { kind: 'MALFORMED' };
  if (cursorBy !== nameOfOrder(order) || cursorDirection !== order.direction) {
    return { kind: 'OTHER_ORDER', order: `${cursorBy} ${cursorDirection}` };
  }
  const isPlace = Number.isSafeInteger(id) && (key === null || Number.isFinite(key));
  return isPlace
    ? { kind: 'PLACE', place: { key: key as number | null, id: id as number } }
    : { kind: 'MALFORMED' };
}
