import fc from 'fast-check';
import { expect, test } from 'vitest';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { COST, DEEP_FIGURE, FIGURE } from '../support/figure-fields.ts';
import { fileDatabase } from '../support/file-database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { seedMarket } from '../support/seed-market.ts';

const STEP = `{ batch tokenSeconds ${FIGURE} firstTokenSeconds ${FIGURE} gainOfNext ${FIGURE} meetsTarget misses
  speed { basis tokensPerSecond ${FIGURE} estimate { value } } costPerMillionTokens ${COST} }`;
const QUERY = `query ($input: ServingGainsInput!) { servingGains(input: $input) {
  rental { pricePerGpuHour { value } absence } fit { fits doesNotFit { reason } } knee
  batches ${STEP} best { batch costPerMillionTokens { amount } speed { tokensPerSecond ${DEEP_FIGURE} streamTokensPerSecond ${DEEP_FIGURE} } }
  caching { prefillShare ${FIGURE} tokensPerSecond ${FIGURE} firstTokenSeconds ${FIGURE} promptSaving ${FIGURE}
    responseSaving ${FIGURE} saving ${FIGURE} costPerMillionTokens ${COST} savedPerMillionTokens ${COST} } } }`;

type Value = { value: number };
type Money = { amount: string; figure: Value } | null;
type Step = {
  batch: number;
  tokenSeconds: Value;
  firstTokenSeconds: Value;
  gainOfNext: Value | null;
  meetsTarget: boolean;
  misses: string | null;
  speed: { basis: string; tokensPerSecond: Value; estimate: Value };
  costPerMillionTokens: Money;
};
type Gains = {
  rental: { pricePerGpuHour: Value | null; absence: string | null };
  fit: { fits: boolean; doesNotFit: { reason: string } | null };
  knee: number | null;
  batches: Step[];
  best: { batch: number; costPerMillionTokens: Money } | null;
  caching:
    | (Record<
        | 'prefillShare'
        | 'tokensPerSecond'
        | 'firstTokenSeconds'
        | 'promptSaving'
        | 'responseSaving'
        | 'saving',
        Value
      > &
        Record<'costPerMillionTokens' | 'savedPerMillionTokens', Money>)
    | null;
};

const INPUT = {
  model: { name: 'Llama 3.1 8B' },
  format: 'FP8',
  promptTokens: 512,
  outputTokens: 256,
  rental: { gpu: '4090', pricePerGpuHour: '0.36' },
};

async function gainsOf(db: Parameters<typeof data>[0], input: Record<string, unknown>): Promise<Gains> {
  const { servingGains } = await data<{ servingGains: Gains }>(db, QUERY, {
    variables: { input: { ...INPUT, ...input } },
  });
  expect(figuresThatDoNotAddUp(servingGains)).toEqual([]);
  return servingGains;
}

const db = await fileDatabase();

test('batches double up to what fits, each dearer to wait for and cheaper by the token', async () => {
  const { batches, knee, best } = await gainsOf(db, {});
  expect(batches.map(({ batch }) => batch)).toEqual([1, 2, 4, 8, 16, 32, 64, 128].slice(0, batches.length));
  expect(batches.length).toBeGreaterThan(5);
  for (const [at, step] of batches.entries()) {
    const next = batches[at + 1];
    // 0.36 $/h ÷ 3600 s is 100 µ$ a second: over tokens a second, times a million.
    expect(step.costPerMillionTokens?.figure.value).toBeCloseTo(100 / step.speed.tokensPerSecond.value, 9);
    expect(step.tokenSeconds.value).toBeCloseTo(step.batch / step.speed.tokensPerSecond.value, 12);
    if (next) {
      expect(next.tokenSeconds.value).toBeGreaterThan(step.tokenSeconds.value);
      expect(step.gainOfNext?.value).toBeCloseTo(
        next.speed.estimate.value / step.speed.estimate.value - 1,
        9,
      );
    }
  }
  const worth = batches.filter(({ batch }) => knee === null || batch <= knee);
  expect(best?.batch).toBe(worth.at(-1)?.batch);
});

test('a latency target ends it before the knee, or altogether', async () => {
  const { batches } = await gainsOf(db, {});
  const [, , third, fourth] = batches;
  const between = ((third?.tokenSeconds.value ?? NaN) + (fourth?.tokenSeconds.value ?? NaN)) / 2;
  const held = await gainsOf(db, { tokenMilliseconds: 1000 * between });
  expect(held.best?.batch).toBe(third?.batch);
  expect(held.batches.map(({ misses }) => misses)).toEqual(
    batches.map(({ batch }) => (batch <= (third?.batch ?? 0) ? null : 'TOKEN_TIME')),
  );
  const none = await gainsOf(db, { firstTokenMilliseconds: 0.01 });
  expect(none).toMatchObject({ best: null, caching: null });
  expect(none.batches.every(({ misses }) => misses === 'FIRST_TOKEN_TIME')).toBe(true);
});

