import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { rollUp } from '#market/rollup.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf, type Asked } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../../support/redo.ts';
import { NOON, seedOffers, seedProviders } from '../../support/seed-market.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  // 0.40 until 09:00 and 0.60 from then on; beside it 0.50, and elsewhere 2.00.
  const at = (hours: number) => plusMs(NOON, hours * HOUR_MS);
  await seedProviders(database.db, [{ id: 'vastai' }, { id: 'runpod' }]);
  const offer = { gpu: 'rtx-4090', gpuName: 'RTX 4090', region: 'DE' };
  await seedOffers(database.db, [
    {
      ...offer,
      provider: 'vastai',
      key: 'a',
      changes: [
        { at: at(-8), usd: 0.4 },
        { at: at(-3), usd: 0.6 },
      ],
    },
    { ...offer, provider: 'runpod', key: 'b', region: 'US', changes: [{ at: at(-8), usd: 2 }] },
    { ...offer, provider: 'runpod', key: 'c', changes: [{ at: at(-8), usd: 0.5 }] },
  ]);
  await rollUp(database.db, NOON);
});

afterAll(async () => database[Symbol.asyncDispose]());

const F = `{ figure ${WHOLE_FIGURE} absence missing }`;
const COST = `cost { amount priceBasis simulated total ${F} hours ${F} gpuHours ${F} pricePerGpuHour ${F} perSample ${F}
  perEpoch ${F} perToken ${F} perAccuracyPoint ${F} accuracyPerDollar ${F} efficiency ${F}
  energy { detailed { middle { energy ${WHOLE_FIGURE} carbon ${WHOLE_FIGURE} cost ${WHOLE_FIGURE} } } } }`;
const RECORD = `mutation ($input: RecordRunInput!) { recordRun(input: $input) { replayed changed
  run { id name status gpu { slug } ${COST} } errors { code path message nearest } } }`;

type Figure = {
  figure: { value: number; source: string; basis: string } | null;
  absence: string | null;
  missing: string[];
};
type Cost = Record<string, Figure> & { amount: string | null; priceBasis: string | null };
type Recorded = {
  replayed: boolean;
  changed: string[];
  run: { id: string; name: string; status: string; cost: Cost } | null;
  errors: { code: string; path: string[]; message: string; nearest: string[] }[];
};

async function record(input: Record<string, unknown>, asked: Asked = {}): Promise<Recorded> {
  const answer = await data<{ recordRun: Recorded }>(database.db, RECORD, { ...asked, variables: { input } });
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  return answer.recordRun;
}

const SEED = {
  name: 'run_001',
  model: 'demo_model',
  samples: 50_000,
  epochs: 3,
  tokens: 25_600_000,
  hours: 5,
};

test('the arithmetic of a run, to the digits', async () => {
  const { run } = await record({ ...SEED, pricePerGpuHour: '1.50', accuracy: 0.93 });
  const cost = run!.cost;
  expect(cost.amount).toBe('7.50');
  expect(cost.priceBasis).toBe('TOLD');
  const value = (name: string) => cost[name]?.figure?.value;
  expect(value('total')).toBe(7.5);
  expect(value('perSample')).toBe(0.00015);
  expect(value('perEpoch')).toBe(2.5);
  expect(value('perToken')).toBe(7.5 / 25_600_000);
  expect(value('perAccuracyPoint')).toBeCloseTo(0.080645, 6);
  expect(value('efficiency')).toBeCloseTo(0.0124, 12);
  // 24.5 h at 1.50.
  const longer = await record({ name: 'run_002', model: 'bert-base', hours: 24.5, pricePerGpuHour: '1.50' });
  expect(longer.run?.cost.amount).toBe('36.75');
  expect(longer.run?.cost['perSample']).toEqual({ figure: null, absence: 'NOT_TOLD', missing: ['samples'] });
});

