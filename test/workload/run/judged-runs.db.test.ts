import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { formatInstant, HOUR_MS, plusMs } from '#units/time.ts';
import { ownerId } from '#units/owner.ts';
import { data, refusalOf } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../../support/redo.ts';
import { NOON } from '../../support/seed-market.ts';

let database: Database;

const RECORD = `mutation ($input: RecordRunInput!) { recordRun(input: $input) { errors { message } } }`;

/** Runs of two models at 1.50 an hour: their hours and what they reached, an hour apart. */
const RUNS = [
  ['a', 5, 0.8],
  ['a', 5, 0.85],
  ['a', 10, 0.84],
  ['a', 4, null],
  ['b', 2, 0.7],
  ['b', 20, 0.95],
  ['b', 30, 0.95],
] as const;

beforeAll(async () => {
  database = await testDatabase();
  for (const [at, [model, hours, accuracy]] of RUNS.entries()) {
    const startedAt = formatInstant(plusMs(NOON, (at - 100) * HOUR_MS));
    const input = { name: `${model}${at}`, model, hours, accuracy, startedAt, pricePerGpuHour: '1.50' };
    await data(database.db, RECORD, { variables: { input } });
  }
});

afterAll(async () => database[Symbol.asyncDispose]());

async function asked<T>(source: string): Promise<T> {
  const answer = await data<T>(database.db, source);
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  return answer;
}

const F = `{ figure ${WHOLE_FIGURE} absence missing }`;
type Figure = { figure: { value: number; basis: string; source: string } | null; absence: string | null };

test('models are compared, and who beats whom is told', async () => {
  const { runComparison: compared } = await asked<{
    runComparison: {
      absence: null;
      models: { model: string; runs: number; total: Figure; mean: Figure; bestAccuracy: Figure }[];
      frontier: { run: { name: string } }[];
      dominated: { run: { name: string }; dominatedBy: { name: string } }[];
      cheapestTo: { run: { name: string }; spentUntilThen: Figure };
    };
  }>(`{ runComparison(accuracy: 0.9) { absence
    models { model runs total ${F} mean ${F} gpuHours ${F} bestAccuracy ${F} costPerAccuracyPoint ${F} bestRun { name } dominatedBy { name } }
    frontier { run { name } } dominated { run { name } dominatedBy { name } }
    cheapestTo { run { name } total ${F} spentUntilThen ${F} } } }`);
  expect(
    compared.models.map(({ model, runs, total, mean }) => [
      model,
      runs,
      total.figure?.value,
      mean.figure?.value,
    ]),
  ).toEqual([
    ['b', 3, 78, 26],
    ['a', 4, 36, 9],
  ]);
  expect(compared.frontier.map(({ run }) => run.name)).toEqual(['b4', 'a1', 'b5']);
  expect(compared.dominated.map(({ run, dominatedBy }) => [run.name, dominatedBy.name])).toEqual([
    ['a0', 'a1'],
    ['a2', 'a1'],
    ['b6', 'b5'],
  ]);
  // 20 hours; with the 2 before it 22.
  expect(compared.cheapestTo.run.name).toBe('b5');
  expect(compared.cheapestTo.spentUntilThen.figure?.value).toBe(33);
});

test('what each further run brought for its money', async () => {
  const { runReturns: returns } = await asked<{
    runReturns: Record<string, Figure> & {
      runsSinceBest: number;
      runs: { totalCount: number; edges: { node: { spent: Figure; gain: Figure } }[] };
    };
  }>(`{ runReturns(model: "a") { absence spent ${F} best ${F} gained ${F} gainedPerDollar ${F} spentSinceBest ${F} runsSinceBest
    runs(first: 4) { totalCount edges { node { run { name } cost ${F} spent ${F} best ${F} gain ${F} gainPerDollar ${F} } } } } }`);
  const steps = returns.runs.edges.map(({ node }) => node);
  expect(steps.map(({ spent }) => spent.figure?.value)).toEqual([7.5, 15, 30, 36]);
  expect(steps.map(({ gain }) => gain.figure?.value.toFixed(6) ?? gain.absence)).toEqual([
    'NOT_TOLD',
    '5.000000',
    '0.000000',
    'NOT_TOLD',
  ]);
  expect(returns['spent']?.figure?.value).toBe(36);
  expect(returns['gainedPerDollar']?.figure?.value).toBeCloseTo(5 / 28.5, 9);
  expect([returns['spentSinceBest']?.figure?.value, returns.runsSinceBest]).toEqual([21, 2]);
});

const FORECAST = `pastRuns expected ${F} low ${F} high ${F} gpuHours ${F} atMarketPrice ${F} hoursSpread ${F} priceSpread ${F}`;
type Forecast = Record<string, Figure> & { pastRuns: number };

test('five more like one run are five times it, within an interval', async () => {
  const { runForecast: one } = await asked<{ runForecast: Forecast }>(
    `{ runForecast(run: "a0", runs: 5) { ${FORECAST} } }`,
  );
  const value = (name: string) => one[name]?.figure?.value ?? NaN;
  expect(value('expected')).toBe(37.5);
  expect(value('low')).toBeLessThan(37.5);
  expect(value('high')).toBeGreaterThan(37.5);
  expect(one.pastRuns).toBe(4);
  expect(one['atMarketPrice']).toMatchObject({ figure: null, absence: 'NOT_OBSERVED' });
  const { runForecast: model } = await asked<{ runForecast: Forecast }>(
    `{ runForecast(model: "a", runs: 2, confidence: 0.95) { ${FORECAST} } }`,
  );
  expect(model['expected']?.figure?.value).toBe(18);
  expect(await refusalOf(database.db, '{ runForecast(runs: 2) { pastRuns } }')).toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});

test('of nobody’s runs there is nothing to say, in words', async () => {
  const answer = await data(
    database.db,
    `{ runComparison { absence models { model } } runReturns(model: "a") { absence spent { absence } runs { totalCount } }
      runForecast(run: "a0", runs: 5) { absence expected { absence } } }`,
    { context: { owner: ownerId('you') } },
  );
  expect(answer).toEqual({
    runComparison: { absence: 'NO_RUNS', models: [] },
    runReturns: { absence: 'NO_RUNS', spent: { absence: 'NOT_TOLD' }, runs: { totalCount: 0 } },
    runForecast: { absence: 'NO_RUNS', expected: { absence: 'NOT_TOLD' } },
  });
});
