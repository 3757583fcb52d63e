import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { pageOffers, type OfferSortKey } from '#market/store-offers.ts';
import { ask, data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedMarket, seedOffers, seedProviders } from '../support/seed-market.ts';

type Page = {
  offers: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    edges: { cursor: string; node: { id: string } }[];
  };
};

const FIELDS =
  'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }';
const SORTS = [
  'PRICE',
  'USABLE_PRICE',
  'OFFER_PRICE',
  'RELIABILITY',
  'PRICE_PER_TFLOP',
  'VRAM',
  'FIRST_OBSERVED_AT',
] as const;

async function walk(
  db: Db,
  by: OfferSortKey,
  direction: string,
  size: number,
  back = false,
): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const range = back
      ? `last: ${size}${cursor ? `, before: "${cursor}"` : ''}`
      : `first: ${size}${cursor ? `, after: "${cursor}"` : ''}`;
    const { offers } = await data<Page>(
      db,
      `{ offers(${range}, sort: { by: ${by}, direction: ${direction} }, filter: { rentableOnly: false }) { ${FIELDS} } }`,
    );
    const page = offers.edges.map(({ node }) => node.id);
    if (back) ids.unshift(...page);
    else ids.push(...page);
    more = back ? offers.pageInfo.hasPreviousPage : offers.pageInfo.hasNextPage;
    cursor = back ? offers.pageInfo.startCursor : offers.pageInfo.endCursor;
  }
  return ids;
}

/** Twelve offers with ties in every figure, and gaps in some. */
async function seedTies(db: Db): Promise<void> {
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(
    db,
    Array.from({ length: 12 }, (_, n) => ({
      provider: 'alpha',
      key: `o${n}`,
      gpu: [null, 'rtx-4090', 'h100-sxm', 'rtx-3090'][n % 4] ?? null,
      gpuCount: 1 + (n % 3),
      reliability: n % 3 === 0 ? null : 0.9 + (n % 2) / 100,
      changes: [{ at: NOON, usd: 0.3 + (n % 3) / 10 }],
    })),
  );
}

test('in every order, pages of any size, forward and back, hold each offer once', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedTies(db);
  for (const by of SORTS) {
    for (const direction of ['ASC', 'DESC']) {
      const whole = await walk(db, by, direction, 100);
      expect(new Set(whole).size).toBe(12);
      for (const size of by === 'RELIABILITY' ? [1, 5] : [5]) {
        expect(await walk(db, by, direction, size), `${by} ${direction} forward`).toEqual(whole);
        expect(await walk(db, by, direction, size, true), `${by} ${direction} backward`).toEqual(whole);
      }
    }
  }
});

test('orders are by the figure named, and offers without it come last both ways', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedTies(db);
  const request = {
    scope: wholeMarket(false),
    limit: 20,
    from: null,
    backward: false,
    withTotal: false,
    moment: { at: NOON, asOf: null },
  };
  const catalog = [
    { slug: 'rtx-4090', vramGb: 24, fp16Tflops: 165 },
    { slug: 'h100-sxm', vramGb: 80, fp16Tflops: 989 },
    { slug: 'rtx-3090', vramGb: 24, fp16Tflops: null },
  ];
  for (const by of SORTS) {
    for (const direction of ['ASC', 'DESC'] as const) {
      const { offers } = await pageOffers(db, { ...request, catalog, order: { by, direction } });
      const keys = offers.map(({ sortKey }) => sortKey);
      const known = keys.filter((key) => key !== null);
      const sign = direction === 'ASC' ? 1 : -1;
      expect(known).toEqual(known.toSorted((a, b) => sign * (a - b)));
      expect(keys.slice(known.length).every((key) => key === null)).toBe(true);
      expect(known).toHaveLength({ RELIABILITY: 8, PRICE_PER_TFLOP: 6, VRAM: 9 }[by as string] ?? 12);
    }
  }
});

test('a cursor stays good while offers come and go around it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedTies(db);
  const first = await data<Page>(db, `{ offers(first: 4) { ${FIELDS} } }`);
  const seen = new Set(first.offers.edges.map(({ node }) => node.id));
  const before = await walk(db, 'PRICE', 'ASC', 100);
  await seedOffers(db, [
    { provider: 'alpha', key: 'cheaper', changes: [{ at: NOON, usd: 0.01 }] },
    { provider: 'alpha', key: 'dearer', changes: [{ at: NOON, usd: 9 }] },
  ]);
  await db.updateTable('offer').set({ listed: false }).where('key', '=', 'o3').execute();
  const rest = await data<Page>(
    db,
    `{ offers(first: 100, after: "${first.offers.pageInfo.endCursor}") { ${FIELDS} } }`,
  );
  const after = rest.offers.edges.map(({ node }) => node.id);
  expect(after.filter((id) => seen.has(id))).toEqual([]);
  expect(before.slice(4).filter((id) => !after.includes(id)).length).toBeLessThanOrEqual(1);
  expect(after).toHaveLength(9);
});

