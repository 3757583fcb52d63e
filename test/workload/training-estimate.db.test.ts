import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { spotTimeFactor } from '#analytics/spot-overhead.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../support/redo.ts';
import { NOON, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

const FIGURE = '{ value unit basis }';
const OPTION = `{ gpu { slug } billing provider machines batchSize recomputes isOnFront lostTo verdict interruptionAbsence
  gpuCount ${FIGURE} rentedGpus ${FIGURE} pricePerGpuHour ${FIGURE} memoryPerGpu ${FIGURE} usablePerGpu ${FIGURE}
  tokensPerSecond ${FIGURE} mfu ${FIGURE} hours ${FIGURE} gpuHours ${FIGURE} risk ${FIGURE} interruptionFactor ${FIGURE}
  cost { amount simulated } costPerEpoch { amount } }`;

type Value = { readonly value: number; readonly basis: string };
type Option = {
  readonly gpu: { readonly slug: string };
  readonly billing: string;
  readonly provider: string;
  readonly machines: number;
  readonly batchSize: number;
  readonly recomputes: boolean;
  readonly isOnFront: boolean;
  readonly lostTo: string | null;
  readonly verdict: string;
  readonly interruptionAbsence: string | null;
  readonly gpuCount: Value;
  readonly rentedGpus: Value;
  readonly pricePerGpuHour: Value;
  readonly memoryPerGpu: Value;
  readonly usablePerGpu: Value;
  readonly tokensPerSecond: Value;
  readonly mfu: Value;
  readonly hours: Value;
  readonly gpuHours: Value;
  readonly risk: Value | null;
  readonly interruptionFactor: Value | null;
  readonly cost: { readonly amount: string };
  readonly costPerEpoch: { readonly amount: string };
};
type Misfit = {
  readonly gpu: { readonly slug: string };
  readonly reason: string;
  readonly message: string;
  readonly shortBy: { readonly value: number } | null;
  readonly wouldFit: readonly string[];
};
type Estimate = {
  readonly tokens: Value;
  readonly optionCount: number;
  readonly options: readonly Option[];
  readonly bestBudget: Option | null;
  readonly fastest: Option | null;
  readonly bestValue: Option | null;
  readonly misfits: readonly Misfit[];
  readonly unavailable: readonly { readonly gpu: { readonly slug: string }; readonly absence: string }[];
  readonly notes: readonly string[];
};

const estimateOf = async (db: Db, input: string, filter = ''): Promise<Estimate> =>
  (
    await data<{ trainingEstimate: Estimate }>(
      db,
      `{ trainingEstimate(input: { ${input} } ${filter}) { tokens ${FIGURE} optionCount options ${OPTION} bestBudget ${OPTION}
        fastest ${OPTION} bestValue ${OPTION} misfits { gpu { slug } reason message shortBy { value } wouldFit }
        unavailable { gpu { slug } absence } notes } }`,
    )
  ).trainingEstimate;

const before = plusMs(NOON, -HOUR_MS);

function offer(key: string, gpu: string, usd: number, more: Partial<SeedOffer> = {}): SeedOffer {
  const { gpuCount = 1 } = more;
  return {
    provider: 'alpha',
    key,
    gpu,
    ...more,
    changes: [{ at: before, usd, available: gpuCount }],
    gpuCount,
  };
}

async function market(offers: readonly SeedOffer[]) {
  const database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }, { id: 'aws' }]);
  await seedOffers(database.db, offers);
  return database;
}

const SEVEN = 'model: { size: "7B" } dataset: { tokens: 1e9 }';

test('a billion tokens through 7B at 40 % of the peak take an H100 29 GPU-hours and a 4090 177', async () => {
  await using database = await market([
    offer('h', 'h100-sxm', 2.5, { gpuCount: 8 }),
    offer('r', 'rtx-4090', 0.4, { gpuCount: 8, stock: 'HIGH' }),
  ]);
  const { options } = await estimateOf(database.db, `${SEVEN} mfu: 0.4 recompute: false`);
  const hours = new Map(options.map((option) => [option.gpu.slug, option.gpuHours.value]));
  // 6 × 7e9 × 1e9 ÷ (989e12 × 0.4 × 3600), and ÷ (165.2e12 × 0.4 × 3600).
  expect(hours.get('h100-sxm')).toBeCloseTo(29.49, 2);
  expect(hours.get('rtx-4090')).toBeCloseTo(176.55, 2);
  const h100 = options.find(({ gpu }) => gpu.slug === 'h100-sxm');
  expect(h100?.cost.amount).toBe('73.727671');
  expect(h100?.hours.value).toBeCloseTo(29.49 / 8, 2);
  expect(h100?.mfu).toMatchObject({ value: 0.4, basis: 'GIVEN' });
});