test('where no price was told it is the market’s while the run was at work', async () => {
  const startedAt = formatInstant(plusMs(NOON, -5 * HOUR_MS));
  const told = { model: 'm', gpu: '4090', gpuCount: 2, startedAt, hours: 4 };
  const { run } = await record({ name: 'by the market', ...told });
  const price = run!.cost['pricePerGpuHour']!.figure!;
  expect(run!.cost.priceBasis).toBe('DURING_RUN');
  expect(price).toMatchObject({ basis: 'OBSERVED' });
  expect(price.source).toContain('2026-06-15T07:00:00Z to 2026-06-15T11:00:00Z, 100 % of it observed');
  // Of three offers the median is 0.50 until 09:00, and 0.60 from then on.
  expect(price.value).toBeCloseTo((2 * 0.5 + 2 * 0.6) / 4, 9);
  expect(run!.cost.amount).toBe('4.40');
  const offered = await record({ name: 'at one provider', ...told, provider: 'Vastai' });
  expect(offered.run?.cost['pricePerGpuHour']?.figure?.source).toContain('by vastai');
  // 0.40 for two hours, 0.60 for two.
  expect(offered.run?.cost['pricePerGpuHour']?.figure?.value).toBeCloseTo(0.5, 9);
  // What is not rolled up yet is read from the changes themselves.
  const recent = { startedAt: formatInstant(plusMs(NOON, -HOUR_MS / 60)), endedAt: formatInstant(NOON) };
  const now = await record({ name: 'just now', model: 'm', gpu: '4090', provider: 'vastai', ...recent });
  expect(now.run?.cost['pricePerGpuHour']?.figure?.value).toBe(0.6);
  const nowhere = await record({ name: 'where nobody offers', ...told, region: 'NZ' });
  expect(nowhere.run?.cost['total']).toEqual({ figure: null, absence: 'NOT_OBSERVED', missing: [] });
  const unknown = await record({ name: 'of nothing', model: 'm', hours: 4 });
  expect(unknown.run?.cost['total']).toMatchObject({
    absence: 'NOT_TOLD',
    missing: ['pricePerGpuHour', 'gpu'],
  });
  const untimed = await record({ name: 'without a time', model: 'm', gpu: '4090', hours: 4 });
  expect(untimed.run?.cost.priceBasis).toBe('AT_RECORDING');
});

test('what is wrong is said field by field', async () => {
  const { errors, run } = await record({ name: 'bad', model: 'm', gpu: 'H100', accuracy: 93 });
  expect(run).toBeNull();
  expect(errors).toMatchObject([{ code: 'UNKNOWN_NAME', path: ['input', 'gpu'] }]);
  expect(errors[0]?.nearest.length).toBeGreaterThan(1);
  const figures = await record({ name: 'bad', model: 'm', accuracy: 93, hours: -1, gpuCount: 0 });
  expect(figures.errors.map(({ path }) => path[1])).toEqual(['gpuCount', 'hours', 'accuracy']);
  const later = { startedAt: formatInstant(plusMs(NOON, DAY_MS)) };
  expect((await record({ name: 'bad', model: 'm', ...later })).errors).toMatchObject([{ code: 'BAD_TIME' }]);
  const span = { startedAt: formatInstant(plusMs(NOON, -10 * HOUR_MS)), endedAt: formatInstant(NOON) };
  const [fault] = (await record({ name: 'bad', model: 'm', ...span, hours: 12 })).errors;
  expect(fault?.message).toMatch(/12, and from startedAt to endedAt there are 10: give at most/);
  // It may have stood still in between.
  expect((await record({ name: 'paused', model: 'm', ...span, hours: 2 })).errors).toEqual([]);
  const many = { hours: 87_000, gpuCount: 100_000 };
  expect((await record({ name: 'bad', model: 'm', ...many })).errors).toMatchObject([{ code: 'BAD_FIGURE' }]);
});

const POINTS = `mutation ($input: RecordRunPointsInput!) { recordRunPoints(input: $input) {
  run { lastStep hours trainLoss divergedAt points(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { step trainLoss validationLoss diverged } } }
    curve(metric: TRAIN_LOSS, maxPoints: 3) { step value } }
  added filled corrected contradicted contradictedSteps rejected { line reason } errors { code path message } } }`;

