import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { tierFor } from '#workload/tier-routing.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { fileDatabase } from '../support/file-database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../support/redo.ts';
import { NOON, seedOffers, seedProviders } from '../support/seed-market.ts';

const before = plusMs(NOON, -HOUR_MS);

type Answer = {
  readonly tierRouting: {
    readonly requests: readonly {
      readonly tokens: { readonly value: number };
      readonly tier: string;
      readonly cost: { readonly amount: string } | null;
      readonly costInLargest: { readonly amount: string } | null;
    }[];
    readonly tiers: readonly {
      readonly name: string;
      readonly requests: number;
      readonly absence: string | null;
    }[];
    readonly routed: { readonly amount: string; readonly figure: { readonly value: number } } | null;
    readonly allLargest: { readonly amount: string } | null;
    readonly saving: { readonly value: number } | null;
    readonly savingPercent: { readonly value: number } | null;
  };
};

const QUERY = `query ($input: TierRoutingInput!) { tierRouting(input: $input) {
  requests { tokens { value } tier cost { amount } costInLargest { amount } }
  tiers { name below requests absence cost { amount } machine { gpu { slug } } }
  routed { amount figure ${WHOLE_FIGURE} } allLargest { amount } saving { value } savingPercent { value } } }`;

/** Prices of APIs, so that nothing but the arithmetic is in it. */
const APIS = [
  { name: 'small', below: 1000, apiPrice: { input: '0.10', output: '0.40' } },
  { name: 'medium', below: 4000, apiPrice: { input: '1', output: '4' } },
  { name: 'large', apiPrice: { input: '10', output: '30' } },
];

const db = await fileDatabase();

test('999 tokens are small, 1000 and 3999 medium, 4000 large; a quarter of a token counts', async () => {
  const requests = [
    { promptTokens: 499, maxTokens: 500 },
    { promptTokens: 500, maxTokens: 500 },
    { promptTokens: 3499, maxTokens: 500 },
    { promptTokens: 3500, maxTokens: 500 },
    { promptCharacters: 1999, maxTokens: 500 },
    { promptCharacters: 2000, maxTokens: 500 },
    // Characters, not bytes or halves of them.
    { prompt: '💡'.repeat(4), maxTokens: 1 },
  ];
  const { tierRouting } = await data<Answer>(db, QUERY, {
    variables: { input: { requests, tiers: APIS } },
  });
  expect(tierRouting.requests.map(({ tokens, tier }) => [tokens.value, tier])).toEqual([
    [999, 'small'],
    [1000, 'medium'],
    [3999, 'medium'],
    [4000, 'large'],
    [999.75, 'small'],
    [1000, 'medium'],
    [2, 'small'],
  ]);
});

test('a mix of requests costs what each costs in its tier, and saves against the largest for all', async () => {
  const requests = [
    { promptTokens: 400, maxTokens: 100, count: 1_000_000 },
    { promptTokens: 1500, maxTokens: 500, count: 100_000 },
    { promptTokens: 6000, maxTokens: 1000, count: 10_000 },
  ];
  const { tierRouting } = await data<Answer>(db, QUERY, {
    variables: { input: { requests, tiers: APIS } },
  });
  // 400 × 0.10 + 100 × 0.40 = 80; 0.1 × (1500 × 1 + 500 × 4) = 350; 0.01 × (6000 × 10 + 1000 × 30) = 900.
  expect(tierRouting.requests.map(({ cost }) => cost?.amount)).toEqual(['80.00', '350.00', '900.00']);
  // 400 × 10 + 100 × 30 = 7000; 0.1 × (15,000 + 15,000) = 3000; 900.
  expect(tierRouting.requests.map(({ costInLargest }) => costInLargest?.amount)).toEqual([
    '7000.00',
    '3000.00',
    '900.00',
  ]);
  expect(tierRouting).toMatchObject({ routed: { amount: '1330.00' }, allLargest: { amount: '10900.00' } });
  expect(tierRouting.saving?.value).toBeCloseTo(9570, 9);
  expect(tierRouting.savingPercent?.value).toBeCloseTo(87.798165, 6);
  expect(figuresThatDoNotAddUp(tierRouting)).toEqual([]);
});

