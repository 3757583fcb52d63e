import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Usage } from '#analytics/usable-price.ts';
import { providersWithTerms } from '#catalog/provider-terms.ts';
import type { Db } from '#db/open.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { pageOffers, type PlacedOffer } from '#market/store-offers.ts';
import { DEFAULT_USAGE, usableOfferPrice } from '#market/usable-offer.ts';
import type { Traits } from '#units/quote.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders } from '../support/seed-market.ts';

const PROVIDERS = [...providersWithTerms, 'nobody'];

async function inOrder(db: Db, usage: Usage): Promise<readonly PlacedOffer[]> {
  const { offers } = await pageOffers(db, {
    scope: { ...wholeMarket(false), simulated: null },
    order: { by: 'USABLE_PRICE', direction: 'ASC', usage },
    catalog: [],
    limit: 1000,
    from: null,
    backward: false,
    withTotal: false,
    moment: { at: NOON, asOf: null },
  });
  return offers;
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Rates and shares as providers write them, and as nobody would. */
const stated = (max: number) =>
  fc.oneof(
    number(0, max),
    fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
    fc.constantFrom(5e-324, Number.MAX_VALUE),
  );
const share = fc.oneof(fc.constantFrom(0, 0.05, 0.1, 0.15, 0.2, 1, Number.MAX_VALUE), stated(1));
const anyTraits = fc.record<Traits>(
  {
    storageUsdPerGbMonth: stated(1),
    uploadUsdPerGb: stated(1),
    downloadUsdPerGb: stated(0.1),
    interruptionMonthlyLow: share,
    interruptionMonthlyHigh: share,
  },
  { requiredKeys: [] },
);
const anyOffer = fc.record({
  provider: fc.constantFrom(...PROVIDERS),
  billing: fc.constantFrom('SPOT', 'ON_DEMAND'),
  price: fc.oneof(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 1_000_000_000 })),
  gpu_count: fc.integer({ min: 1, max: 1024 }),
  reliability: fc.option(fc.oneof(number(0, 1), number(0.9, 1))),
  traits: anyTraits,
});
const anyUsage = fc.record<Usage>({
  hours: fc.oneof(fc.integer({ min: 1, max: 720 }), number(0.1, 720)),
  diskGb: fc.oneof(fc.integer({ min: 0, max: 1000 }), number(0, 100_000)),
  egressGb: fc.oneof(fc.integer({ min: 0, max: 1000 }), number(0, 100_000)),
  ingressGb: fc.oneof(fc.integer({ min: 0, max: 1000 }), number(0, 100_000)),
  checkpointMinutes: fc.oneof(fc.integer({ min: 0, max: 30 }), number(0, 30)),
  restartMinutes: fc.oneof(fc.integer({ min: 0, max: 60 }), number(0, 60)),
});

