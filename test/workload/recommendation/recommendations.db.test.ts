import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spotTimeFactor } from '#analytics/spot-overhead.ts';
import type { Database } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { data, refusalOf, type Asked } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../../support/redo.ts';
import { NOON, seedOffers, seedProviders } from '../../support/seed-market.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await seedProviders(database.db, [{ id: 'vastai' }, { id: 'aws' }]);
  await seedOffers(
    database.db,
    (
      [
        ['rtx-4090', 0.5],
        ['h100-sxm', 1.2],
        ['rtx-3090', 0.4],
      ] as const
    ).map(([gpu, usd]) => ({
      provider: 'vastai',
      key: gpu,
      gpu,
      gpuName: gpu,
      changes: [{ at: NOON, usd }],
    })),
  );
});

/** Spot machines: of the first it is known how often they are interrupted. */
async function seedSpot(): Promise<void> {
  const spot = { provider: 'aws', billing: 'SPOT', changes: [{ at: NOON, usd: 0.9 }] } as const;
  await seedOffers(database.db, [
    {
      ...spot,
      key: 's1',
      gpu: 'h100-sxm',
      gpuName: 'h100',
      traits: { interruptionMonthlyLow: 0.2, interruptionMonthlyHigh: 1 },
    },
    { ...spot, key: 's2', gpu: 'rtx-3090', gpuName: '3090', changes: [{ at: NOON, usd: 0.01 }] },
  ]);
}

afterAll(async () => database[Symbol.asyncDispose]());

const SAVES = `saves { cost ${WHOLE_FIGURE} hours ${WHOLE_FIGURE} }`;
const FIELDS = `{ metric evaluations lost recommended { kind title target { value unit } ${SAVES}
  confidence { value source } reasoning steps risk risks evidence { name figure { value } } alternatives { title } }
  notRecommended { kind reason message } }`;
const INLINE = `query ($input: RunRecommendationsInput!) { runRecommendations(input: $input) ${FIELDS} }`;

type Figure = { readonly value: number };
type Recommended = {
  readonly kind: string;
  readonly title: string;
  readonly target: (Figure & { unit: string }) | null;
  readonly saves: { readonly cost: Figure | null; readonly hours: Figure };
  readonly confidence: Figure;
  readonly steps: readonly string[];
  readonly risks: readonly string[];
};
type Answer = {
  readonly metric: string | null;
  readonly evaluations: number;
  readonly lost: number;
  readonly recommended: readonly Recommended[];
  readonly notRecommended: readonly {
    readonly kind: string;
    readonly reason: string;
    readonly message: string;
  }[];
};

async function recommend(input: Record<string, unknown>, asked: Asked = {}): Promise<Answer> {
  const answer = await data<{ runRecommendations: Answer }>(database.db, INLINE, {
    ...asked,
    variables: { input },
  });
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  const { recommended, notRecommended } = answer.runRecommendations;
  expect([...recommended, ...notRecommended].map(({ kind }) => kind).toSorted()).toEqual([
    'BATCH_SIZE',
    'COMPUTE_TIER',
    'DATASET_SIZE',
    'EARLY_STOPPING',
    'EPOCHS',
  ]);
  return answer.runRecommendations;
}

const kindOf = (answer: Answer, kind: string) => answer.recommended.find((one) => one.kind === kind);
const reasonOf = (answer: Answer, kind: string) =>
  answer.notRecommended.find((one) => one.kind === kind)?.reason;

/** Down to .3 at 10 by straight lines, then up: its lowest is known without any rule. */
const VALLEY = Array.from({ length: 40 }, (_, at) => (at < 10 ? 1.3 - at / 10 : 0.3 + (at - 10) / 50));
const PRICED = { gpu: 'RTX 4090', pricePerGpuHour: '0.60', gpuCount: 2, hours: 20 };

