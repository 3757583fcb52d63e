import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshPredictions } from '#forecast/predictions.ts';
import { seriesStates } from '#forecast/series-states.ts';
import { HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { FIGURE } from '../../support/figure-fields.ts';
import { importPrices, jitter } from '../../support/price-series.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../../support/redo.ts';
import { NOON, seedOffers, seedProviders } from '../../support/seed-market.ts';

const COST = `{ amount figure ${WHOLE_FIGURE} later { p10 p50 p90 } simulated }`;
const USE = `{ gpu { slug } gpuCount machines billing provider region utilization ${WHOLE_FIGURE} hours ${WHOLE_FIGURE}
  pricePerGpuHour ${WHOLE_FIGURE} cost ${COST} energy ${WHOLE_FIGURE} carbon ${WHOLE_FIGURE} }`;
const SHORT = 'kind title saves { cost { value } carbon { value } } confidence { value } confidenceRestsOn';
const query = (fields: string) =>
  `query ($input: WorkloadInsightsInput!) { workloadInsights(input: $input) { ${fields} } }`;
/** All there is, in parts that are not too much to ask at once. */
const PARTS = [
  `now ${USE} notNow { cost ${WHOLE_FIGURE} }`,
  `insights { evidence { name figure ${FIGURE} } }`,
  `insights { saves { cost ${WHOLE_FIGURE} hours ${WHOLE_FIGURE} } confidence ${WHOLE_FIGURE} }`,
  `insights { saves { energy ${WHOLE_FIGURE} carbon ${WHOLE_FIGURE} } use { cost ${COST} } }`,
  `combined { use ${USE} evidence { figure ${WHOLE_FIGURE} } saves { cost ${WHOLE_FIGURE} } }`,
].map(query);
const SOME_OF_ALL = `now { cost { amount } region } absence insights { ${SHORT} } notNow { kind title why reason }`;
const SOME = query(SOME_OF_ALL);

type Short = {
  readonly kind: string;
  readonly title: string;
  readonly saves: {
    readonly cost: { readonly value: number } | null;
    readonly carbon: { readonly value: number } | null;
  };
  readonly confidence: { readonly value: number } | null;
  readonly confidenceRestsOn: string;
};
type Answer = {
  readonly workloadInsights: {
    readonly now: { readonly cost: { readonly amount: string }; readonly region: string | null } | null;
    readonly absence: string | null;
    readonly insights: readonly Short[];
    readonly notNow: readonly { kind: string; title: string; why: string; reason: string }[];
  };
};

/** Twenty past: the newest whole hour ended at noon. */
const NOW = plusMs(NOON, 20 * MINUTE_MS);
const ago = (hours: number): Instant => plusMs(NOW, -hours * HOUR_MS);
const context = { now: () => NOW };

let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  // Dearer than in ten days: worth a wait.
  await importPrices(
    db,
    [{ gpu: 'RTX 4090', last: plusMs(NOON, -HOUR_MS), usd: [...jitter(0.4, 10 * 24), 0.46] }],
    NOW,
  );
  await refreshPredictions(db, NOW, seriesStates(4), AbortSignal.timeout(30_000));
  await seedProviders(db, [
    { id: 'alpha', lastSuccessAt: NOW },
    { id: 'beta', lastSuccessAt: NOW },
  ]);
  const offer = { gpu: 'rtx-4090', gpuCount: 2 };
  const interrupted = { interruptionMonthlyLow: 0.05, interruptionMonthlyHigh: 0.1 };
  await seedOffers(db, [
    {
      ...offer,
      provider: 'beta',
      key: 'b2',
      region: 'PL',
      changes: [{ at: ago(1), usd: 0.5, available: 4 }],
    },
    {
      ...offer,
      provider: 'alpha',
      key: 'a2',
      region: 'SE',
      changes: [{ at: ago(1), usd: 0.4, available: 4 }],
    },
    { ...offer, provider: 'beta', key: 'b1', gpuCount: 1, region: 'PL', changes: [{ at: ago(1), usd: 0.5 }] },
    {
      ...offer,
      provider: 'beta',
      key: 's2',
      region: 'PL',
      billing: 'SPOT',
      traits: interrupted,
      changes: [{ at: ago(1), usd: 0.2, available: 4 }],
    },
    { provider: 'beta', key: 'taken', gpu: 'a40', changes: [{ at: ago(1), usd: 0.3, available: 0 }] },
  ]);
}, 180_000);
afterAll(() => database[Symbol.asyncDispose]());

const asked = { modelGb: 1, gpu: '4090', gpuCount: 2, hours: 10, utilization: 40, useCase: 'training' };
const ask = async (
  input: Readonly<Record<string, unknown>>,
  source = SOME,
): Promise<Answer['workloadInsights']> =>
  (await data<Answer>(database.db, source, { variables: { input }, context })).workloadInsights;

