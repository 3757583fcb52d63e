import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { COST, DEEP_FIGURE, FIGURE } from '../support/figure-fields.ts';
import { fileDatabase } from '../support/file-database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { NOON, seedOffers, seedProviders } from '../support/seed-market.ts';

const QUERY = `query ($input: SelfHostedVsAPIInput!) { selfHostedVsApi(input: $input) {
  reasoning tokensPerMonth ${FIGURE}
  selfHosted {
    rental { absence pricePerGpuHour ${FIGURE} } memory { fits } speed { basis range { p10 { value } p90 { value } } }
    tokensPerSecond ${FIGURE} capacityPerReplica ${FIGURE} usablePerReplica ${FIGURE}
    replicas { value } gpus ${FIGURE} utilisation ${FIGURE} monthly ${COST} perMillionTokens ${DEEP_FIGURE}
  }
  comparisons { api { listed { key } } perRequest { value } monthly { value } cheaper
    savingPercent ${FIGURE} breakEven { count first { value } stays { value } }
  }
} }`;
const DETAILS = `query ($input: SelfHostedVsAPIInput!) { selfHostedVsApi(input: $input) { comparisons {
  perRequest ${FIGURE} monthly { value } savingPerMonth ${FIGURE} breakEvenUtilisation ${FIGURE}
  breakEven { first { value } stays { value } }
} } }`;
const VOLUMES = `query ($input: SelfHostedVsAPIInput!) { selfHostedVsApi(input: $input) { comparisons {
  breakEven { crossings { cheaper requests { value explain { formula inputs { name figure { value } } } } } }
  volumes { requests { value } api { value } selfHosted { figure { value } } savingPercent { value } cheaper }
} } }`;

type Value = { value: number };
type Answer = {
  selfHostedVsApi: {
    reasoning: string;
    selfHosted: {
      rental: { absence: string | null } | null;
      memory: { fits: boolean } | null;
      speed: { range: { p10: Value; p90: Value } } | null;
      tokensPerSecond: (Value & { basis: string }) | null;
      replicas: Value | null;
      gpus: Value | null;
      utilisation: Value | null;
      monthly: { amount: string; figure: Value & { source: string } } | null;
      perMillionTokens: Value | null;
    };
    comparisons: {
      api: { listed: { key: string } | null };
      monthly: Value;
      cheaper: string | null;
      savingPercent: Value | null;
      breakEven: { count: number; first: Value | null; stays: Value | null } | null;
    }[];
  };
};

const db = await fileDatabase(async (db) => {
  await seedProviders(db, [{ id: 'alpha' }]);
  await seedOffers(db, [
    {
      provider: 'alpha',
      key: 'one',
      gpu: 'rtx-4090',
      region: 'DE',
      changes: [{ at: plusMs(NOON, -HOUR_MS), usd: 0.44 }],
    },
  ]);
});

const gpt4 = {
  requestsPerMonth: 100_000,
  promptTokens: 500,
  outputTokens: 0,
  apis: [{ name: 'gpt-4' }],
  selfHosted: { monthlyCost: 50 },
};

test('50 $ a month for 100,000 × 500 tokens are 1 $/M, against 1,500 $: 96.7 % saved', async () => {
  const { selfHostedVsApi } = await data<Answer>(db, QUERY, { variables: { input: gpt4 } });
  const { selfHosted, comparisons, reasoning } = selfHostedVsApi;
  const [gpt] = comparisons;
  expect(selfHosted.monthly?.amount).toBe('50.00');
  expect(selfHosted.perMillionTokens?.value).toBe(1);
  expect(gpt?.monthly.value).toBe(1500);
  expect(gpt?.savingPercent?.value.toFixed(1)).toBe('96.7');
  // 50 $ ÷ (500 × 30 $ ÷ 10⁶)
  expect(gpt?.breakEven).toMatchObject({ count: 1, first: { value: expect.closeTo(3333.333, 3) } });
  expect(reasoning).toBe(
    'Serving yourself costs least: 50.00 $ a month. OpenAI GPT-4 costs 1500.00 $, 2900.0 % more. Against OpenAI GPT-4 serving yourself breaks even at 3334 requests a month, and from there on it stays so.',
  );
});