test('a cursor of another order, a made-up one and a page too large are refused with what to do', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedTies(db);
  const { offers } = await data<Page>(db, `{ offers(first: 1) { ${FIELDS} } }`);
  const refused = (args: string) => refusalOf(db, `{ offers(${args}) { totalCount } }`);
  const other = await refused(`after: "${offers.pageInfo.endCursor}", sort: { by: VRAM, direction: DESC }`);
  expect(other.code).toBe('BAD_CURSOR');
  expect(other.message).toContain('sorted by PRICE ASC');
  for (const cursor of [
    'x',
    '',
    Buffer.from('["PRICE","ASC",1e999,1]').toString('base64url'),
    Buffer.from('[]').toString('base64url'),
  ]) {
    expect((await refused(`after: "${cursor}"`)).code).toBe('BAD_CURSOR');
  }
  const tooMany = await refused('first: 101');
  expect(tooMany.code).toBe('BAD_PAGE_SIZE');
});

test('names nobody knows are refused with the nearest, never answered with an empty list', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const refused = (filter: string) => refusalOf(db, `{ offers(filter: { ${filter} }) { totalCount } }`);
  const ambiguous = await refused('gpus: ["H100"]');
  expect(ambiguous.code).toBe('BAD_USER_INPUT');
  expect(ambiguous.nearest).toEqual(expect.arrayContaining(['H100 SXM', 'H100 PCIe']));
  expect((await refused('gpus: ["RTX 4091"]')).nearest).toContain('RTX 4090');
  expect((await refused('regions: ["Atlantis"]')).message).toContain('ISO 3166');
  expect((await refused('providers: ["alhpa"]')).nearest).toEqual(['alpha']);
  expect(await refused('providers: ["nobody"]')).toMatchObject({
    nearest: [],
    message: expect.stringContaining('The `providers` field lists'),
  });
  expect((await refused('minReliability: 7')).message).toContain('between 0 and 1');
  expect((await refused('minVramGb: 0')).message).toContain('above 0');
  expect(await refusalOf(db, '{ gpus(filter: { minVramGb: -5 }) { totalCount } }')).toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});

test('bounds that nothing is within are refused, those with one number within are not', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const ask = (filter: string) => `{ offers(filter: { ${filter} }) { totalCount } }`;
  for (const bounds of [
    'gt: "1", lt: "0.5"',
    'gt: "1", lte: "1"',
    'gte: "1", lt: "1"',
    'gt: "2", gte: "1", lte: "1.5"',
  ]) {
    expect(await refusalOf(db, ask(`price: { ${bounds} }`))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  }
  expect(await refusalOf(db, ask('gpuCount: { gt: 0, lt: -3 }'))).toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  expect(await data(db, ask('price: { gte: "0.36", lte: "0.36" }'))).toMatchObject({
    offers: { totalCount: 1 },
  });
  expect(await data(db, ask('price: {}'))).toEqual(await data(db, ask('')));
});

test('the simulated market and the real one are never mixed, unless providers are named', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  type Answer = { offers: { edges: { node: { simulated: boolean; provider: { key: string } } }[] } };
  const providers = async (filter: string, simulated: boolean) => {
    const { offers } = await data<Answer>(
      db,
      `{ offers(filter: { ${filter} }) { edges { node { simulated provider { key } } } } }`,
      { simulated },
    );
    return [...new Set(offers.edges.map(({ node }) => `${node.provider.key} ${node.simulated}`))].toSorted();
  };
  expect(await providers('gpus: ["4090"]', false)).toEqual(['alpha false', 'beta false', 'gamma false']);
  expect(await providers('gpus: ["4090"]', true)).toEqual(['demo true']);
  expect(await providers('providers: ["DEMO", "beta"]', false)).toEqual(['beta false', 'demo true']);
});

