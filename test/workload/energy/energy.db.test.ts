import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { data, refusalOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../../support/redo.ts';
import { seedProviders } from '../../support/seed-market.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
});
afterAll(() => database[Symbol.asyncDispose]());

type Told = { readonly value: number; readonly basis: string };
type Figures = { readonly energy: Told; readonly carbon: Told; readonly cost: Told };
type Estimate = {
  readonly energyEstimate: {
    readonly simple: Figures;
    readonly detailed: { readonly low: Figures; readonly middle: Figures; readonly high: Figures };
    readonly factors: readonly {
      readonly name: string;
      readonly source: string;
      readonly year: number | null;
      readonly range: { readonly middle: Told };
    }[];
  };
};

const FIGURES = `{ energy ${WHOLE_FIGURE} carbon ${WHOLE_FIGURE} cost ${WHOLE_FIGURE} }`;
const ESTIMATE = `query ($input: EnergyEstimateInput!) { energyEstimate(input: $input) {
  simple ${FIGURES} detailed { middle ${FIGURES} high ${FIGURES} }
  factors { name source year range { middle ${WHOLE_FIGURE} } } } }`;

const asked = (input: Record<string, unknown>) =>
  data<Estimate>(database.db, ESTIMATE, {
    variables: { input: { gpu: 'H100 SXM', gpuCount: 8, hours: 72, utilization: 85, ...input } },
  });

test('the product’s example to the digits, every figure redone, every factor with its source', async () => {
  const { energyEstimate } = await asked({ region: 'us-va', provider: 'Amazon Web Services' });
  const { simple, factors } = energyEstimate;
  expect(simple.energy.value).toBeCloseTo(445.536, 9);
  expect(simple.carbon.value).toBeCloseTo(178.2144, 9);
  expect(simple.cost.value).toBeCloseTo(66.8304, 9);
  expect(figuresThatDoNotAddUp(energyEstimate)).toEqual([]);
  expect(factors.map(({ name, year }) => [name, year])).toEqual([
    ['GPU_IDLE', 2025],
    ['GPU_BUSY', 2025],
    ['HOST', 2025],
    ['PUE', 2023],
    ['CARBON_INTENSITY', 2024],
    ['ELECTRICITY_PRICE', 2024],
    ['EMBODIED', null],
  ]);
  expect(factors.every(({ source }) => source.length > 10)).toBe(true);
});

test('utilization is 80 percent where it is not told, and the caller’s own figures win', async () => {
  const input = { gpu: 'RTX 4090', hours: 10, pue: 1.05, kgPerKwh: 0.02, usdPerKwh: 0.3, provider: 'alpha' };
  const { energyEstimate } = await data<Estimate>(database.db, ESTIMATE, { variables: { input } });
  expect(energyEstimate.simple.energy.value).toBeCloseTo((450 * 10 * 0.8 * 1.3) / 1000, 9);
  const { energy, carbon, cost } = energyEstimate.detailed.middle;
  expect(carbon.value).toBeCloseTo(energy.value * 0.02, 9);
  expect(cost.value).toBeCloseTo(energy.value * 0.3, 9);
  expect(
    energyEstimate.factors.filter(({ range }) => range.middle.basis === 'GIVEN').map(({ name }) => name),
  ).toEqual(['PUE', 'CARBON_INTENSITY', 'ELECTRICITY_PRICE']);
});

test.each([
  [{ gpu: 'H100' }, 'gpu', 'several GPUs'],
  [{ gpuCount: 0 }, 'gpuCount', 'between 1 and'],
  [{ hours: 0 }, 'hours', 'between 0.001'],
  [{ hours: 1e9 }, 'hours', 'and 87600 hours'],
  [{ utilization: 101 }, 'utilization', 'between 0 and 100'],
  [{ utilization: 0.85 }, 'utilization', 'write 85'],
  [{ region: 'EUROPE' }, 'region', 'one region is meant'],
  [{ region: 'Nowhere' }, 'region', 'no region'],
  [{ provider: 'nobody at all' }, 'provider', '"runpod"'],
  [{ pue: 0.9 }, 'pue', 'between 1 and 3'],
  [{ kgPerKwh: 400 }, 'kgPerKwh', 'between 0 and 2'],
  [{ usdPerKwh: -1 }, 'usdPerKwh', 'between 0 and 10'],
])('%j is refused with what to do', async (wrong, argument, words) => {
  const variables = { input: { gpu: 'H100 SXM', hours: 72, ...wrong } };
  const refusal = await refusalOf(database.db, ESTIMATE, { variables });
  expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  expect(refusal.message).toContain(words);
});

type Carbon = {
  readonly carbonIntensity: {
    readonly year: number | null;
    readonly isAssumed: boolean;
    readonly intensity: { readonly low: Told; readonly middle: Told; readonly high: Told };
    readonly figures: readonly { readonly kind: string; readonly place: string; readonly figure: Told }[];
  };
};

const CARBON = `query ($region: String!, $provider: String) { carbonIntensity(region: $region, provider: $provider) {
  year isAssumed intensity { low ${WHOLE_FIGURE} middle ${WHOLE_FIGURE} high ${WHOLE_FIGURE} }
  figures { kind place provider figure { value basis source } year } } }`;

test('carbon of a region tells every source that disagrees', async () => {
  const variables = { region: 'FI', provider: 'gcp' };
  const { carbonIntensity } = await data<Carbon>(database.db, CARBON, { variables });
  expect(figuresThatDoNotAddUp(carbonIntensity)).toEqual([]);
  expect(carbonIntensity).toMatchObject({ year: 2024, isAssumed: false });
  expect(carbonIntensity.intensity.middle.value).toBeCloseTo(0.03932, 12);
  expect(carbonIntensity.figures.map(({ place, figure }) => `${place} ${figure.value}`).toSorted()).toEqual([
    'FI 0.079158',
    'europe-north1 0.03932',
    'europe-north1 0.046',
    'europe-north1 0.181',
    'finlandcentral 0.077',
  ]);
});

test('of a place no source knows it says that it is assumed, and a wrong name what to do', async () => {
  const { carbonIntensity } = await data<Carbon>(database.db, CARBON, { variables: { region: 'US-KS' } });
  expect(carbonIntensity.isAssumed).toBe(true);
  const refusal = await refusalOf(database.db, CARBON, { variables: { region: 'ASIA' } });
  expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'region' });
});