const STAIRS = {
  requestsPerMonth: 1_000_000,
  promptTokens: 400,
  outputTokens: 100,
  apis: [{ name: 'openai/gpt-4o-mini' }, { prices: { input: 1, output: 2, cachedInput: 0.5 } }],
  selfHosted: { rental: { gpu: '4090' }, tokensPerSecond: 500, peakFactor: 2, peakUtilisation: 0.8 },
};

test('whole GPUs at the price observed, for the busiest hour', async () => {
  const { selfHostedVsApi } = await data<Answer>(db, QUERY, { variables: { input: STAIRS } });
  const { selfHosted, comparisons } = selfHostedVsApi;
  // 500 ÷ 500 tokens a second × 3,600 × 730 h × 0.8 ÷ 2 = 1,051,200 requests a replica.
  expect(selfHosted.replicas?.value).toBe(1);
  expect(selfHosted.utilisation?.value).toBeCloseTo(1e6 / 2_628_000, 12);
  // 730 h × 0.44 $
  expect(selfHosted.monthly?.amount).toBe('321.20');
  // (400 × 0.15 + 100 × 0.6) ÷ 10⁶ × 10⁶, and (400 × 1 + 100 × 2).
  expect(comparisons.map(({ monthly }) => monthly.value)).toEqual([120, expect.closeTo(600, 9)]);
  expect(comparisons.map(({ cheaper }) => cheaper)).toEqual(['API', 'SELF_HOSTED']);
  // A full replica serves 1,051,200 requests: 126 $ of GPT-4o mini, 631 $ of the other.
  expect(comparisons[0]?.breakEven).toMatchObject({ count: 0, first: null, stays: null });
  // 321.20 ÷ 0.0006; then 642.40 lies above what 1,051,200 cost, until 1,070,667; 963.60 below 1,261.44.
  expect(comparisons[1]?.breakEven).toMatchObject({
    count: 3,
    first: { value: expect.closeTo(535_333.333, 3) },
    stays: { value: expect.closeTo(1_070_666.667, 3) },
  });
});

test('a model is served at its throughput, or does not fit', async () => {
  const ask = async (name: string) => {
    const selfHosted = { rental: { gpu: '4090' }, model: { name } };
    const input = { ...STAIRS, selfHosted };
    return (await data<Answer>(db, QUERY, { variables: { input } })).selfHostedVsApi;
  };
  const small = await ask('Llama 3.1 8B');
  expect(figuresThatDoNotAddUp(small)).toEqual([]);
  expect(small.selfHosted.memory).toEqual({ fits: true });
  expect(small.selfHosted.tokensPerSecond?.basis).not.toBe('GIVEN');
  expect(small.selfHosted.monthly).not.toBeNull();
  const { range } = small.selfHosted.speed!;
  expect(range.p10.value).toBeLessThan(small.selfHosted.tokensPerSecond!.value);
  expect(range.p90.value).toBeGreaterThan(small.selfHosted.tokensPerSecond!.value);
  const large = await ask('Llama 3.1 70B');
  expect(large.selfHosted).toMatchObject({ memory: { fits: false }, monthly: null, replicas: null });
  expect(large.reasoning).toMatch(
    /^Llama 3.1 70B takes .* more than .* RTX 4090.* asks 120.00 \$ a month\.$/,
  );
});

test('what nobody offers has no bill, and says so', async () => {
  const input = {
    ...STAIRS,
    selfHosted: { ...STAIRS.selfHosted, rental: { gpu: 'A100 SXM4 80GB', gpuCount: 8 } },
  };
  const { selfHostedVsApi } = await data<Answer>(db, QUERY, { variables: { input } });
  expect(selfHostedVsApi.selfHosted).toMatchObject({ rental: { absence: 'NOT_OFFERED' }, monthly: null });
  expect(selfHostedVsApi.comparisons[0]).toMatchObject({
    cheaper: null,
    savingPercent: null,
    breakEven: null,
  });
});

