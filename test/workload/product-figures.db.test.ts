import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

/** The prices of the examples, per GPU-hour. */
const PRICES: readonly (readonly [gpu: string, gpuCount: number, region: string, usd: number])[] = [
  ['rtx-4090', 1, 'DE', 0.44],
  ['rtx-4090', 1, 'FR', 0.42],
  ['a100-pcie-40gb', 1, 'FR', 1.2],
  ['h100-sxm', 1, 'FR', 2.5],
  ['rtx-4090', 8, 'NL', 0.44],
  ['h100-sxm', 8, 'NL', 2.5],
  ['a100-sxm-80gb', 1, 'SE', 1.89],
  ['a100-sxm-80gb', 2, 'SE', 1.89],
  ['rtx-a6000', 1, 'SE', 0.79],
  ['rtx-a6000', 2, 'SE', 0.79],
];

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(
    database.db,
    PRICES.map(([gpu, gpuCount, region, usd]): SeedOffer => ({
      provider: 'alpha',
      key: `${gpuCount} × ${gpu} in ${region}`,
      gpu,
      gpuCount,
      region,
      // As many as anybody wants.
      stock: 'HIGH',
      changes: [{ at: plusMs(NOON, -HOUR_MS), usd }],
    })),
  );
});
afterAll(() => database[Symbol.asyncDispose]());

const perMillion = (gpu: string, tokensPerSecond: number) =>
  `llmGpus(input: { models: { name: "Llama 3.1 8B" }, format: Q4_K_M, tokensPerSecond: ${tokensPerSecond},
    filter: { gpus: ["${gpu}"], regions: ["FR"] } }) { gpus { edges { node { costPerMillionTokens { amount } } } } }`;
const PER_MILLION = 'llmGpus/gpus/edges/0/node/costPerMillionTokens/amount';

const weights = (size: string) => `modelMemory(model: { size: "${size}" }) { weights { format wholeGb } }`;
const weightsIn = (format: string) => `modelMemory/weights/${format}/wholeGb`;

const trained = (gpu: string) =>
  `trainingEstimate(input: { model: { size: "7B" }, dataset: { tokens: 1e9 }, mfu: 0.4, recompute: false },
    filter: { gpus: ["${gpu}"], regions: ["NL"] }) { options { gpuHours { value } } }`;

const GPU_HOURS = 'trainingEstimate/options/0/gpuHours/value';

const PLANS = `rightSizing(input: { model: { name: "Llama 3.1 70B" }, concurrency: 11, contextTokens: 2048,
  filter: { regions: ["SE"] } }) { plans(first: 100) { edges { node { name cost { amount } } } } }`;

const planOf = (name: string) => `rightSizing/plans/edges/${name}/node/cost/amount`;

const served = (load: string) =>
  `serverlessCost(input: { rental: { gpu: "RTX 4090", region: "DE" }, ${load} }) { monthly { withoutIdle { amount } total { amount } } }`;
const THOUSANDS = served('requestsPerDay: 10000, requestDuration: "PT2S", coldStarts: RARELY');
const HOURLY = served(
  'requestsPerDay: 100, requestDuration: "PT5S", coldStarts: HOURLY, idleTimeout: "PT15S"',
);

const AGAINST_GPT4 = `selfHostedVsApi(input: { requestsPerMonth: 100000, inputTokens: 500, outputTokens: 0, apis: [{ name: "gpt-4" }],
  selfHosted: { monthlyCost: 50 } }) { selfHosted { perMillionTokens { value } }
  comparisons { monthly { value } savingPercent { value } } }`;

const ROUTED = `tierRouting(input: { requests: [{ promptTokens: 500, maxTokens: 499 }, { promptTokens: 500, maxTokens: 500 },
  { promptCharacters: 14000, maxTokens: 499 }, { promptCharacters: 14000, maxTokens: 500 }],
  tiers: [{ name: "small", below: 1000, apiPrice: { input: "1", output: "1" } },
    { name: "medium", below: 4000, apiPrice: { input: "1", output: "1" } },
    { name: "large", apiPrice: { input: "1", output: "1" } }] }) { requests { tokens { value } tier } }`;