test('a knee comes where computing, not reading, takes the time', async () => {
  await using database = await testDatabase();
  const { batches, knee } = await gainsOf(database.db, {
    format: 'Q4_K_M',
    promptTokens: 4000,
    outputTokens: 20,
    rental: { gpu: 'H200', pricePerGpuHour: '2' },
  });
  const at = batches.findIndex(({ batch }) => batch === knee);
  expect(at).toBeGreaterThanOrEqual(0);
  expect(batches[at]?.gainOfNext?.value).toBeLessThan(0.05);
  expect(batches.slice(0, at).every(({ gainOfNext }) => (gainOfNext?.value ?? 0) >= 0.05)).toBe(true);
});

test('caches spare what they find: half the prompts half their share, a tenth of answers a tenth', async () => {
  const none = await gainsOf(db, {});
  const { caching, best } = await gainsOf(db, { promptCacheHits: 0.5, responseCacheHits: 0.1 });
  const share = caching?.prefillShare.value ?? NaN;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1);
  expect(caching?.promptSaving.value).toBeCloseTo(share / 2, 12);
  expect(caching?.saving.value).toBeCloseTo(1 - 0.9 * (1 - share / 2), 12);
  const before = Number(best?.costPerMillionTokens?.amount);
  const [after, saved] = [
    Number(caching?.costPerMillionTokens?.amount),
    Number(caching?.savedPerMillionTokens?.amount),
  ];
  expect(after + saved).toBeCloseTo(before, 5);
  expect(none.caching).toMatchObject({ saving: { value: 0 } });
  expect(Number(none.caching?.savedPerMillionTokens?.amount)).toBe(0);
});

test('all answers from the cache cost no GPU, and what does not fit has no batch', async () => {
  const { caching } = await gainsOf(db, { responseCacheHits: 1 });
  expect(Number(caching?.costPerMillionTokens?.amount)).toBe(0);
  const large = await gainsOf(db, { model: { name: 'Llama 3.1 70B' } });
  expect(large).toMatchObject({
    fit: { fits: false, doesNotFit: { reason: 'DOES_NOT_FIT' } },
    batches: [],
    best: null,
    knee: null,
  });
});

test('the live price is in it, and where there is none it says why', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const live = await gainsOf(database.db, { rental: { gpu: '4090' } });
  const price = live.rental.pricePerGpuHour?.value ?? NaN;
  const [one] = live.batches;
  expect(one?.costPerMillionTokens?.figure.value).toBeCloseTo(
    ((price / 3600) * 1e6) / (one?.speed.tokensPerSecond.value ?? NaN),
    9,
  );
  const missing = await gainsOf(database.db, { rental: { gpu: 'B200' } });
  expect(missing.rental).toMatchObject({ pricePerGpuHour: null, absence: 'NOT_OFFERED' });
  expect(missing.batches.length).toBeGreaterThan(0);
  expect(missing.batches.every(({ costPerMillionTokens }) => costPerMillionTokens === null)).toBe(true);
});

test('every figure is what its formula gives, whatever is asked', async () => {
  await using database = await testDatabase();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        engine: fc.constantFrom('LLAMA_CPP', 'OLLAMA', 'VLLM', 'SGLANG', 'TENSORRT_LLM'),
        format: fc.constantFrom('FP16', 'FP8', 'Q4_K_M', 'NVFP4'),
        kvFormat: fc.constantFrom('FP16', 'FP8'),
        promptTokens: fc.integer({ min: 1, max: 8000 }),
        outputTokens: fc.integer({ min: 1, max: 8000 }),
        utilisation: fc.double({ min: 0.01, max: 1, noNaN: true }),
        promptCacheHits: fc.double({ min: 0, max: 1, noNaN: true }),
        responseCacheHits: fc.double({ min: 0, max: 1, noNaN: true }),
        rental: fc.record({
          gpu: fc.constantFrom('3090', '4090', 'A100 SXM 80GB', 'H200', 'B200', 'MI300X', 'L40S'),
          gpuCount: fc.constantFrom(1, 2, 4, 8),
          pricePerGpuHour: fc.integer({ min: 1, max: 1000 }).map((cents) => (cents / 100).toFixed(2)),
        }),
      }),
      async (input) => {
        const { caching, batches } = await gainsOf(database.db, input);
        if (batches.length > 0) {
          expect(caching?.saving.value).toBeGreaterThanOrEqual(0);
          expect(caching?.saving.value).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('bad input is said, each by its argument', async () => {
  for (const [argument, wrong] of [
    ['promptCacheHits', { promptCacheHits: 1.1 }],
    ['utilisation', { utilisation: 0 }],
    ['tokenMilliseconds', { tokenMilliseconds: 0 }],
    ['rental.gpu', { rental: { pricePerGpuHour: '1' } }],
    ['promptTokens', { promptTokens: 200_000 }],
  ] as const) {
    const error = await refusalOf(db, QUERY, { variables: { input: { ...INPUT, ...wrong } } });
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  }
});