test('every figure adds up', async () => {
  const usd = (most: number) => fc.integer({ min: 1, max: most * 1e6 }).map((micros) => micros / 1e6);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        requestsPerMonth: fc.double({ min: 1, max: 1e6, noNaN: true }),
        promptTokens: fc.integer({ min: 300, max: 8000 }),
        outputTokens: fc.integer({ min: 0, max: 2000 }),
        cachedPromptTokens: fc.integer({ min: 0, max: 300 }),
        apis: fc.constantFrom([{ name: 'gpt-4o' }], [{ prices: { input: 2, output: 8 } }]),
        selfHosted: fc.oneof(
          fc.record({ monthlyCost: usd(5000), opsPerMonth: usd(100) }),
          fc.record({
            rental: fc.record({ pricePerGpuHour: usd(10), gpuCount: fc.integer({ min: 1, max: 8 }) }),
            tokensPerSecond: fc.double({ min: 100, max: 1e5, noNaN: true }),
            peakFactor: fc.double({ min: 1, max: 10, noNaN: true }),
            peakUtilisation: fc.double({ min: 0.1, max: 1, noNaN: true }),
            spareReplicas: fc.integer({ min: 0, max: 3 }),
            opsPerMonth: usd(1000),
          }),
        ),
      }),
      async (input) => {
        for (const query of [QUERY, DETAILS, VOLUMES])
          expect(figuresThatDoNotAddUp(await data(db, query, { variables: { input } }))).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  [{ requestsPerMonth: 0 }, 'requestsPerMonth', /above 0/],
  [{ requestsPerMonth: -1 }, 'requestsPerMonth', /above 0/],
  [{ promptTokens: 0 }, 'promptTokens', /has tokens/],
  [{ outputTokens: -1 }, 'outputTokens', /between 0 and/],
  [{ cachedPromptTokens: 501 }, 'cachedPromptTokens', /between 0 and 500/],
  [{ apis: [] }, 'apis', /1 to 10/],
  [{ apis: [{ name: 'gpt-9000' }] }, 'name', /Nearest: /],
  [{ apis: [{ name: 'Llama 3.1 8B' }] }, 'name', /aws-bedrock\/llama-3.1-8b@us-east-1, groq\/llama-3.1-8b/],
  [{ apis: [{ prices: { input: -1, output: 1 } }] }, 'prices', /between 0 and/],
  [{ selfHosted: {} }, 'rental', /monthlyCost/],
  [{ selfHosted: { monthlyCost: 0 } }, 'monthlyCost', /above 0/],
  [{ selfHosted: { rental: { gpu: '4090' } } }, 'model', /one of the two/],
  [{ selfHosted: { rental: { pricePerGpuHour: 1 }, model: { name: 'Llama 3.1 8B' } } }, 'gpu', /throughput/],
  [{ selfHosted: { rental: { gpu: '4090' }, tokensPerSecond: 0 } }, 'tokensPerSecond', /above 0/],
  [{ selfHosted: { monthlyCost: 5, peakFactor: 0.5 } }, 'peakFactor', /between 1 and/],
  [
    { promptTokens: 200_000, selfHosted: { rental: { gpu: '4090' }, model: { name: 'Llama 3.1 8B' } } },
    'promptTokens',
    /made for 131072 tokens/,
  ],
  [{ volumes: [1, 0] }, 'volumes', /above 0/],
  [
    { requestsPerMonth: 1e12, selfHosted: { rental: { gpu: '4090' }, tokensPerSecond: 0.001 } },
    'requestsPerMonth',
    /over 1000000000 US dollars a month/,
  ],
])('%j is refused', async (change, argument, message) => {
  const variables = { input: { ...gpt4, ...change } };
  const refused = await refusalOf(db, QUERY, { variables });
  expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  expect(refused.message).toMatch(message);
});

test('API prices are paged, by provider, model and region', async () => {
  const keys = async (args: string) => {
    const { apiPrices } = await data<{
      apiPrices: {
        edges: { node: { key: string } }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    }>(db, `{ apiPrices(${args}) { edges { node { key } } pageInfo { endCursor hasNextPage } } }`);
    return { keys: apiPrices.edges.map(({ node }) => node.key), ...apiPrices.pageInfo };
  };
  const first = await keys('first: 2, filter: { model: "LLAMA 3.3" }');
  expect(first).toMatchObject({
    keys: ['aws-bedrock/llama-3.3-70b@us-east-1', 'groq/llama-3.3-70b'],
    hasNextPage: true,
  });
  const rest = await keys(`after: "${first.endCursor}", filter: { model: "LLAMA 3.3" }`);
  expect(rest).toMatchObject({ keys: ['together/llama-3.3-70b'], hasNextPage: false });
  expect((await keys('filter: { provider: "openai", region: "eu-west-1", model: "gpt-4o" }')).keys).toEqual([
    'openai/gpt-4o',
    'openai/gpt-4o-mini',
  ]);
});