test('offers are sorted by the very figure that is shown of them, to the micro-dollar', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(
    db,
    PROVIDERS.map((id) => ({ id })),
  );
  const property = fc.asyncProperty(
    fc.array(anyOffer, { minLength: 1, maxLength: 40 }),
    anyUsage,
    async (offers, usage) => {
      await db.deleteFrom('offer').execute();
      await sql`
        insert into offer (provider, key, billing, source, gpu_name, gpu_count, tier, reliability, traits, price,
          stock, listed, first_observed_at, observed_at)
        select provider, ordinality::text, billing, 'test', 'GPU', gpu_count, 'ANY', reliability, traits, price,
          'UNKNOWN', true, now(), now()
        from rows from (jsonb_to_recordset(${JSON.stringify(offers)}::text::jsonb) as (
          provider text, billing text, gpu_count integer, reliability float8, traits jsonb, price bigint))
          with ordinality as row (provider, billing, gpu_count, reliability, traits, price, ordinality)`.execute(
        db,
      );
      const rows = await inOrder(db, usage);
      expect(rows.map(({ sortKey }) => sortKey)).toEqual(
        rows.map((row) => usableOfferPrice(row, usage).total),
      );
      expect(rows).toHaveLength(offers.length);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

/** The arithmetic after the last colon of an explanation, done by the reader's calculator. */
function redone(explanation: string): number {
  const tokens = explanation.slice(explanation.lastIndexOf(': ') + 2).match(/[\d.]+|[()×÷+−]/g) ?? [];
  const atom = (): number => {
    const token = tokens.shift();
    if (token !== '(') return Number(token);
    const inner = sum();
    expect(tokens.shift()).toBe(')');
    return inner;
  };
  const product = (): number => {
    let value = atom();
    while (tokens[0] === '×' || tokens[0] === '÷') value *= tokens.shift() === '×' ? atom() : 1 / atom();
    return value;
  };
  function sum(): number {
    let value = product();
    while (tokens[0] === '+' || tokens[0] === '−') value += tokens.shift() === '+' ? product() : -product();
    return value;
  }
  const value = sum();
  expect(tokens).toEqual([]);
  return value;
}

type Answer = {
  offers: {
    totalCount: number;
    pageInfo: { endCursor: string };
    edges: {
      node: {
        provider: { key: string };
        price: { amount: string };
        gpuCount: number;
        usablePrice: {
          total: { amount: string; unit: string; basis: string };
          usefulHours: number;
          heldHours: number;
          billedHours: number;
          bill: string;
          components: { kind: string; amount: string; basis: string; source: string; explanation: string }[];
        };
      };
    }[];
  };
};

const FIELDS = `totalCount pageInfo { endCursor } edges { node { provider { key } price { amount } gpuCount`;

async function seedClouds(db: Db): Promise<void> {
  await seedProviders(
    db,
    PROVIDERS.map((id) => ({ id })),
  );
  await seedOffers(
    db,
    PROVIDERS.flatMap((provider, n) =>
      (['ON_DEMAND', 'SPOT'] as const).map((billing) => ({
        provider,
        key: billing,
        billing,
        gpu: 'rtx-4090',
        gpuCount: 1 + (n % 3),
        reliability: n % 2 === 0 ? 0.93 : null,
        traits: {
          ...(provider === 'aws' ? { interruptionMonthlyLow: 0.2, interruptionMonthlyHigh: 1 } : {}),
          ...(provider === 'vastai' ? { storageUsdPerGbMonth: 0.2, uploadUsdPerGb: 0.02 } : {}),
        },
        changes: [{ at: NOON, usd: billing === 'SPOT' ? 0.21 : 0.4 }],
      })),
    ),
  );
}

test('each component can be redone from its explanation, and they add up', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedClouds(db);
  const usage = 'usage: { hours: 7.3, diskGb: 80, egressGb: 30, ingressGb: 12 }';
  const { offers } = await data<Answer>(
    db,
    `{ offers(first: 50, sort: { by: USABLE_PRICE, ${usage} }) { ${FIELDS} usablePrice(${usage}) { bill usefulHours
      heldHours billedHours total { amount unit basis } components { kind amount basis source explanation } } } } } }`,
  );
  expect(offers.edges).toHaveLength(2 * PROVIDERS.length);
  const totals: number[] = [];
  for (const { node } of offers.edges) {
    const { total, components, bill, usefulHours, heldHours, billedHours } = node.usablePrice;
    const micros = (amount: string) => Math.round(Number(amount) * 1e6);
    for (const { explanation, amount } of components) {
      expect(Math.abs(redone(explanation) * 1e6 - micros(amount))).toBeLessThanOrEqual(0.51);
    }
    expect(components.reduce((sum, { amount }) => sum + micros(amount), 0)).toBe(micros(total.amount));
    expect(total).toMatchObject({ unit: 'PER_USEFUL_GPU_HOUR', basis: 'ESTIMATED' });
    expect(micros(bill)).toBe(Math.round(micros(total.amount) * usefulHours * node.gpuCount));
    expect(usefulHours).toBe(7.3);
    expect(heldHours).toBeGreaterThan(7.3);
    expect(billedHours).toBeGreaterThanOrEqual(7.3);
    totals.push(micros(total.amount));
  }
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));
});

