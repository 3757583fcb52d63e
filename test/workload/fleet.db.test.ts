import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { COST, DEEP_FIGURE, FIGURE } from '../support/figure-fields.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { NOON, seedMarket, seedOffers, seedProviders } from '../support/seed-market.ts';

const COMPARISON = `{ cost ${DEEP_FIGURE} saving ${DEEP_FIGURE} savingPercent ${DEEP_FIGURE} missing }`;
const QUERY = `query ($input: FleetStrategyInput!) { fleetStrategy(input: $input) {
  refusal { reason message leastBudget }
  parts { role billing machines gpusPerMachine gpus ${DEEP_FIGURE} monthlyCost ${COST} capacity ${DEEP_FIGURE} gpu { slug } }
  totalGpus monthlyCost { amount figure ${DEEP_FIGURE} } budgetLeft ${DEEP_FIGURE} capacity ${DEEP_FIGURE}
  countedCapacity ${DEEP_FIGURE} onDemandShare ${DEEP_FIGURE} roiPercent ${DEEP_FIGURE} yearlySaving ${DEEP_FIGURE}
  gapPercent ${DEEP_FIGURE} isOptimal leftOut { reason offers }
} }`;
const COMPARED = `query ($input: FleetStrategyInput!) { fleetStrategy(input: $input) {
  againstOnDemand ${COMPARISON} againstDearestCloud ${COMPARISON}
} }`;
const TRIED = `query ($input: FleetStrategyInput!) { fleetStrategy(input: $input) {
  alternatives { rule isOnParetoFront verdict cost ${FIGURE} capacity ${FIGURE} spotShare ${FIGURE} }
} }`;

type Answer = {
  fleetStrategy: {
    refusal: { reason: string; message: string; leastBudget: string | null } | null;
    parts: {
      role: string;
      billing: string;
      machines: number;
      gpus: { value: number };
      monthlyCost: { amount: string };
      gpu: { slug: string };
    }[];
    totalGpus: number;
    monthlyCost: { amount: string; figure: { value: number } };
    countedCapacity: { value: number };
    isOptimal: boolean;
  };
};

const inHours = plusMs(NOON, -HOUR_MS);

test('on-demand as a base, spot on top, within the budget: by hand', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  const offer = { provider: 'alpha', gpu: 'rtx-4090', region: 'DE', reliability: 1 };
  await seedOffers(database.db, [
    { ...offer, key: 'base', changes: [{ at: inHours, usd: 0.4, available: 5 }] },
    { ...offer, key: 'burst', billing: 'SPOT', changes: [{ at: inHours, usd: 0.2, available: 5 }] },
  ]);
  const { fleetStrategy: fleet } = await data<Answer>(database.db, QUERY, {
    // 100 hours: 40 dollars a base machine, 20 a burst one. Half of what counts is on demand: 2 + 2 for 120.
    variables: { input: { workload: 'TRAINING', monthlyBudget: 130, reliability: 'MEDIUM', hours: 100 } },
  });
  expect(
    fleet.parts.map(({ role, machines, gpus, monthlyCost }) => [
      role,
      machines,
      gpus.value,
      monthlyCost.amount,
    ]),
  ).toEqual([
    ['BASE', 2, 2, '80.00'],
    ['BURST', 2, 2, '40.00'],
  ]);
  expect(fleet).toMatchObject({ totalGpus: 4, monthlyCost: { amount: '120.00' }, isOptimal: true });
  expect(figuresThatDoNotAddUp(fleet)).toEqual([]);
});