test('a workload at a provider: what each change saves, by hand, with what it rests on', async () => {
  const { now, insights, notNow } = await ask({ ...asked, provider: 'beta' });
  expect(now).toEqual({ cost: { amount: '10.00' }, region: 'PL' });
  const savings = insights.map(({ kind, title, saves }) => [
    kind,
    title,
    saves.cost && Math.round(saves.cost.value * 100) / 100,
  ]);
  // 2 × 10 × 0.50 is 10. On spot 2 × 10.0… × 0.20; 40 of 95 % of the hours; one GPU; 2 × 10 × 0.10; and a wait.
  expect(savings).toEqual([
    ['SPOT', '2 × RTX 4090 on spot, by beta in PL', expect.closeTo(5.97, 1)],
    ['UTILIZATION', '95 % utilization', 5.79],
    ['FEWER_GPUS', '1 × RTX 4090 by beta in PL', 5],
    ['OTHER_PROVIDER', '2 × RTX 4090 by alpha in SE', 2],
    ['OTHER_TIME', '2 × RTX 4090, begun when the price falls', expect.any(Number)],
  ]);
  const later = insights.find(({ kind }) => kind === 'OTHER_TIME');
  // The index is 15 % above what it was for ten days.
  expect(later?.saves.cost?.value).toBeGreaterThan(0.9);
  expect(later?.saves.cost?.value).toBeLessThan(1.5);
  expect(later?.confidence?.value).toBeGreaterThan(0.9);
  const other = insights.find(({ kind }) => kind === 'OTHER_PROVIDER');
  expect(other?.confidence?.value).toBeGreaterThan(0.8);
  expect(other?.confidenceRestsOn).toMatch(
    /^The chance that it costs less than now, by the forecast of the price/,
  );
  expect(insights.find(({ kind }) => kind === 'UTILIZATION')?.confidence).toBeNull();
  expect(notNow.map(({ kind, why }) => [kind, why])).toEqual(
    expect.arrayContaining([
      ['OTHER_GPU', 'NO_OFFER'],
      ['RESERVATION', 'NOT_KNOWN'],
    ]),
  );
});

test('where hours of the grid are known a start on a cleaner one is told, at the price of now', async () => {
  const own = { ...asked, region: 'US-CA', provider: 'beta', pricePerGpuHour: '0.5', hours: 4 };
  const { insights } = await ask(own);
  const later = insights.find(({ kind }) => kind === 'OTHER_TIME');
  // Twenty past noon UTC is five in the morning there; the sun is up in a few hours.
  expect(later?.title).toMatch(/^2 × RTX 4090, begun at 2026-06-15T(?:1[5-9]|2[0-3]):.* on a cleaner grid$/);
  expect(later?.saves.cost).toBeNull();
  const { best } = (
    await data<{ startWindows: { best: { saving: { carbon: { middle: { value: number } } } } } }>(
      database.db,
      `{ startWindows(input: { rental: { gpu: "RTX 4090", gpuCount: 2, region: "US-CA", provider: "beta", pricePerGpuHour: "0.5" },
        hours: 4, utilization: 40, within: "P1DT4H", objective: CARBON }) { best { saving { carbon { middle { value } } } } } }`,
      { context },
    )
  ).startWindows;
  expect(later?.saves.carbon?.value).toBeCloseTo(best.saving.carbon.middle.value, 9);
  for (const part of PARTS) expect(figuresThatDoNotAddUp(await ask(own, part))).toEqual([]);
  // A week's work has no week to be forecast in.
  const long = await ask({ ...own, hours: 168 });
  expect(long.insights.some(({ kind }) => kind === 'OTHER_TIME')).toBe(false);
});

test('every figure adds up, and the same question has the same answer', async () => {
  const input = { ...asked, provider: 'beta' };
  for (const part of PARTS) {
    const answer = await ask(input, part);
    expect(figuresThatDoNotAddUp(answer)).toEqual([]);
    expect(await ask(input, part)).toEqual(answer);
  }
});

test('what has no price has no insights, and says why', async () => {
  expect(await ask({ ...asked, gpu: 'A40', gpuCount: 1 })).toEqual({
    now: null,
    absence: 'SOLD_OUT',
    insights: [],
    notNow: [],
  });
  expect(await ask({ ...asked, gpu: 'B200' })).toMatchObject({ now: null, absence: 'NOT_OFFERED' });
  expect(await ask({ ...asked, region: 'FR' })).toMatchObject({ now: null, absence: 'NOT_OFFERED' });
});

test('what nobody knows or means is refused with what to do', async () => {
  const refused = async (input: object) =>
    refusalOf(database.db, SOME, { variables: { input: { ...asked, ...input } }, context });
  expect(await refused({ gpu: 'H100' })).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument: 'gpu',
    nearest: expect.arrayContaining(['H100 SXM']),
  });
  expect(await refused({ utilization: 0.8 })).toMatchObject({
    argument: 'utilization',
    message: expect.stringContaining('write 80'),
  });
  expect(await refused({ region: 'EUROPE' })).toMatchObject({ argument: 'region' });
  expect(await refused({ provider: 'nobody' })).toMatchObject({ argument: 'provider' });
  expect(await refused({ hours: 0 })).toMatchObject({ argument: 'hours' });
  expect(await refused({ modelGb: -1 })).toMatchObject({ argument: 'modelGb' });
  expect(await refused({ pricePerGpuHour: '0' })).toMatchObject({ argument: 'pricePerGpuHour' });
});

test('insights of a submitted workload are those of what was submitted', async () => {
  const { useCase: notes, ...plan } = { ...asked, provider: 'beta' };
  const SUBMIT = `mutation ($input: SubmitWorkloadInput!) {
    submitWorkload(input: $input) { workload { id insights { ${SOME_OF_ALL} } } } }`;
  type Submitted = { submitWorkload: { workload: { id: string; insights: Answer['workloadInsights'] } } };
  const submit = async (input: object) =>
    (await data<Submitted>(database.db, SUBMIT, { variables: { input }, context })).submitWorkload.workload;
  const { insights } = await submit({ ...plan, notes });
  expect(insights).toEqual(await ask({ ...asked, provider: 'beta' }));
  // Where no size is told the GPUs are full: one of two cannot hold it.
  const unsized = await submit({ ...plan, notes, modelGb: null });
  expect(unsized.insights.insights.map(({ kind }) => kind)).not.toContain('FEWER_GPUS');
  expect(unsized.insights).toEqual(await ask({ ...asked, modelGb: null, provider: 'beta' }));
});
