import { expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../support/redo.ts';
import { NOON, seedMarket, seedOffers, seedProviders } from '../support/seed-market.ts';

const before = plusMs(NOON, -HOUR_MS);
const at = (usd: number, available = 1) => [{ at: before, usd, available }];

type Answer<Row> = {
  readonly llmGpus: {
    readonly gpus: { readonly totalCount: number; readonly edges: readonly { readonly node: Row }[] };
    readonly excluded: { readonly edges: readonly { readonly node: Record<string, unknown> }[] };
  };
};

const nodes = <Row>({ llmGpus }: Answer<Row>): Row[] => llmGpus.gpus.edges.map(({ node }) => node);

type Row = {
  readonly rank: number;
  readonly gpu: { readonly name: string };
  readonly costPerMillionTokens: { readonly amount: string };
  readonly availableGpus: number;
};

test('0.42 USD/h at 85 tokens/s make 1.37 USD per million tokens, 1.20 at 120 and 2.50 at 250 both 2.78', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, [
    { provider: 'alpha', key: 'a', gpu: 'rtx-4090', changes: at(0.42, 45) },
    { provider: 'alpha', key: 'b', gpu: 'a100-pcie-40gb', changes: at(1.2, 12) },
    { provider: 'alpha', key: 'c', gpu: 'h100-sxm', changes: at(2.5, 5) },
  ]);
  const answer = await data<Answer<Row>>(
    database.db,
    `{ llmGpus(input: { models: { name: "Llama 3.1 8B" }, format: Q4_K_M, engine: LLAMA_CPP, concurrency: 1, speeds: [
      { gpu: "RTX 4090", tokensPerSecond: 85 }, { gpu: "A100 PCIe 40GB", tokensPerSecond: 120 },
      { gpu: "H100 SXM", tokensPerSecond: 250 } ] }) {
      gpus { totalCount edges { node { rank gpu { name } price { value basis } tokensPerSecond { value basis }
        costPerMillionTokens { amount figure ${WHOLE_FIGURE} } availableGpus isOnFrontier lostTo { rank } standing
      } } } } }`,
  );
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  const rows = nodes(answer);
  expect(
    rows.map(({ rank, gpu, costPerMillionTokens, availableGpus }) => [
      rank,
      gpu.name,
      costPerMillionTokens.amount,
      availableGpus,
    ]),
  ).toEqual([
    [1, 'RTX 4090', '1.372549', 45],
    // As dear a token as the A100’s, and more of them a second.
    [2, 'H100 SXM', '2.777778', 5],
    [3, 'A100 PCIe 40GB', '2.777778', 12],
  ]);
  expect(rows[0]).toMatchObject({
    price: { value: 0.42, basis: 'OBSERVED' },
    tokensPerSecond: { value: 85, basis: 'GIVEN' },
    isOnFrontier: true,
    standing: 'The cheapest token of Llama 3.1 8B.',
  });
  expect(rows[2]).toMatchObject({
    isOnFrontier: false,
    lostTo: { rank: 2 },
    standing:
      'Loses to 1 × H100 SXM on demand, rank 2: 2.78 against 2.78 USD per million tokens, 250 against 120 tokens/s, a risk of interruption within a day of 0 % against 0 %.',
  });
});

test('a machine that is busy a quarter of the time makes tokens four times as dear', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, [{ provider: 'alpha', key: 'a', gpu: 'rtx-4090', changes: at(0.42) }]);
  const answer = await data<Answer<{ costPerMillionTokens: { amount: string }; utilisation: unknown }>>(
    database.db,
    `{ llmGpus(input: { models: { name: "Llama 3.1 8B" }, tokensPerSecond: 85, utilisation: 0.25 }) {
      gpus { edges { node { costPerMillionTokens { amount } utilisation { value basis } } } } } }`,
  );
  expect(nodes(answer)).toEqual([
    { costPerMillionTokens: { amount: '5.490196' }, utilisation: { value: 0.25, basis: 'GIVEN' } },
  ]);
});