test('a run that overfits is ended a patience after its lowest loss, for the hours and dollars after that', async () => {
  const answer = await recommend({
    ...PRICED,
    curve: { validationLoss: VALLEY },
    rule: { patience: 5, leastGain: 0.01 },
  });
  const stop = kindOf(answer, 'EARLY_STOPPING');
  // The target is the lowest, the 11th evaluation; the rule ends the run five later, at epoch 16 of 40, and 24 ÷ 40 of 20 hours are 12.
  expect(stop?.target).toEqual({ value: 11, unit: 'epochs' });
  expect(stop?.saves.hours.value).toBeCloseTo(12, 9);
  expect(stop?.saves.cost?.value).toBeCloseTo(12 * 2 * 0.6, 9);
  expect(stop?.confidence.value).toBe(1);
  expect(stop?.steps.length).toBeGreaterThan(1);
  expect(stop?.risks.length).toBeGreaterThan(0);
});

test('a straight line, a constant and a rising loss are left alone, each with its reason', async () => {
  const line = (slope: number) => Array.from({ length: 40 }, (_, at) => 5 + slope * at);
  const of = (validationLoss: readonly number[]) => recommend({ ...PRICED, curve: { validationLoss } });
  const falling = await of(line(-0.1));
  expect([reasonOf(falling, 'EARLY_STOPPING'), reasonOf(falling, 'EPOCHS')]).toEqual([
    'NO_PLATEAU',
    'NO_KNEE',
  ]);
  for (const slope of [0, 0.1]) {
    const answer = await of(line(slope));
    expect([reasonOf(answer, 'EARLY_STOPPING'), reasonOf(answer, 'EPOCHS')]).toEqual(['NO_GAIN', 'NO_GAIN']);
  }
});

test('too little says what is missing: nothing, one point, no hours, no price', async () => {
  const nothing = await recommend({});
  expect(nothing.recommended).toEqual([]);
  expect(nothing.notRecommended.map(({ reason }) => reason)).toEqual([
    'NO_METRIC',
    'NO_METRIC',
    'NOT_ENOUGH_POINTS',
    'NOT_TOLD',
    'NOT_TOLD',
  ]);
  const one = await recommend({ ...PRICED, curve: { accuracy: [0.5] } });
  expect([one.metric, reasonOf(one, 'EARLY_STOPPING')]).toEqual(['ACCURACY', 'NOT_ENOUGH_POINTS']);
  const timeless = await recommend({ curve: { validationLoss: VALLEY } });
  expect(reasonOf(timeless, 'EARLY_STOPPING')).toBe('NOT_TOLD');
  const { gpu, hours } = PRICED;
  const unpriced = await recommend({ gpu: 'A100 80GB PCIe', hours, parameters: 1e8 });
  expect(reasonOf(unpriced, 'COMPUTE_TIER')).toBe('NO_PRICE');
  const hoursAlone = await recommend({ hours, curve: { validationLoss: VALLEY } });
  expect(kindOf(hoursAlone, 'EARLY_STOPPING')?.saves.cost).toBeNull();
  // Without a price of its own the cheapest offer’s.
  const market = await recommend({ gpu, hours, curve: { validationLoss: VALLEY } });
  const saved = kindOf(market, 'EARLY_STOPPING')?.saves;
  expect(saved?.cost?.value).toBeCloseTo((saved?.hours.value ?? NaN) * 0.5, 9);
});

test('a run that diverges is ended before it does, and says how much was lost', async () => {
  const falling = Array.from({ length: 30 }, (_, at) => 1 + 3 * Math.exp(-at / 4));
  const validationLoss = [...falling, ...Array.from({ length: 30 }, () => null)];
  const answer = await recommend({ ...PRICED, curve: { validationLoss } });
  expect(answer.lost).toBe(30);
  const stop = kindOf(answer, 'EARLY_STOPPING');
  expect(stop?.target?.value).toBeLessThan(36);
  expect(stop?.saves.hours.value).toBeGreaterThan(8);
});