test('points are told as objects or as the lines of a log, and read back in pages and as a curve', async () => {
  await record({ name: 'curve', model: 'm' });
  const send = async (input: Record<string, unknown>) =>
    (await data<{ recordRunPoints: Record<string, unknown> }>(database.db, POINTS, { variables: { input } }))
      .recordRunPoints;
  const first = await send({
    run: 'curve',
    points: [
      { step: 0, trainLoss: 4 },
      { step: 10, trainLoss: 2, hours: 0.5 },
    ],
  });
  expect(first).toMatchObject({ added: 2, errors: [], run: { lastStep: '10', hours: 0.5 } });
  const lines = [
    '{"loss": 1.5, "learning_rate": 2e-5, "epoch": 0.5, "step": 20}',
    '{"eval_loss": 1.6, "step": 20}',
    'nonsense',
    '{"loss": NaN, "step": 30}',
    '{"loss": 1.0}',
    '{"loss": 9, "step": 10}',
  ].join('\n');
  expect(await send({ run: 'curve', lines })).toMatchObject({
    added: 2,
    contradicted: 1,
    contradictedSteps: ['10'],
    rejected: [{ line: 3, reason: 'is not JSON' }, { line: 5 }],
    run: {
      divergedAt: '30',
      points: { totalCount: 4, edges: [{ node: { step: '0' } }, { node: { step: '10' } }] },
      curve: [
        { step: '0', value: 4 },
        { step: '10', value: 2 },
        { step: '20', value: 1.5 },
      ],
    },
  });
  expect(await send({ run: 'curve', points: [{ step: -1 }] })).toMatchObject({
    errors: [{ code: 'BAD_FIGURE', path: ['input', 'points', '0', 'step'] }],
  });
  expect(await send({ run: 'none', points: [] })).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  const many = Array.from({ length: 1001 }, (_, step) => `{"step":${step}}`).join('\n');
  expect(await send({ run: 'curve', lines: many })).toMatchObject({ errors: [{ code: 'TOO_MANY' }] });
});

test('another owner’s runs are as ones that are not there', async () => {
  const mine = await record({ ...SEED, name: 'mine alone' });
  const you: Asked = { context: { owner: ownerId('you') } };
  const asked = async (source: string, asker: Asked) =>
    data<Record<string, unknown>>(database.db, source, asker);
  const one = (by: string) => `{ run(${by}) { name } }`;
  const id = mine.run!.id;
  for (const by of ['name: "mine alone"', `id: "${id}"`]) {
    expect(await asked(one(by), {})).toEqual({ run: { name: 'mine alone' } });
    expect(await asked(one(by), you)).toEqual({ run: null });
  }
  const node = `{ node(id: "${id}") { ... on TrainingRun { name } } }`;
  expect(await asked(node, {})).toEqual({ node: { name: 'mine alone' } });
  expect(await asked(node, you)).toEqual({ node: null });
  expect(await asked('{ runs { totalCount edges { node { name } } } }', you)).toEqual({
    runs: { totalCount: 0, edges: [] },
  });
  const first = await data<{ runs: { pageInfo: { endCursor: string } } }>(
    database.db,
    '{ runs(first: 1) { pageInfo { endCursor } } }',
  );
  const after = `{ runs(first: 5, after: "${first.runs.pageInfo.endCursor}") { edges { node { name } } } }`;
  expect(await asked(after, you)).toEqual({ runs: { edges: [] } });
  const points = { variables: { input: { run: 'mine alone', points: [{ step: 1 }] } }, ...you };
  expect(await data(database.db, POINTS, points)).toMatchObject({
    recordRunPoints: { run: null, errors: [{ code: 'NOT_FOUND' }] },
  });
  const nobody: Asked = { context: { owner: null } };
  expect(await refusalOf(database.db, '{ runs { totalCount } }', nobody)).toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  expect(await refusalOf(database.db, '{ run { name } }')).toMatchObject({ code: 'BAD_USER_INPUT' });
});