test('tiers of models are priced where their token is cheapest; without a price the sum is not known', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, [
    { provider: 'alpha', key: 'a', gpu: 'rtx-4090', changes: [{ at: before, usd: 0.42 }] },
    { provider: 'alpha', key: 'b', gpu: 'h100-sxm', gpuCount: 2, changes: [{ at: before, usd: 2.5 }] },
  ]);
  const tiers = [
    { name: 'small', below: 1000, model: { size: '7B' }, gpus: ['RTX 4090'], tokensPerSecond: 85 },
    { name: 'large', model: { size: '70B' }, gpus: ['H100 SXM'], tokensPerSecond: 250 },
  ];
  const requests = [
    { promptTokens: 100, maxTokens: 250, count: 1000 },
    { promptTokens: 3000, maxTokens: 1000, count: 100 },
  ];
  const input = { requests, tiers, concurrency: 1 };
  const { tierRouting } = await data<Answer>(database.db, QUERY, { variables: { input } });
  expect(tierRouting.tiers).toMatchObject([
    // 250,000 tokens at 1.372549 a million.
    { name: 'small', requests: 1000, cost: { amount: '0.343137' }, machine: { gpu: { slug: 'rtx-4090' } } },
    // 100,000 tokens at 5 USD/h ÷ 250 tokens/s: 5.555556 a million.
    { name: 'large', requests: 100, cost: { amount: '0.555556' }, machine: { gpu: { slug: 'h100-sxm' } } },
  ]);
  // 350,000 tokens at 5.555556.
  expect(tierRouting).toMatchObject({ routed: { amount: '0.898693' }, allLargest: { amount: '1.944444' } });
  expect(figuresThatDoNotAddUp(tierRouting)).toEqual([]);

  const elsewhere = {
    ...input,
    filter: { gpus: ['RTX 4090'] },
    tiers: [tiers[0], { name: 'large', model: { size: '70B' } }],
  };
  const { tierRouting: unpriced } = await data<Answer>(database.db, QUERY, {
    variables: { input: elsewhere },
  });
  expect(unpriced).toMatchObject({
    tiers: [{ absence: null }, { absence: 'DOES_NOT_FIT' }],
    routed: null,
    allLargest: null,
    saving: null,
  });
});

const REFUSALS: readonly (readonly [input: Record<string, unknown>, argument: string, says: RegExp])[] = [
  [{ requests: [] }, 'requests', /1 to 50/],
  [{ requests: [{ maxTokens: 10 }] }, 'requests', /one of `prompt`/],
  [{ requests: [{ prompt: 'a', promptTokens: 1, maxTokens: 10 }] }, 'requests', /one of `prompt`/],
  [{ requests: [{ prompt: 'a', maxTokens: 0 }] }, 'maxTokens', /between 1 and/],
  [{ requests: [{ prompt: 'a', maxTokens: 1, count: 0 }] }, 'count', /above 0/],
  [{ tiers: [] }, 'tiers', /1 to 5/],
  [{ tiers: [{ name: 'a', below: 10, apiPrice: { input: '1', output: '1' } }] }, 'tiers', /takes the rest/],
  [{ tiers: [APIS[1], APIS[0], APIS[2]] }, 'tiers', /above 4000/],
  [{ tiers: [APIS[0], { ...APIS[2], name: 'small' }] }, 'tiers', /one name/],
  [{ tiers: [{ name: 'none' }] }, 'tiers', /one of the two/],
  [{ tiers: [{ ...APIS[2], apiPrice: { input: '-1', output: '1' } }] }, 'apiPrice', /between 0 and/],
  [{ requests: [{ promptTokens: 2_000_000, maxTokens: 1 }] }, 'tiers', /longer contexts/],
];

test('what cannot be routed is refused, with what to change', async () => {
  await using database = await testDatabase();
  for (const [given, argument, says] of REFUSALS) {
    const input = { requests: [{ prompt: 'Hello', maxTokens: 10 }], ...given };
    const refusal = await refusalOf(database.db, QUERY, { variables: { input } });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(refusal.message).toMatch(says);
  }
});

const usd = fc.integer({ min: 0, max: 100_000_000 }).map((micros) => (micros / 1e6).toFixed(6));
const request = fc.record({
  promptTokens: fc.integer({ min: 0, max: 100_000 }),
  maxTokens: fc.integer({ min: 1, max: 100_000 }),
  count: fc.integer({ min: 1, max: 1_000_000 }),
});

test('every figure adds up, whatever is asked', async () => {
  await using database = await testDatabase();
  const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 0, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 1, maxLength: 5 }),
      thresholds,
      fc.array(fc.record({ input: usd, output: usd }), { minLength: 4, maxLength: 4 }),
      async (requests, unsorted, prices) => {
        const bounds = [...unsorted.toSorted((a, b) => a - b), null];
        const tiers = bounds.map((below, place) => ({ name: `t${place}`, below, apiPrice: prices[place] }));
        const { tierRouting } = await data<Answer>(database.db, QUERY, {
          variables: { input: { requests, tiers } },
        });
        expect(figuresThatDoNotAddUp(tierRouting)).toEqual([]);
        for (const { tokens, tier } of tierRouting.requests)
          expect(tier).toBe(`t${bounds.findIndex((below) => below === null || tokens.value < below)}`);
        expect(tierRouting.tiers.reduce((sum, tier) => sum + tier.requests, 0)).toBe(
          requests.reduce((sum, { count }) => sum + count, 0),
        );
      },
    ),
    { numRuns: 30 },
  );
});

test('the last tier takes what no threshold is above', () => {
  expect(tierFor(1e9, [{ below: 10 }, { below: null }])).toBe(1);
});