test('the fewest samples that keep 95 % of the accuracy are those of the power law', async () => {
  // Accuracy 1 − (.05 + 20 ÷ √D): .92 at 444,444; 95 % of it is .874, at 20 ÷ √D = .076, D = 69,252.
  const accuracy = (samples: number) => 1 - (0.05 + 20 / Math.sqrt(samples));
  const run = { ...PRICED, samples: 444_444, accuracy: accuracy(444_444) };
  const otherRuns = [20_000, 60_000, 150_000].map((samples) => ({ samples, accuracy: accuracy(samples) }));
  const answer = await recommend({ ...run, otherRuns });
  const size = kindOf(answer, 'DATASET_SIZE');
  const exact = (20 / (1 - 0.95 * accuracy(444_444) - 0.05)) ** 2;
  expect(size?.target?.value).toBeGreaterThan(0.98 * exact);
  expect(size?.target?.value).toBeLessThan(1.02 * exact);
  expect(size?.saves.hours.value).toBeCloseTo(20 * (1 - (size?.target?.value ?? NaN) / 444_444), 6);
  const fewer = await recommend({ ...run, otherRuns: otherRuns.slice(1) });
  expect(reasonOf(fewer, 'DATASET_SIZE')).toBe('NOT_ENOUGH_POINTS');
  const close = otherRuns.map((one) => ({ ...one, samples: one.samples / 1000 + 400_000 }));
  expect(reasonOf(await recommend({ ...run, otherRuns: close }), 'DATASET_SIZE')).toBe('NO_SPREAD');
});

test('a batch grows by what runs on other batches took, as long as a doubling gains 5 %', async () => {
  // .1 s a step and 1 ms a sample: 64 samples take .164 s. Doublings gain 44, 28, 15 %.
  const hours = (batch: number) => ((100_000 / batch) * (0.1 + batch / 1000)) / 3600;
  const run = { gpu: 'RTX 4090', pricePerGpuHour: '1', parameters: 5e6, samples: 100_000, tokens: 6_400_000 };
  const answer = await recommend({
    ...run,
    batchSize: 64,
    hours: hours(64),
    otherRuns: [{ samples: 100_000, batchSize: 16, hours: hours(16) }],
  });
  const batch = kindOf(answer, 'BATCH_SIZE');
  expect(batch?.target).toEqual({ value: 512, unit: 'sequences' });
  expect(batch?.saves.hours.value).toBeCloseTo(hours(64) - hours(512), 6);
  const full = await recommend({ ...run, parameters: 7e9, batchSize: 64, hours: 1 });
  expect(reasonOf(full, 'BATCH_SIZE')).toBe('DOES_NOT_FIT');
});

test('another GPU is worth it by what its work costs, not by its price an hour', async () => {
  const answer = await recommend({ gpu: 'RTX 4090', pricePerGpuHour: '0.60', hours: 100, parameters: 1.3e8 });
  const tier = kindOf(answer, 'COMPUTE_TIER');
  expect(tier?.title).toContain('H100');
  expect(tier?.saves.hours.value).toBeGreaterThan(0);
  expect(tier?.saves.cost?.value).toBeGreaterThan(3);
  const cheap = await recommend({ gpu: 'RTX 4090', pricePerGpuHour: '0.01', hours: 100, parameters: 1.3e8 });
  expect(reasonOf(cheap, 'COMPUTE_TIER')).toBe('SAVES_NOTHING');
});