test('what the offer states goes before its provider’s terms, and says so', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedClouds(db);
  const { offers } = await data<Answer>(
    db,
    `{ offers(filter: { providers: ["aws", "vastai"], billing: SPOT }, sort: { by: USABLE_PRICE }) { ${FIELDS}
      usablePrice { components { kind amount basis source explanation } } } } } }`,
  );
  const of = (provider: string, wanted: string) =>
    offers.edges
      .find(({ node }) => node.provider.key === provider)
      ?.node.usablePrice.components.find(({ kind }) => kind === wanted);
  expect(of('vastai', 'STORAGE')).toMatchObject({ basis: 'OBSERVED', source: 'https://vastai.example' });
  expect(of('vastai', 'EGRESS')).toMatchObject({ basis: 'OBSERVED' });
  expect(of('aws', 'STORAGE')).toMatchObject({ basis: 'ESTIMATED' });
  expect(of('aws', 'BILLING_INCREMENT')).toMatchObject({ basis: 'LIST' });
  // 60 % a month, the middle of 20 % to 100 %, are lost at −730 ÷ ln 0.4 = 796.7 h; the prior would be 2.8 h.
  expect(of('aws', 'INTERRUPTION')?.source).toContain('60 % are interrupted in a month');
  expect(of('aws', 'INTERRUPTION')?.explanation).toContain('M = 796.6903676 h');
  expect(of('vastai', 'INTERRUPTION')?.explanation).toContain('M = 6 h');
});

test('the usage is part of the order: a cursor of another one is refused', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedClouds(db);
  const page = (args: string) => `{ offers(${args}) { ${FIELDS} } } } }`;
  const { offers } = await data<Answer>(
    db,
    page('first: 5, sort: { by: USABLE_PRICE, usage: { hours: 3 } }'),
  );
  const after = `after: "${offers.pageInfo.endCursor}"`;
  const next = await data<Answer>(db, page(`${after}, sort: { by: USABLE_PRICE, usage: { hours: 3 } }`));
  expect(next.offers.edges).toHaveLength(Math.min(20, 2 * PROVIDERS.length - 5));
  for (const sort of ['{ by: USABLE_PRICE }', '{ by: USABLE_PRICE, usage: { hours: 4 } }', '{ by: PRICE }']) {
    const { code, message } = await refusalOf(db, page(`${after}, sort: ${sort}`));
    expect(code).toBe('BAD_CURSOR');
    expect(message).toContain('sorted by USABLE_PRICE (3, 50, 10, 0, 2, 5) ASC');
  }
});

test('a usage out of its bounds, or where no order asks for one, is refused', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedClouds(db);
  const sorted = (usage: string, by = 'USABLE_PRICE') =>
    `{ offers(first: 1, sort: { by: ${by}, usage: ${usage} }) { totalCount } }`;
  const shown = (usage: string) =>
    `{ offers(first: 1) { edges { node { usablePrice(usage: ${usage}) { bill } } } } }`;
  const bounds: [field: keyof Usage, least: number, most: number][] = [
    ['hours', 0.1, 720],
    ['diskGb', 0, 100_000],
    ['egressGb', 0, 100_000],
    ['ingressGb', 0, 100_000],
    ['checkpointMinutes', 0, 30],
    ['restartMinutes', 0, 60],
  ];
  for (const [field, least, most] of bounds) {
    await data(db, sorted(`{ ${field}: ${least} }`));
    await data(db, shown(`{ ${field}: ${most} }`));
    for (const value of [least - 0.01, most + 0.01]) {
      const refused = await refusalOf(db, sorted(`{ ${field}: ${value} }`));
      expect(refused.code).toBe('BAD_USER_INPUT');
      expect(refused.message).toContain(`sort.usage.${field}`);
      expect((await refusalOf(db, shown(`{ ${field}: ${value} }`))).message).toContain(
        `takes ${least} to ${most}`,
      );
    }
  }
  expect((await refusalOf(db, sorted('{}', 'PRICE'))).message).toContain('USABLE_PRICE');
});

test('any usage that can be written is answered or refused, and never fails', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedClouds(db);
  const fields = Object.keys(DEFAULT_USAGE);
  const usage = fc.dictionary(
    fc.constantFrom(...fields),
    fc.oneof(number(-1e3, 1e6), fc.double({ noNaN: true, noDefaultInfinity: true })),
  );
  const query = `query ($usage: UsageInput!) { offers(first: 30, sort: { by: USABLE_PRICE, usage: $usage }) {
    edges { node { usablePrice(usage: $usage) { bill total { amount } } } } } }`;
  const property = fc.asyncProperty(usage, async (value) => {
    const answer = await data<Answer>(db, query, { variables: { usage: value } }).catch(
      (error: unknown) => error,
    );
    if (!(answer instanceof AggregateError)) return;
    for (const { extensions } of answer.errors as { extensions: { code: string } }[]) {
      expect(extensions.code).toBe('BAD_USER_INPUT');
    }
  });
  await fc.assert(property, { numRuns: 60 });
});