// 6.88 at AWS, so that 2.66 an hour are saved.
const SAVED =
  'savings(gpu: "H100 SXM", gpuCount: 1, hours: 100, price: "4.22") { against { name saving yearly { hours saving } } }';

const FLEET = `fleetStrategy(input: { workload: TRAINING, monthlyBudget: 3000, reliability: LOW, hours: 100,
  filter: { regions: ["NL"] } }) { totalGpus monthlyCost { amount } parts { gpus { value } monthlyCost { amount } } }`;

const onOne = (gpu: string, asked: string) =>
  `modelMemory(${asked}) { serving { fits(gpus: ["${gpu}"]) { ...Told } } training { fits(gpus: ["${gpu}"]) { ...Told } } }`;
const TOLD = `fragment Told on MemoryFit { fits need { total { value } parts { part figure { value } } }
  doesNotFit { reason remedies { changes gpuCount } } }`;
const SEVENTY = onOne('H100 SXM', 'model: { size: "70B" }, serving: {}');
const FINE_TUNE = onOne('A100 SXM 40GB', 'model: { size: "7B" }, training: { method: FULL }');

const CACHE = 'modelMemory(model: { name: "Llama 3 8B" }) { cachePerToken { value } }';

/** A line of the product page: which, what it says, what is asked, where the answer is, and its digits. */
const LINES: readonly (readonly [id: string, says: string, asked: string, at: string, digits: string])[] = [
  ['W1', '0.42 $/h at 85 tokens/s, a million', perMillion('RTX 4090', 85), PER_MILLION, '1.37'],
  ['W1', '1.20 $/h at 120 tokens/s, a million', perMillion('A100 PCIe 40GB', 120), PER_MILLION, '2.78'],
  ['W1', '2.50 $/h at 250 tokens/s, a million', perMillion('H100 SXM', 250), PER_MILLION, '2.78'],
  ['W2', '7B in FP16, GB', weights('7B'), weightsIn('FP16'), '14'],
  ['W2', '7B in INT8, GB', weights('7B'), weightsIn('INT8'), '7'],
  ['W2', '7B in INT4, GB', weights('7B'), weightsIn('INT4'), '4'],
  ['W2', '13B in FP16, GB', weights('13B'), weightsIn('FP16'), '26'],
  ['W2', '13B in INT8, GB', weights('13B'), weightsIn('INT8'), '13'],
  ['W2', '13B in INT4, GB', weights('13B'), weightsIn('INT4'), '7'],
  ['W2', '70B in FP16, GB', weights('70B'), weightsIn('FP16'), '140'],
  ['W2', '70B in INT8, GB', weights('70B'), weightsIn('INT8'), '70'],
  ['W2', '70B in INT4, GB', weights('70B'), weightsIn('INT4'), '35'],
  ['W2', 'a token in the cache of Llama 3 8B, bytes', CACHE, 'modelMemory/cachePerToken/value', '131072'],
  ['W3', '7B on 10⁹ tokens at 40 %, GPU-hours of an H100', trained('H100 SXM'), GPU_HOURS, '29'],
  ['W3', 'and of a 4090', trained('RTX 4090'), GPU_HOURS, '177'],
  ['W4', '70B on 2 × A100, $ an hour', PLANS, planOf('2 × A100 SXM 80GB in FP16'), '3.78'],
  ['W4', 'in AWQ on 1 × A100', PLANS, planOf('1 × A100 SXM 80GB in AWQ'), '1.89'],
  ['W4', 'on 2 × A6000', PLANS, planOf('2 × RTX A6000 in AWQ'), '1.58'],
  ['W6', '10,000 × 2 s a day, $ a month', THOUSANDS, 'serverlessCost/monthly/withoutIdle/amount', '73.35'],
  ['W6', '100 × 5 s, cold each hour', HOURLY, 'serverlessCost/monthly/withoutIdle/amount', '5.79'],
  ['W6', 'and idle for 15 s', HOURLY, 'serverlessCost/monthly/total/amount', '11.29'],
  ['W8', 'a million tokens for 50 $', AGAINST_GPT4, 'selfHostedVsApi/selfHosted/perMillionTokens/value', '1'],
  ['W8', 'as many by GPT-4, $', AGAINST_GPT4, 'selfHostedVsApi/comparisons/0/monthly/value', '1500'],
  ['W8', 'saved, %', AGAINST_GPT4, 'selfHostedVsApi/comparisons/0/savingPercent/value', '96.7'],
  ['W10', '500 + 499 tokens', ROUTED, 'tierRouting/requests/0/tier', 'small'],
  ['W10', '500 + 500 tokens', ROUTED, 'tierRouting/requests/1/tier', 'medium'],
  ['W10', '14,000 ÷ 4 + 499 tokens', ROUTED, 'tierRouting/requests/2/tier', 'medium'],
  ['W10', '14,000 ÷ 4 + 500 tokens', ROUTED, 'tierRouting/requests/3/tier', 'large'],
  ['M6', 'saved in 100 h', SAVED, 'savings/against/AWS/saving', '266'],
  ['M6', 'and in the 8,760 h of a year', SAVED, 'savings/against/AWS/yearly/saving', '23302'],
];