test('a model too large for one GPU gets the cheapest machine of several, and others are told by how much they fail', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, [
    { provider: 'alpha', key: 'one', gpu: 'h100-sxm', changes: at(2) },
    { provider: 'alpha', key: 'four', gpu: 'h100-sxm', gpuCount: 4, changes: at(1.9, 4) },
    { provider: 'alpha', key: 'eight', gpu: 'h100-sxm', gpuCount: 8, changes: at(1.5, 8) },
    { provider: 'alpha', key: 'small', gpu: 'rtx-4090', gpuCount: 2, changes: at(0.4, 2) },
    { provider: 'alpha', key: 'taken', gpu: 'h200-sxm', changes: at(3, 0) },
  ]);
  const answer = await data<Answer<Record<string, unknown>>>(
    database.db,
    `{ llmGpus(input: { models: { name: "Llama 3.1 70B" }, concurrency: 1, filter: { gpus: ["H100 SXM", "H200 SXM", "RTX 4090", "A100 SXM 80GB"] } }) {
      gpus { edges { node { gpusNeeded gpuCount gpusUsed vram { value } machineCost { amount } } } }
      excluded { edges { node { gpu { slug } reason largestGpuCount gpusNeeded formatsThatFit shortBy ${WHOLE_FIGURE} } } } } }`,
  );
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  // 70.55e9 parameters × 2 bytes are 141 GB: two hold it, four are the fewest on offer, and eight cost more an hour.
  expect(nodes(answer)).toEqual([
    { gpusNeeded: 2, gpuCount: 4, gpusUsed: 4, vram: { value: 320 }, machineCost: { amount: '7.60' } },
  ]);
  const excluded = answer.llmGpus.excluded.edges.map(({ node }) => node);
  expect(excluded).toMatchObject([
    { gpu: { slug: 'rtx-4090' }, reason: 'DOES_NOT_FIT', largestGpuCount: 2, gpusNeeded: 8 },
    { gpu: { slug: 'h200-sxm' }, reason: 'SOLD_OUT', shortBy: null, formatsThatFit: [] },
    { gpu: { slug: 'a100-sxm-80gb' }, reason: 'NOT_OFFERED', shortBy: null },
  ]);
  const [{ shortBy, formatsThatFit } = {}] = excluded;
  // 141.1 GB of weights on 2 × 22.7 GB.
  expect((shortBy as { value: number }).value).toBeGreaterThan(141.1 - 45.5);
  expect((shortBy as { value: number }).value).toBeLessThan(141.1 - 45.5 + 5);
  expect(formatsThatFit).toContain('AWQ');
  expect(formatsThatFit).not.toContain('FP8');
});

const REFUSALS: readonly (readonly [input: string, argument: string, says: RegExp])[] = [
  ['models: []', 'models', /1 to 10 models/],
  ['models: { name: "Lama 3" }', 'models.name', /Lama 3/],
  ['models: { name: "Llama 3.1 8B" }, utilisation: 0', 'utilisation', /between 0.001 and 1/],
  ['models: { name: "Llama 3.1 8B" }, concurrency: 0', 'concurrency', /between 1 and 4096/],
  ['models: { name: "Llama 3.1 8B" }, outputTokens: 0', 'outputTokens', /between 1 and/],
  ['models: { name: "Llama 3.1 8B" }, contextTokens: 100', 'contextTokens', /less than the 768/],
  ['models: { name: "Llama 3.1 8B" }, contextTokens: 200000', 'contextTokens', /131072/],
  ['models: { name: "Llama 3.1 8B" }, tokensPerSecond: -1', 'tokensPerSecond', /between 0.001/],
  [
    'models: { name: "Llama 3.1 8B" }, speeds: { gpu: "H100", tokensPerSecond: 1 }',
    'speeds',
    /any of several/,
  ],
  ['models: { name: "Llama 3.1 8B" }, ahead: "P8D"', 'ahead', /P7D/],
  ['models: { name: "Llama 3.1 8B" }, trainingTokens: 0', 'trainingTokens', /above 0/],
  ['models: { name: "Llama 3.1 8B" }, filter: { minVramGb: -1 }', 'minVramGb', /above 0/],
];

test('what cannot be ranked is refused, with what to change', async () => {
  await using database = await testDatabase();
  for (const [input, argument, says] of REFUSALS) {
    const refusal = await refusalOf(database.db, `{ llmGpus(input: { ${input} }) { at } }`);
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(refusal.message).toMatch(says);
  }
});

test('spot and on demand are rows of their own, and a past instant is answered from its own prices', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const query = `query ($asOf: DateTime) { llmGpus(asOf: $asOf, input: { models: { name: "Llama 3.1 8B" }, filter: { gpus: ["4090"], regions: ["US"] } }) {
    gpus { edges { node { rank billing price { value } risk { value basis } costPerMillionTokens { later { p50 } } } } } } }`;
  const now = await data<Answer<unknown>>(database.db, query);
  expect(nodes(now)).toMatchObject([
    // Nothing is known of how often it is interrupted.
    { rank: 1, billing: 'SPOT', price: { value: 0.18 }, risk: null },
    { rank: 2, billing: 'ON_DEMAND', price: { value: 0.4 }, risk: { value: 0, basis: 'ASSUMED' } },
  ]);
  const variables = { asOf: new Date(NOON - 2 * HOUR_MS).toISOString() };
  const then = await data<Answer<{ price: { value: number } }>>(database.db, query, { variables });
  expect(nodes(then).map(({ price }) => price.value)).toEqual([0.18, 0.42]);
});
