import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpus as catalog } from '#catalog/gpus.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../support/redo.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

type Figure = { readonly value: number; readonly basis: string };

type Row = {
  readonly rank: number;
  readonly modelRank: number;
  readonly modelName: string;
  readonly gpusNeeded: number;
  readonly gpusUsed: number;
  readonly gpuCount: number;
  readonly machineCost: { readonly figure: Figure };
  readonly price: Figure;
  readonly tokensPerSecond: Figure;
  readonly utilisation: Figure;
  readonly costPerMillionTokens: { readonly figure: Figure };
  readonly maxContextTokens: Figure;
  readonly memory: { readonly needed: Figure; readonly usable: Figure; readonly free: Figure };
  readonly fitScore: Figure;
  readonly risk: Figure | null;
  readonly isOnFrontier: boolean;
  readonly lostTo: (Pick<Row, 'rank' | 'modelName' | 'isOnFrontier'> & Pick<Row, 'risk'>) | null;
};

type Answer = {
  readonly llmGpus: {
    readonly gpus: { readonly totalCount: number; readonly edges: readonly { readonly node: Row }[] };
    readonly excluded: {
      readonly totalCount: number;
      readonly edges: readonly {
        readonly node: { readonly shortBy: Figure | null; readonly formatsThatFit: string[] };
      }[];
    };
  };
};

/** Offers of every fifth GPU of the catalog, in sizes, places and billings that differ. */
const MARKET: readonly SeedOffer[] = catalog
  .filter((_, place) => place % 5 === 0)
  .flatMap(({ slug, vramGb }, place): SeedOffer[] =>
    [1, 2, 8].map((gpuCount, size) => ({
      provider: size === 1 ? 'beta' : 'alpha',
      key: `${slug}x${gpuCount}`,
      gpu: slug,
      gpuCount,
      billing: (place + size) % 3 === 0 ? 'SPOT' : 'ON_DEMAND',
      traits: place % 2 === 0 ? { interruptionMonthlyLow: 0.05, interruptionMonthlyHigh: 0.1 } : {},
      changes: [{ at: plusMs(NOON, -HOUR_MS), usd: 0.02 * vramGb * (1 - size / 10) }],
    })),
  );

/** Too much for one document: what is asked of rows in turn. */
const PARTS = [
  `costPerMillionTokens { figure ${WHOLE_FIGURE} } machineCost { figure ${WHOLE_FIGURE} } vram ${WHOLE_FIGURE}`,
  `tokensPerSecond ${WHOLE_FIGURE} fitScore ${WHOLE_FIGURE}`,
  `memory { needed ${WHOLE_FIGURE} usable ${WHOLE_FIGURE} free ${WHOLE_FIGURE} } maxContextTokens ${WHOLE_FIGURE}`,
  `training { hours ${WHOLE_FIGURE} cost { figure ${WHOLE_FIGURE} } } risk ${WHOLE_FIGURE}`,
];

const query = (rows: string, first: number) => `query ($input: LLMGPUInput!) { llmGpus(input: $input) {
  gpus(first: ${first}) { totalCount edges { node { ${rows} } } }
  excluded(first: 10) { totalCount edges { node { shortBy ${WHOLE_FIGURE} formatsThatFit } } } } }`;

const PLAIN = `rank modelRank modelName gpusNeeded gpusUsed gpuCount price { value } tokensPerSecond { value basis }
  utilisation { value } costPerMillionTokens { figure { value } } maxContextTokens { value } memory { needed { value }
  usable { value } free { value } } fitScore { value } risk { value } isOnFrontier
  lostTo { rank modelName isOnFrontier risk { value } }`;

const model = fc.constantFrom(
  { name: 'Llama 3.1 8B' },
  { name: 'Llama 3.1 70B' },
  { size: '7B' },
  { size: '180B' },
  {
    architecture: {
      params: 27e9,
      layers: 62,
      hiddenSize: 5376,
      heads: 32,
      kvHeads: 16,
      contextTokens: 131_072,
      vocabulary: 262_144,
    },
  },
);