/** What stands at a path: names of fields, and of lists the place of an item or one of its values. */
function valueAt(answer: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((inner, step) => {
    if (!Array.isArray(inner)) return (inner as Record<string, unknown> | undefined)?.[step];
    const items = inner as Record<string, unknown>[];
    return items[Number(step)] ?? items.find((item) => Object.values(item['node'] ?? item).includes(step));
  }, answer);
}

test.each(LINES)('%s: %s', async (_id, _says, asked, at, digits) => {
  const found = valueAt(await data(database.db, `{ ${asked} }`), at);
  const decimals = digits.split('.')[1]?.length ?? 0;
  expect(Number.isNaN(Number(digits)) ? found : Number(found).toFixed(decimals)).toBe(digits);
});

type Fit = {
  readonly fits: boolean;
  readonly need: {
    readonly total: { readonly value: number };
    readonly parts: readonly { readonly part: string; readonly figure: { readonly value: number } }[];
  };
  readonly doesNotFit: { readonly reason: string; readonly remedies: readonly Record<string, unknown>[] };
};
type Memory = { modelMemory: Record<'serving' | 'training', { readonly fits: readonly Fit[] } | null> };

test('W2, refuted: 70B in FP16 on one H100 of 80 GB does not fit; two or more do', async () => {
  const { modelMemory } = await data<Memory>(database.db, `{ ${SEVENTY} } ${TOLD}`);
  const fit = modelMemory.serving!.fits[0]!;
  expect(fit).toMatchObject({ fits: false, doesNotFit: { reason: 'DOES_NOT_FIT' } });
  expect(fit.need.total.value).toBeGreaterThan(140);
  expect(fit.doesNotFit.remedies).toContainEqual({ changes: ['MORE_GPUS'], gpuCount: 2 });
});

test('W2, refuted: a full fine-tune of 7B takes 112 GB before activations, and an A100 has 40', async () => {
  const { modelMemory } = await data<Memory>(database.db, `{ ${FINE_TUNE} } ${TOLD}`);
  const { fits, need, doesNotFit } = modelMemory.training!.fits[0]!;
  expect([fits, doesNotFit.reason]).toEqual([false, 'DOES_NOT_FIT']);
  const states = need.parts.filter(({ part }) => ['WEIGHTS', 'GRADIENTS', 'OPTIMIZER'].includes(part));
  expect(states.reduce((sum, { figure }) => sum + figure.value, 0)).toBeCloseTo(112, 9);
});

type Fleet = {
  fleetStrategy: {
    readonly totalGpus: number;
    readonly monthlyCost: { readonly amount: string };
    readonly parts: readonly {
      readonly gpus: { readonly value: number };
      readonly monthlyCost: { readonly amount: string };
    }[];
  };
};

test('W5, refuted: 5 + 1 are 6, and 72 + 36 are 108: totals are sums', async () => {
  const { fleetStrategy: fleet } = await data<Fleet>(database.db, `{ ${FLEET} }`);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  expect(fleet.parts.length).toBeGreaterThan(1);
  expect(sum(fleet.parts.map(({ gpus }) => gpus.value))).toBe(fleet.totalGpus);
  expect(sum(fleet.parts.map(({ monthlyCost }) => Number(monthlyCost.amount)))).toBeCloseTo(
    Number(fleet.monthlyCost.amount),
    6,
  );
});