test('a machine of eight GPUs is rented once, and a provider of twenty has two of them', async () => {
  await using database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }, { id: 'beta' }]);
  const units = Array.from({ length: 8 }, (_, gpu) => `gpu${gpu}`);
  const offer = { gpu: 'rtx-4090', gpuCount: 8, reliability: 1 };
  await seedOffers(database.db, [
    { ...offer, provider: 'alpha', key: 'one', units, changes: [{ at: inHours, usd: 0.2 }] },
    { ...offer, provider: 'beta', key: 'two', changes: [{ at: inHours, usd: 0.3, available: 20 }] },
  ]);
  const { fleetStrategy: fleet } = await data<Answer>(database.db, QUERY, {
    variables: { input: { workload: 'TRAINING', monthlyBudget: 9000, reliability: 'LOW', hours: 100 } },
  });
  expect(fleet.parts.map(({ machines, gpus }) => [machines, gpus.value])).toEqual([
    [1, 8],
    [2, 16],
  ]);
  expect(fleet.totalGpus).toBe(24);
});

test('a budget under the cheapest says what would do, and that budget does', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const asked = async (monthlyBudget: number | string, more = {}) => {
    const input = { workload: 'TRAINING', monthlyBudget, reliability: 'LOW', ...more };
    const { fleetStrategy } = await data<Answer>(database.db, QUERY, { variables: { input } });
    return fleetStrategy;
  };
  const poor = await asked(1);
  // 0.18 an hour for 730 hours.
  expect(poor.refusal).toMatchObject({ reason: 'BUDGET_TOO_SMALL', leastBudget: '131.40' });
  expect((await asked(poor.refusal?.leastBudget ?? 0)).refusal).toBeNull();
  expect((await asked(1000, { minVramGb: 500 })).refusal).toMatchObject({ reason: 'NOTHING_FITS' });
  const short = await asked(140, { capacityAtLeast: 500 });
  expect(short.refusal?.reason).toBe('CAPACITY_NOT_REACHED');
  const enough = await asked(short.refusal?.leastBudget ?? 0, { capacityAtLeast: 500 });
  expect(enough.refusal).toBeNull();
  expect(enough.countedCapacity.value).toBeGreaterThanOrEqual(500);
  const none = await asked(1e6, { capacityAtLeast: 1e6 });
  expect(none.refusal).toMatchObject({ reason: 'CAPACITY_NOT_REACHED', leastBudget: null });
});

test('every figure adds up, and the fleet stays within its budget, whatever is asked', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const inputs = fc.record({
    workload: fc.constantFrom('TRAINING', 'INFERENCE', 'RENDERING'),
    reliability: fc.constantFrom('LOW', 'MEDIUM', 'HIGH'),
    monthlyBudget: fc.integer({ min: 1, max: 9000 }),
    hours: fc.integer({ min: 1, max: 744 }),
    spotMtbiHours: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const { fleetStrategy: fleet } = await data<Answer>(database.db, QUERY, { variables: { input } });
      const compared = await data(database.db, COMPARED, { variables: { input } });
      const tried = await data(database.db, TRIED, { variables: { input } });
      expect(figuresThatDoNotAddUp([fleet, compared, tried])).toEqual([]);
      expect(Number(fleet.monthlyCost.amount)).toBeLessThanOrEqual(input.monthlyBudget);
      expect(fleet.parts.reduce((sum, { gpus }) => sum + gpus.value, 0)).toBe(fleet.totalGpus);
      const cents = fleet.parts.reduce((sum, { monthlyCost }) => sum + Number(monthlyCost.amount), 0);
      expect(fleet.monthlyCost.figure.value).toBeCloseTo(cents, 4);
    }),
    { numRuns: 25 },
  );
});

test('refuses what no fleet can be planned by', async () => {
  await using database = await testDatabase();
  const refusal = (more: object) =>
    refusalOf(database.db, QUERY, {
      variables: { input: { workload: 'TRAINING', monthlyBudget: 100, ...more } },
    });
  expect(await refusal({ monthlyBudget: 0 })).toMatchObject({ argument: 'monthlyBudget' });
  expect(await refusal({ hours: 745 })).toMatchObject({ argument: 'hours' });
  expect(await refusal({ filter: { gpus: ['H100'] } })).toMatchObject({ code: 'BAD_USER_INPUT' });
});
