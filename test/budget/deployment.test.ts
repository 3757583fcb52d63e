import { expect, test } from 'vitest';
import { deploymentOf } from '#budget/deployment.ts';
import { given } from '#units/figure.ts';

const rental = (price: number) => ({
  gpu: null,
  gpuCount: given(1, 'GPUs'),
  price: given(price, 'USD/h'),
  absence: null,
  factors: null,
  simulated: false,
  offer: null,
});
const month = (usd: number, utilization = 0.5, mostWorkers = 10) =>
  deploymentOf({
    money: { kind: 'MONTH', monthly: given(usd, 'USD') },
    rental: rental(0.44),
    utilization,
    mostWorkers,
  });

test('100 dollars a month at 0.44 are 3.33 a day and 7.6 hours, and one worker is too much', () => {
  const { daily, hoursPerDay, affordable, workersMax, costPerDay, withinBudget, reasoning } = month(100);
  expect(daily.value).toBeCloseTo(100 / 30, 12);
  expect(hoursPerDay?.value).toBeCloseTo(7.5758, 4);
  expect([affordable?.value, workersMax?.value, withinBudget]).toEqual([0, 1, false]);
  expect(costPerDay?.value).toBeCloseTo(5.28, 12);
  expect(reasoning).toBe(
    '3.33 USD a day pay for 7.6 worker-hours, less than one worker takes: 24 h at 50 % utilisation cost 5.28 USD. Even one worker breaks this budget: let it run at most 31.6 % of the day, take a cheaper GPU, or raise the budget.',
  );
});

test('workers are as many as are paid for, from 1 to the most', () => {
  // 1000 a month are 75.8 hours a day: six of 12 hours.
  expect(month(1000).workersMax?.value).toBe(6);
  expect(month(1000).withinBudget).toBe(true);
  expect(month(10_000).workersMax?.value).toBe(10);
  expect(month(10_000).reasoning).toContain('It would pay for 63; 10 is the most asked for.');
});

test('where nothing remains nothing is to run', () => {
  const money = { kind: 'LEFT', remaining: given(-3, 'USD'), days: given(2.5, 'days') } as const;
  const none = deploymentOf({ money, rental: rental(0.44), utilization: 0.5, mostWorkers: 10 });
  expect([none.daily.value, none.withinBudget]).toEqual([0, false]);
  expect(none.reasoning).toContain('run no worker');
});