test('recomputing takes 8 FLOPs where 6 do without, and adapters 4', async () => {
  await using database = await market([offer('h', 'h100-sxm', 2.5, { gpuCount: 8 })]);
  const hours = async (how: string) =>
    (await estimateOf(database.db, `${SEVEN} mfu: 0.4 ${how}`)).options[0]?.gpuHours.value ?? NaN;
  const plain = await hours('recompute: false');
  expect((await hours('recompute: true')) / plain).toBeCloseTo(8 / 6, 10);
  expect((await hours('recompute: false method: LORA')) / plain).toBeCloseTo(4 / 6, 10);
});

test('all of 7B does not fit an A100 of 40 GB, by how much, and what would', async () => {
  await using database = await market([offer('a', 'a100-sxm-40gb', 1.2)]);
  const { options, misfits } = await estimateOf(database.db, `${SEVEN} gpuCount: 1`);
  expect(options).toEqual([]);
  const [misfit] = misfits;
  expect(misfit).toMatchObject({ gpu: { slug: 'a100-sxm-40gb' }, reason: 'TOO_LITTLE_MEMORY' });
  // 16 bytes for each of 7e9 parameters are 112 GB before any activation; about 37.9 GB can be used.
  expect(misfit?.shortBy?.value).toBeGreaterThan(112 - 38);
  expect(misfit?.shortBy?.value).toBeLessThan(112 - 38 + 5);
  expect(misfit?.wouldFit).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^[45] × A100 SXM 40GB$/),
      'LoRA on 1 × A100 SXM 40GB',
      'QLoRA on 1 × A100 SXM 40GB',
    ]),
  );
  expect(misfit?.message).toContain('GB too little');
});

test('as few GPUs as hold it are rented, in whole machines, and more machines where one is too small', async () => {
  await using database = await market([
    offer('one', 'a100-sxm-80gb', 1, { stock: 'HIGH' }),
    offer('four', 'a100-sxm-80gb', 1.5, { gpuCount: 4 }),
    offer('few', 'h100-sxm', 2),
  ]);
  const { options, misfits } = await estimateOf(database.db, SEVEN);
  // 112 GB of states, 77 usable GB each: two.
  expect(options).toMatchObject([
    { gpu: { slug: 'a100-sxm-80gb' }, machines: 2, gpuCount: { value: 2 }, pricePerGpuHour: { value: 1 } },
  ]);
  expect(misfits).toMatchObject([{ gpu: { slug: 'h100-sxm' }, reason: 'TOO_FEW_OFFERED' }]);
  const asked = await estimateOf(database.db, `${SEVEN} gpuCount: 3`, 'filter: { gpuCount: { gte: 4 } }');
  expect(asked.options).toMatchObject([
    { machines: 1, gpuCount: { value: 3, basis: 'GIVEN' }, rentedGpus: { value: 4 } },
  ]);
});

test('tokens come from gigabytes by a rate that is told, and assumed only where it says so', async () => {
  await using database = await market([offer('h', 'h100-sxm', 2.5, { gpuCount: 8 })]);
  const tokens = async (text: string) =>
    (
      await data<{ trainingEstimate: { tokens: unknown } }>(
        database.db,
        `{ trainingEstimate(input: { model: { size: "7B" } dataset: { text: { ${text} } } epochs: 3 }) { tokens ${WHOLE_FIGURE} } }`,
      )
    ).trainingEstimate.tokens;
  expect(await tokens('gb: 2, tokensPerByte: 0.3')).toMatchObject({ value: 1.8e9 });
  const assumed = await tokens('gb: 2');
  expect(assumed).toMatchObject({ value: 1.5e9 });
  expect(JSON.stringify(assumed)).toContain('"value":0.25,"unit":"tokens/byte","basis":"ASSUMED"');
});