const input = fc.record({
  models: fc.uniqueArray(model, { minLength: 1, maxLength: 3 }),
  format: fc.constantFrom(...Object.keys(WEIGHT_BITS)),
  kvFormat: fc.constantFrom('FP16', 'FP8'),
  engine: fc.constantFrom('VLLM', 'LLAMA_CPP', 'SGLANG', 'TENSORRT_LLM', 'OLLAMA'),
  concurrency: fc.integer({ min: 1, max: 256 }),
  promptTokens: fc.integer({ min: 1, max: 1500 }),
  outputTokens: fc.integer({ min: 1, max: 500 }),
  utilisation: fc.double({ min: 0.01, max: 1, noNaN: true }),
  tokensPerSecond: fc.option(fc.double({ min: 0.1, max: 1e5, noNaN: true }), { nil: undefined, freq: 3 }),
  trainingTokens: fc.integer({ min: 1, max: 1e9 }),
  trainingMethod: fc.constantFrom('FULL', 'LORA', 'QLORA'),
});

test('ranks ascend, the dominated are dominated, and every figure adds up, whatever is asked', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await seedProviders(db, [{ id: 'alpha' }, { id: 'beta' }]);
  await seedOffers(db, MARKET);
  const seen = { beaten: 0, atRisk: 0 };
  await fc.assert(
    fc.asyncProperty(input, async (asked) => {
      const variables = { input: asked };
      const { llmGpus } = await data<Answer>(db, query(PLAIN, 100), { variables });
      const rows = llmGpus.gpus.edges.map(({ node }) => node);
      expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, place) => place + 1));
      const costs = rows.map(({ costPerMillionTokens }) => costPerMillionTokens.figure.value);
      for (const [place, cost] of costs.entries())
        expect(cost).toBeGreaterThanOrEqual((costs[place - 1] ?? 0) * (1 - 1e-11));
      // Each model on each GPU and billing that is on offer is ranked or left out, never both.
      const pairs = new Set(MARKET.map(({ gpu, billing }) => `${gpu} ${billing}`)).size;
      expect(llmGpus.gpus.totalCount + llmGpus.excluded.totalCount).toBe(asked.models.length * pairs);
      for (const row of rows) checkRow(row, rows, asked);
      seen.beaten += rows.filter(({ lostTo }) => lostTo !== null).length;
      seen.atRisk += rows.filter(({ risk }) => risk !== null && risk.value > 0).length;
      expect(figuresThatDoNotAddUp(llmGpus.excluded)).toEqual([]);
      for (const part of PARTS) {
        const answer = await data(db, query(part, 4), { variables });
        expect(figuresThatDoNotAddUp(answer)).toEqual([]);
      }
    }),
    { numRuns: 20 },
  );
  // None of it held for want of cases.
  expect(Math.min(seen.beaten, seen.atRisk)).toBeGreaterThan(0);
}, 120_000);

function checkRow(
  row: Row,
  rows: readonly Row[],
  asked: { readonly promptTokens: number; readonly outputTokens: number },
): void {
  const { memory, fitScore, lostTo } = row;
  const cost =
    ((row.price.value * row.gpuCount) / (row.tokensPerSecond.value * row.utilisation.value) / 3600) * 1e6;
  expect(row.costPerMillionTokens.figure.value / cost).toBeCloseTo(1, 9);
  expect(memory.needed.value).toBeLessThanOrEqual(memory.usable.value);
  expect(row.gpusNeeded).toBeLessThanOrEqual(row.gpusUsed);
  expect(row.gpusUsed).toBeLessThanOrEqual(row.gpuCount);
  expect(row.maxContextTokens.value).toBeGreaterThanOrEqual(asked.promptTokens + asked.outputTokens);
  expect(fitScore.value).toBeGreaterThan(0);
  expect(fitScore.value).toBeLessThanOrEqual(1 + 1e-9);
  expect(row.isOnFrontier).toBe(lostTo === null);
  if (row.modelRank === 1) expect(row.isOnFrontier).toBe(true);
  if (lostTo === null) return;
  const better = rows[lostTo.rank - 1]!;
  expect(better).toMatchObject({ modelName: row.modelName, isOnFrontier: true });
  expect(better.rank).toBeLessThan(row.rank);
  expect(better.costPerMillionTokens.figure.value).toBeLessThanOrEqual(
    row.costPerMillionTokens.figure.value * (1 + 1e-11),
  );
  expect(better.tokensPerSecond.value).toBeGreaterThanOrEqual(row.tokensPerSecond.value * (1 - 1e-11));
  expect(better.risk === null).toBe(row.risk === null);
  expect(better.risk?.value ?? 0).toBeLessThanOrEqual(row.risk?.value ?? 0);
}