test('spot machines count with what interruptions add, and not at all where that is not known', async () => {
  await seedSpot();
  const run = { gpu: 'RTX 4090', pricePerGpuHour: '0.60', hours: 100, parameters: 1.3e8 };
  type Evidence = { readonly name: string; readonly figure: Figure };
  const of = async (billing: string) => {
    const answer = await recommend({ ...run, filter: { billing } });
    const tier = kindOf(answer, 'COMPUTE_TIER') as
      (Recommended & { evidence: Evidence[]; reasoning: string }) | undefined;
    const there = (name: string) => tier?.evidence.find((one) => one.name === name)?.figure.value ?? NaN;
    return { tier, there };
  };
  const demand = await of('ON_DEMAND');
  const spot = await of('SPOT');
  const mtbiHours = -730 / Math.log(1 - 0.6);
  const factor = spotTimeFactor({ mtbiHours, checkpointHours: 2 / 60, restartHours: 5 / 60 });
  expect(factor).toBeGreaterThan(1);
  expect(spot.there('hours there')).toBeCloseTo(demand.there('hours there') * factor, 9);
  expect(spot.there('cost there')).toBeCloseTo(demand.there('hours there') * factor * 0.9, 9);
  expect(spot.there('hours on the machine for each of work')).toBeCloseTo(factor, 10);
  // The cheapest by far is not compared: nobody knows how often it is taken away.
  expect(spot.tier?.title).toContain('H100');
  expect(spot.tier?.reasoning).toContain('1 on spot is left out, whose interruptions are not known');
  expect(demand.tier?.reasoning).not.toContain('spot');
});

test('what cannot be a run is refused with what to do', async () => {
  const refused = (input: Record<string, unknown>) =>
    refusalOf(database.db, INLINE, { variables: { input } });
  expect(await refused({ curve: { validationLoss: [1, 2], accuracy: [0.5] } })).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument: 'curve.accuracy',
  });
  const long = Array.from({ length: 901 }, () => 1);
  expect((await refused({ curve: { trainLoss: long } })).message).toContain('recordRun');
  expect((await refused({ accuracy: 90 })).message).toContain('0.9 for 90 %');
  expect(await refused({ gpu: 'RTX 9999' })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'gpu' });
  expect(await refused({ rule: { patience: 0 } })).toMatchObject({ argument: 'rule.patience' });
  expect(await refused({ hours: 0 })).toMatchObject({ argument: 'hours' });
});

const RECORD = `mutation ($run: RecordRunInput!, $points: RecordRunPointsInput!) { recordRun(input: $run) { run { id } errors { message } }
  recordRunPoints(input: $points) { errors { message } } }`;
const RECORDED = `query ($id: ID!) { run(id: $id) { recommendations(rule: { patience: 5, leastGain: 0.01 }) ${FIELDS} } }`;

test('a recorded run is judged by its points, for its owner alone', async () => {
  const lines = VALLEY.map((validationLoss, at) =>
    JSON.stringify({ step: 100 * (at + 1), validationLoss }),
  ).join('\n');
  const run = {
    name: 'valley',
    model: 'ours',
    gpu: 'RTX 4090',
    hours: 20,
    pricePerGpuHour: '0.60',
    gpuCount: 2,
  };
  const recorded = await data<{ recordRun: { run: { id: string } } }>(database.db, RECORD, {
    variables: { run, points: { run: 'valley', lines } },
  });
  const { id } = recorded.recordRun.run;
  const answer = await data<{ run: { recommendations: Answer } }>(database.db, RECORDED, {
    variables: { id },
  });
  const stop = kindOf(answer.run.recommendations, 'EARLY_STOPPING');
  expect(stop?.target).toEqual({ value: 1100, unit: 'steps' });
  expect(stop?.saves.cost?.value).toBeCloseTo(12 * 2 * 0.6, 9);
  const stranger = { variables: { id }, context: { owner: ownerId('stranger') } };
  expect((await data<{ run: unknown }>(database.db, RECORDED, stranger)).run).toBeNull();
});

test('no curve of any badness breaks it', async () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    fc.constant(1),
  );
  const curve = fc
    .array(fc.tuple(fc.oneof(fc.nat(5), fc.double({ min: 0, max: 1e12, noNaN: true })), value), {
      maxLength: 40,
    })
    .map((points) => ({ at: points.map(([at]) => at), validationLoss: points.map(([, loss]) => loss) }));
  const property = fc.asyncProperty(curve, fc.constantFrom('EPOCH', 'STEP'), async (points, unit) => {
    const { evaluations } = await recommend({ ...PRICED, curve: { ...points, unit } });
    expect(evaluations).toBeLessThanOrEqual(points.at.length);
  });
  expect(await fc.assert(property, { numRuns: 60 })).toBeUndefined();
});