test('epochs share the cost, and each option says why it lost', async () => {
  await using database = await market([
    offer('h', 'h100-sxm', 2.5, { gpuCount: 8 }),
    offer('a', 'a100-sxm-80gb', 2.5, { gpuCount: 8 }),
    offer('r', 'rtx-4090', 0.2, { gpuCount: 8 }),
  ]);
  const estimate = await estimateOf(database.db, `${SEVEN} epochs: 4`);
  const [cheapest, second, third] = estimate.options;
  expect(estimate.optionCount).toBe(3);
  expect(Number(cheapest?.costPerEpoch.amount)).toBeCloseTo(Number(cheapest?.cost.amount) / 4, 6);
  expect(cheapest).toMatchObject({
    gpu: { slug: 'rtx-4090' },
    isOnFront: true,
    verdict: 'Nothing listed costs less.',
  });
  expect(second).toMatchObject({ gpu: { slug: 'h100-sxm' }, isOnFront: true, lostTo: null });
  expect(third).toMatchObject({ isOnFront: false, lostTo: '8 × H100 SXM on demand by alpha' });
  // MFU .63 of 312 against .45 of 989 TFLOPS.
  expect(third?.verdict).toBe(
    '8 × H100 SXM on demand by alpha is better: this costs 2.26 times as much and takes 2.26 times as much.',
  );
  expect(estimate.bestBudget?.gpu.slug).toBe('rtx-4090');
  expect(estimate.fastest?.gpu.slug).toBe('h100-sxm');
  expect(estimate.bestValue?.gpu.slug).toBe('h100-sxm');
});

test('a run on spot takes in the interruptions that are known, and says where none are', async () => {
  const spot = { billing: 'SPOT', gpuCount: 8 } as const;
  await using database = await market([
    offer('s', 'h100-sxm', 1, {
      ...spot,
      provider: 'aws',
      traits: { interruptionMonthlyLow: 0.2, interruptionMonthlyHigh: 1 },
    }),
    offer('t', 'a100-sxm-80gb', 1, spot),
  ]);
  const { options, notes } = await estimateOf(database.db, `${SEVEN} gpuCount: 8`);
  const known = options.find(({ gpu }) => gpu.slug === 'h100-sxm');
  const mtbiHours = -730 / Math.log(1 - 0.6);
  const factor = spotTimeFactor({ mtbiHours, checkpointHours: 2 / 60, restartHours: 5 / 60 });
  expect(known?.interruptionFactor?.value).toBeCloseTo(factor, 10);
  expect(known?.risk?.value).toBeCloseTo(1 - Math.exp(-(known?.hours.value ?? 0) / mtbiHours), 10);
  expect(known?.interruptionAbsence).toBeNull();
  const unknown = options.find(({ gpu }) => gpu.slug === 'a100-sxm-80gb');
  expect(unknown).toMatchObject({
    interruptionFactor: null,
    risk: null,
    interruptionAbsence: 'NOT_ENOUGH_DATA',
  });
  expect(notes.some((note) => note.includes('interruptions are not known'))).toBe(true);
});

test('the clouds are compared by what their own GPU takes', async () => {
  await using database = await market([offer('h', 'h100-sxm', 2, { gpuCount: 8 })]);
  const answer = await data<{
    trainingEstimate: {
      options: readonly {
        againstClouds: readonly {
          cloud: string;
          match: string;
          gpu: { slug: string };
          hours: Value;
          cost: Value;
          savingPercent: Value;
        }[];
      }[];
    };
  }>(
    database.db,
    `{ trainingEstimate(input: { ${SEVEN} mfu: 0.4 recompute: false gpuCount: 8 }) { options(first: 1) { cost { amount }
      againstClouds { cloud match reason gpu { slug } sku hours ${WHOLE_FIGURE} cost ${WHOLE_FIGURE} savingPercent ${WHOLE_FIGURE} } } } }`,
  );
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  const clouds = answer.trainingEstimate.options[0]?.againstClouds ?? [];
  expect(clouds.map(({ cloud }) => cloud)).toEqual(['AWS', 'AZURE', 'GCP']);
  for (const { match, gpu, hours, cost, savingPercent } of clouds) {
    expect(match).toBe('SAME_GPU');
    expect(gpu.slug).toBe('h100-sxm');
    expect(hours.value).toBeCloseTo(29.4911 / 8, 3);
    expect(savingPercent.value).toBeCloseTo(100 * (1 - (29.4911 * 2) / cost.value), 3);
  }
});