test('an offer has a stable id that node and nodes take, and absent ones are null', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const { offers } = await data<Page>(db, `{ offers(first: 1) { ${FIELDS} } }`);
  const id = offers.edges[0]?.node.id ?? '';
  const missing = nodeId('Offer:999999');
  const { gpu } = await data<{ gpu: { id: string } }>(db, '{ gpu(name: "4090") { ... on GPU { id } } }');
  const answer = await data(
    db,
    `{ node(id: "${id}") { __typename id ... on Offer { gpuName gpuMapping gpu { name } } }
      nodes(ids: ["${gpu.id}", "${missing}", "${id}"]) { __typename ... on GPU { slug } } }`,
  );
  expect(answer).toEqual({
    node: { __typename: 'Offer', id, gpuName: 'CMP 170HX', gpuMapping: 'UNMAPPED', gpu: null },
    nodes: [{ __typename: 'GPU', slug: 'rtx-4090' }, null, { __typename: 'Offer' }],
  });
});

test('ids of nothing are null, and what was never an id is refused', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const absent = [
    'Offer:1',
    'Offer:1e99',
    'Offer:x',
    'GPU:nope',
    'Provider:__proto__',
    'GPU:rtx-4090\n',
    'Price:1',
    'Query:1',
    'Nothing:1',
  ];
  const { nodes } = await data<{ nodes: unknown[] }>(db, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
    variables: { ids: absent.map(nodeId) },
  });
  expect(nodes).toEqual(absent.map(() => null));
  expect(await data(db, `{ node(id: "${nodeId('Price:1')}") { id } }`)).toEqual({ node: null });
  for (const id of [
    '',
    'garbage',
    nodeId('Offer'),
    nodeId(':1'),
    nodeId('Provider:\0'),
    nodeId('Offer:\0'),
  ]) {
    expect(await refusalOf(db, `{ node(id: "${id}") { id } }`)).toMatchObject({ code: 'BAD_USER_INPUT' });
  }
});

function nodeId(text: string): string {
  return Buffer.from(text).toString('base64url');
}

test('a region is a state, a country with its states, or a continent', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const count = async (region: string) =>
    (await data<Page>(db, `{ offers(filter: { regions: ["${region}"] }) { totalCount } }`)).offers.totalCount;
  expect(
    await Promise.all(['us-ca', 'US', 'US-NY', 'DE', 'europe', 'NORTH_AMERICA', 'ASIA'].map(count)),
  ).toEqual([3, 3, 0, 2, 3, 3, 0]);
});

test('hostile strings in filters are values, not SQL', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedMarket(db);
  const hostile = ["'; drop table offer; --", '{"a', '\\', '", "', '{}', 'null', '%'];
  const { data: answer, errors } = await ask(
    db,
    'query ($names: [String!]) { offers(filter: { gpuNames: $names, tiers: $names }) { totalCount } }',
    { variables: { names: hostile } },
  );
  expect({ answer, errors }).toEqual({ answer: { offers: { totalCount: 0 } }, errors: undefined });
});

test('what a cloud tells of interruptions and of what is billed apart, and nothing where it does not', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'aws' }]);
  const advised = { interruptionMonthlyLow: 0.05, interruptionMonthlyHigh: 0.1, onDemandSavings: 0.62 };
  const offer = { provider: 'aws', gpu: 'h100-sxm' };
  await seedOffers(db, [
    {
      ...offer,
      key: 'a',
      traits: { instanceType: 'p5.48xlarge', ...advised },
      changes: [{ at: NOON, usd: 1 }],
    },
    { ...offer, key: 'b', traits: { interruptionMonthlyLow: 0 }, changes: [{ at: NOON, usd: 2 }] },
    {
      ...offer,
      key: 'c',
      traits: { vcpuUsdPerHour: 0.003, ramUsdPerGbHour: 0.002 },
      changes: [{ at: NOON, usd: 3 }],
    },
  ]);
  const { offers } = await data<{ offers: { edges: { node: unknown }[] } }>(
    db,
    `{ offers(sort: { by: PRICE }) { edges { node {
      machine { instanceType }
      interruption { monthlyLow monthlyHigh onDemandSavings }
      extras { vcpuPerHour ramPerGbHour }
    } } } }`,
  );
  const nothing = { vcpuPerHour: null, ramPerGbHour: null };
  expect(offers.edges.map(({ node }) => node)).toEqual([
    {
      machine: { instanceType: 'p5.48xlarge' },
      interruption: { monthlyLow: 0.05, monthlyHigh: 0.1, onDemandSavings: 0.62 },
      extras: nothing,
    },
    {
      machine: { instanceType: null },
      interruption: { monthlyLow: 0, monthlyHigh: null, onDemandSavings: null },
      extras: nothing,
    },
    {
      machine: { instanceType: null },
      interruption: null,
      extras: { vcpuPerHour: '0.003', ramPerGbHour: '0.002' },
    },
  ]);
});
