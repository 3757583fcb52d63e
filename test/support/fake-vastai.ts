import type { Fake, FakeAnswer, SeenRequest } from './fake-server.ts';
import { vastOffer, type VastOffer } from './market-fixtures.ts';

const TYPES = new Set(['on-demand', 'ask', 'bid', 'interruptible', 'reserved']);
const DEFAULT_LIMIT = 64;
const OPERATORS: Record<string, (value: unknown, operand: unknown) => boolean> = {
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
  lt: (a, b) => Number(a) < Number(b),
  lte: (a, b) => Number(a) <= Number(b),
  gt: (a, b) => Number(a) > Number(b),
  gte: (a, b) => Number(a) >= Number(b),
  in: (a, b) => Array.isArray(b) && b.includes(a),
  notin: (a, b) => Array.isArray(b) && !b.includes(a),
};

export type FakeVastai = Fake & { offers: VastOffer[] };

/** Vast.ai's API, with one offer unless told otherwise. */
export function fakeVastai(market: { offers: VastOffer[] } = { offers: [vastOffer()] }): FakeVastai {
  const fake: FakeVastai = {
    offers: market.offers,
    answer: (request) => {
      if (request.path !== '/api/v0/bundles/') return undefined;
      return postFault(request) ?? searchVastOffers(request.body, fake.offers);
    },
  };
  return fake;
}

/** What is wrong with a request that is no POST of JSON. */
export function postFault({ method, headers }: SeenRequest): FakeAnswer | undefined {
  if (method !== 'POST') return { status: 405, body: { success: false, error: 'method', msg: 'use POST' } };
  if (headers['content-type']?.startsWith('application/json')) return undefined;
  return { status: 415, body: { success: false, error: 'content_type', msg: 'send application/json' } };
}

/**
 * Answers a search as `POST /api/v0/bundles/` does: checks the query, filters, bundles equal offers
 * unless told not to, orders, and cuts at the limit, which is low where none is given.
 */
function searchVastOffers(query: unknown, offers: readonly VastOffer[]): FakeAnswer {
  if (typeof query !== 'object' || query === null || Array.isArray(query))
    return invalid('query must be an object');
  const {
    type,
    limit,
    order,
    allocated_storage: storage,
    disable_bundling: unbundled,
    ...filters
  } = query as Record<string, unknown>;
  if (type !== undefined && !(typeof type === 'string' && TYPES.has(type)))
    return invalid(`unknown type ${JSON.stringify(type)}`);
  if (limit !== undefined && !Number.isInteger(limit)) return invalid('limit must be an integer');
  if (storage !== undefined && typeof storage !== 'number')
    return invalid('allocated_storage must be a number');
  if (unbundled !== undefined && typeof unbundled !== 'boolean')
    return invalid('disable_bundling must be a boolean');
  if (order !== undefined && !isOrder(order)) return invalid('order must be a list of [field, asc|desc]');
  for (const [field, condition] of Object.entries(filters))
    if (
      typeof condition !== 'object' ||
      condition === null ||
      Object.keys(condition).some((name) => !(name in OPERATORS))
    )
      return invalid(`unknown condition on ${field}`);

  let found = offers.filter((offer) =>
    Object.entries(filters).every(([field, condition]) =>
      Object.entries(condition as object).every(([name, operand]) =>
        OPERATORS[name]!(valueOf(offer, field), operand),
      ),
    ),
  );
  if (unbundled !== true) found = [...Map.groupBy(found, bundleOf).values()].map(([first]) => first!);
  const [[field, direction] = ['score', 'desc']] = (order ?? []) as [string, string][];
  const sign = direction === 'asc' ? 1 : -1;
  found = found.toSorted((a, b) => sign * (Number(a[field]) - Number(b[field])) || 0);
  return { status: 200, body: { offers: found.slice(0, (limit as number | undefined) ?? DEFAULT_LIMIT) } };
}

function valueOf(offer: VastOffer, field: string): unknown {
  if (field === 'verified') return offer['verification'] === 'verified';
  if (field === 'external') return offer['external'] ?? false;
  return offer[field];
}

function bundleOf(offer: VastOffer): string {
  return JSON.stringify([offer['gpu_name'], offer['num_gpus'], offer['dph_base'], offer['geolocation']]);
}

function isOrder(order: unknown): boolean {
  return (
    Array.isArray(order) &&
    order.every((by) => Array.isArray(by) && typeof by[0] === 'string' && /^(asc|desc)$/.test(String(by[1])))
  );
}

function invalid(msg: string): FakeAnswer {
  return { status: 400, body: { success: false, error: 'invalid_args', msg } };
}