test('what is named and cannot be rented says so, and bad input what to do', async () => {
  await using database = await market([offer('h', 'h100-sxm', 2.5, { gpuCount: 8 })]);
  const { db } = database;
  const { unavailable, options } = await estimateOf(db, SEVEN, 'filter: { gpus: ["H100 SXM", "RTX 4090"] }');
  expect(unavailable).toEqual([{ gpu: { slug: 'rtx-4090' }, absence: 'NOT_OFFERED' }]);
  expect(options).toHaveLength(1);
  const old = await market([offer('v', 'v100-sxm2-32gb', 0.3, { gpuCount: 8 })]);
  await using _ = old;
  expect((await estimateOf(old.db, SEVEN)).misfits).toMatchObject([{ reason: 'NO_SUCH_PRECISION' }]);
  const refused = async (input: string) =>
    (await refusalOf(db, `{ trainingEstimate(input: { ${input} }) { at } }`)).argument;
  expect(await refused('model: { size: "7B" } dataset: { tokens: 0 }')).toBe('tokens');
  expect(await refused(`${SEVEN} epochs: 0`)).toBe('epochs');
  expect(await refused(`${SEVEN} mfu: 1.5`)).toBe('mfu');
  expect(await refused(`${SEVEN} gpuCount: 0`)).toBe('gpuCount');
  expect(await refused(`${SEVEN} sequenceTokens: 0`)).toBe('sequenceTokens');
});

test('whatever is asked, every figure is what its formula gives, and nothing better is left off the front', async () => {
  await using database = await market([
    offer('h', 'h100-sxm', 2.5, { gpuCount: 8 }),
    offer('b', 'b200', 4, { gpuCount: 8, stock: 'HIGH' }),
    offer('r', 'rtx-4090', 0.4, { stock: 'HIGH' }),
    offer('s', 'h100-sxm', 1, {
      billing: 'SPOT',
      gpuCount: 4,
      stock: 'HIGH',
      provider: 'aws',
      traits: { interruptionMonthlyLow: 0.2, interruptionMonthlyHigh: 1 },
    }),
  ]);
  const asked = fc.record({
    size: fc.constantFrom('350M', '7B', '13B', '70B'),
    method: fc.constantFrom('FULL', 'LORA', 'QLORA'),
    optimizer: fc.constantFrom('', 'optimizer: ADAM_8BIT'),
    precision: fc.constantFrom('FP32', 'FP16', 'BF16', 'FP8', 'INT8'),
    gb: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    epochs: fc.integer({ min: 1, max: 10 }),
    gpuCount: fc.constantFrom('', 'gpuCount: 8', 'gpuCount: 3'),
    sequence: fc.constantFrom(512, 2048),
    recompute: fc.constantFrom('', 'recompute: true', 'recompute: false'),
    mfu: fc.constantFrom('', 'mfu: 0.37'),
  });
  const whole = ['hours', 'gpuHours', 'memoryPerGpu', 'usablePerGpu', 'interruptionFactor', 'risk']
    .map((name) => `${name} ${WHOLE_FIGURE}`)
    .join(' ');
  await fc.assert(
    fc.asyncProperty(asked, async (input) => {
      const { size, method, optimizer, precision, gb, epochs, gpuCount, sequence, recompute, mfu } = input;
      const text = `model: { size: "${size}" } dataset: { text: { gb: ${gb} } } method: ${method} ${optimizer}
        precision: ${precision} epochs: ${epochs} ${gpuCount} sequenceTokens: ${sequence} ${recompute} ${mfu}`;
      const answer = await data<{
        trainingEstimate: { options: readonly Option[]; misfits: readonly Misfit[] };
      }>(
        database.db,
        `{ trainingEstimate(input: { ${text} }) { tokens ${WHOLE_FIGURE} misfits { reason shortBy ${WHOLE_FIGURE} wouldFit }
          options(first: 4) { gpu { slug } billing isOnFront ${whole} cost { amount figure ${WHOLE_FIGURE} }
            costPerEpoch { amount figure ${WHOLE_FIGURE} } } } }`,
      );
      expect(figuresThatDoNotAddUp(answer)).toEqual([]);
      const { options, misfits } = answer.trainingEstimate;
      expect(options.length + misfits.length).toBe(4);
      for (const option of options) {
        expect(option.memoryPerGpu.value).toBeLessThanOrEqual(option.usablePerGpu.value);
        const better = options.some(
          (other) =>
            other.risk !== null &&
            option.risk !== null &&
            Number(other.cost.amount) < Number(option.cost.amount) &&
            other.hours.value < option.hours.value &&
            other.risk.value < option.risk.value,
        );
        if (better) expect(option.isOnFront).toBe(false);
      }
      for (const { reason, shortBy } of misfits)
        if (reason === 'TOO_LITTLE_MEMORY') expect(shortBy?.value).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
});
