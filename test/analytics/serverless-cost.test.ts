import { expect, test } from 'vitest';
import { arrivalsOf, arrivalsUpTo } from '#analytics/daily-arrivals.ts';
import { exponential, seededRandom } from '#analytics/seeded-random.ts';
import {
  billedHours,
  serverlessCost,
  serverlessSeconds,
  type ColdStarts,
} from '#analytics/serverless-cost.ts';
import { simulateWorkers } from '#analytics/worker-simulation.ts';
import { given } from '#units/figure.ts';

const loadOf = (requestsPerDay: number, requestSeconds: number, idleTimeout: number, workers = 1) => ({
  requestsPerDay: given(requestsPerDay, '1'),
  requestSeconds: given(requestSeconds, 's'),
  coldSeconds: given(45, 's'),
  idleTimeout: given(idleTimeout, 's'),
  workers: given(workers, '1'),
});

function costOf(load: ReturnType<typeof loadOf>, coldStarts: ColdStarts, price = 0.44) {
  const seconds = serverlessSeconds(load, coldStarts);
  const cost = serverlessCost(load, seconds, { price: given(price, 'USD/h'), gpuCount: given(1, 'GPUs') });
  const cents = (name: keyof typeof cost) => Math.round(cost[name].value * 100) / 100;
  return { seconds, cents, hours: billedHours(load, seconds) };
}

test.each([
  // (10,000 × 2 + 0.1 × 45) s × 30 ÷ 3600 × 0.44 $
  [10_000, 2, 'RARELY', 0, 73.35, 73.35],
  [1000, 3, 'RARELY', 0, 11.02, 11.02],
  // (100 × 5 + 24 × 45) s, and 100 × 15 s of waiting
  [100, 5, 'HOURLY', 0, 5.79, 5.79],
  [100, 5, 'HOURLY', 15, 5.79, 11.29],
  [100, 5, 'DAILY', 15, 2.0, 7.5],
] as const)(
  '%i requests × %f s, cold %s, idle %i s: %f $ without idle, %f $ with it',
  (requests, each, coldStarts, idle, withoutIdle, total) => {
    const { cents } = costOf(loadOf(requests, each, idle), coldStarts);
    expect(cents('withoutIdle')).toBe(withoutIdle);
    expect(cents('total')).toBe(total);
  },
);

test('no more is billed than the day has, and then it is an always-on worker', () => {
  const { cents, hours } = costOf(loadOf(10_000, 2, 15), 'RARELY');
  // 24 h × 30 × 0.44 $
  expect(cents('total')).toBe(316.8);
  expect(cents('alwaysOn')).toBe(316.8);
  expect(hours.breakEvenPremium.value).toBeCloseTo(1, 12);
});

test('no request starts more than one worker', () => {
  expect(serverlessSeconds(loadOf(3, 5, 15), 'HOURLY').coldStartsPerDay.value).toBe(3);
});

test('few requests by chance: each gap is billed (1 − e^(−rT)) ÷ r, and cold with e^(−rT)', () => {
  const { seconds } = costOf(loadOf(100, 1e-9, 864), 'ARRIVALS');
  // r T = 100 ÷ 86,400 × 864 = 1
  expect(seconds.idlePerGap?.value).toBeCloseTo(864 * (1 - Math.exp(-1)), 6);
  // Of 100 gaps, less those that end while a worker starts: 1 + 100 ÷ 86,400 × e⁻¹ × 45.
  expect(seconds.coldProbability.value).toBeCloseTo(Math.exp(-1) / (1 + (Math.exp(-1) * 4500) / 86_400), 9);
});

test.each([
  [100, 5, 15],
  [2000, 5, 60],
  [10_000, 2, 15],
  [15_000, 4, 3],
])('%i requests a day × %f s, idle %i s: as simulated', (requests, each, idle) => {
  const load = loadOf(requests, each, idle);
  const seconds = serverlessSeconds(load, 'ARRIVALS');
  const random = seededRandom(requests);
  const run = simulateWorkers(
    { min: 0, max: 1, idleTimeout: idle, coldSeconds: 45, scaleUpAfter: 0 },
    arrivalsUpTo(300_000, arrivalsOf(requests, null, random)),
    () => exponential(random, each),
  );
  const days = run.seconds / 86_400;
  const billed = seconds.busy.value + seconds.cold.value + seconds.idle.value;
  expect(run.billedSeconds / days / billed).toBeCloseTo(1, 1.5);
  expect(run.coldStarts / run.delays.length / seconds.coldProbability.value).toBeCloseTo(1, 1.5);
});
